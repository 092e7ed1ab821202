"""What is done with a case: an act of its step, or one beside it. What was typed comes back whatever goes wrong."""

from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rongyi.casework.answer_forms import AnswersForm
from rongyi.casework.forms import ActForm, ExtendForm, HandOverForm, PauseForm, SideForm
from rongyi.casework.models import Case
from rongyi.casework.permissions import ACT_ON_CASE, VIEW_CASES
from rongyi.casework.procedures import Procedure
from rongyi.casework.queries import file_of, get_case
from rongyi.casework.reading import FaultyAnswers
from rongyi.casework.services import (
    ActInput,
    act,
    extend,
    hand_over,
    lapse,
    pause,
    resume,
    supplement,
    withdraw_case,
)
from rongyi.casework.shown import name_of
from rongyi.casework.shown_case import is_at_hand, look_of, sides
from rongyi.casework.views.case import found
from rongyi.kernel.errors import Denied, Refused, Stale
from rongyi.kernel.forms import refusals_in, status_of
from rongyi.organisation.access import page


@require_http_methods(["GET", "POST"])
@page(ACT_ON_CASE)
def do(request, pk: UUID, key: str):
    """The form of one act of the step; what was typed comes back whatever goes wrong."""
    case, procedure = found(request, pk)
    data = request.POST if request.method == "POST" else None
    chosen = procedure.act(case.step, key)
    if chosen is None or (data is not None and data.get("step", case.step) != case.step):
        return _gone(request, case, data)
    given = {"act": chosen, "procedure": procedure, "materials": file_of(case).materials}
    form, answers = (
        ActForm(data, initial={"version": case.version, "step": case.step}, **given),
        AnswersForm(data, asked=chosen.asks),
    )
    if data is not None and form.is_valid() and answers.is_valid() and _done(request, case, key, form, answers):
        messages.success(request, _("已办:%(act)s。") % {"act": chosen.title})
        return redirect("casework:case", pk=pk)
    context = {
        "case": case, "procedure": procedure, "step": procedure.step(case.step), "act": chosen, "form": form,
        "answers": answers, "look": look_of(chosen), "name": _name(request, case),
    }  # fmt: skip
    return render(request, "casework/act.html", context, status=422 if form.errors or answers.errors else 200)


def _gone(request, case: Case, data):
    """The case went on meanwhile. Whoever typed something gets it back to copy it, and is told who was quicker."""
    entries = file_of(case).entries
    last = entries[-1] if entries else None
    is_mine = last is not None and last.actor_id == request.actor.user_id
    if data is None or is_mine:
        messages.info(request, _("这一步已经办过,没有重复办。"))
        return redirect("casework:case", pk=case.pk)
    kept = [
        value
        for name in data
        if name not in ("csrfmiddlewaretoken", "version", "step")
        for value in data.getlist(name)
        if value
    ]
    context = {
        "case": case,
        "last": last,
        "kept": kept,
        "name": _name(request, case),
    }
    return render(request, "casework/gone.html", context, status=412)


def _done(request, case: Case, key: str, form: ActForm, answers: AnswersForm) -> bool:
    data = form.cleaned_data
    given = ActInput(
        key, data["note"], data.get("reason", ""), answers.given(), tuple(data.get("lacking") or ()), data["version"]
    )
    with refusals_in(form):
        try:
            act(actor=request.actor, case=case, given=given)
            return True
        except FaultyAnswers as faulty:
            answers.show(faulty.faults)
        except Denied as denied:
            form.add_error(None, str(denied.message))
        except Stale:
            form.data = form.data.copy()  # read once more beside what was typed, it may be pressed again
            form.data["version"] = str(get_case(request.actor, case.pk).version)
            raise
    return False


@require_http_methods(["GET", "POST"])
@page(VIEW_CASES)
def side(request, pk: UUID, key: str):
    case, procedure = found(request, pk)
    label = dict(sides(request._whole_actor, case, procedure)).get(key)
    if label is None:
        messages.info(request, _("这个办件现在不能这样办,或者要由别的岗位办。"))
        return redirect("casework:case", pk=pk)
    form = _side_form(request, key, case, procedure)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            _do_side(request._whole_actor, key, case, form)
            messages.success(request, _("已办:%(act)s。") % {"act": label})
            return redirect("casework:case", pk=pk)
    context = {
        "case": case, "procedure": procedure, "form": form, "label": label, "name": _name(request, case),
    }  # fmt: skip
    return render(request, "casework/side.html", context, status=status_of(form))


def _side_form(request, key: str, case: Case, procedure: Procedure):
    data = request.POST if request.method == "POST" else None
    if key == "pause":
        return PauseForm(data, procedure=procedure)
    if key == "extend":
        return ExtendForm(data, clocks=file_of(case).clocks)
    return HandOverForm(data, case=case) if key == "hand_over" else SideForm(data)


def _do_side(actor, key: str, case: Case, form) -> None:
    services = {
        "supplement": supplement, "hand_over": hand_over, "pause": pause, "resume": resume, "extend": extend,
        "withdraw": withdraw_case, "lapse": lapse,
    }  # fmt: skip
    given = form.given() if key == "hand_over" else form.cleaned_data
    try:
        services[key](actor=actor, case=case, **given)
    except Denied as denied:  # said at the form, so that nothing typed is lost
        raise Refused(denied.message, code="denied") from denied


def _name(request, case: Case) -> str:
    return name_of(case, request.actor, is_at_hand=is_at_hand(request._whole_actor, case))
