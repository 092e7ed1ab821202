"""One case: where it stands, what was said and brought, what happened, and what can be done now."""

from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rongyi.casework.access import post_of
from rongyi.casework.answer_forms import AnswersForm
from rongyi.casework.drawing import drawn
from rongyi.casework.enums import Post, State
from rongyi.casework.forms import ActForm, ExtendForm, HandOverForm, PauseForm, SideForm
from rongyi.casework.models import Case
from rongyi.casework.permissions import ACT_ON_CASE, EXTEND_CASE, OPEN_CASE, VIEW_CASES
from rongyi.casework.procedures import Procedure, store
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
from rongyi.casework.services.looking import look_at
from rongyi.casework.shown import LOOKS, act_choices, answer_rows, entry_rows, left
from rongyi.kernel import clock
from rongyi.kernel.forms import refusals_in, status_of
from rongyi.organisation.access import page


def found(request, pk: UUID) -> tuple[Case, Procedure]:
    case = get_case(request.actor, pk)
    return case, store.at_version(case.procedure, case.definition_version)


def reads_whole(actor, case: Case, entries) -> bool:
    """security: what is S2 is read by the post that has the case before it and by those who had a hand in it."""
    at_hand = bool(case.post) and case.state != State.ENDED and post_of(actor, case.post, case.at_code) is not None
    return at_hand or any(entry.actor_id and entry.actor_id == actor.user_id for entry in entries)


@require_safe
@page(VIEW_CASES)
def case_page(request, pk: UUID):
    case, procedure = found(request, pk)
    look_at(actor=request.actor, case=case)
    file, step, whole = file_of(case), procedure.step(case.step), request._whole_actor
    reads = reads_whole(whole, case, file.entries)
    papers = [(row, procedure.material(row.key)) for row in file.materials if procedure.material(row.key)]
    context = {
        "case": case, "procedure": procedure, "step": step, "left": left(case, clock.today()), "file": file,
        "picture": drawn(procedure, case.step if case.state != State.ENDED else ""), "papers": papers, "reads": reads,
        "answers": answer_rows(procedure.form, case.answers, whole=reads),
        "history": entry_rows(procedure, file.entries, whole=reads), "reason": procedure.reason(case.reason_code),
        "acts": [(one, LOOKS[one.kind]) for one in act_choices(step, whole, case)],
        "post": Post(case.post).label if case.post else "", "sides": sides(whole, case, procedure),
        "may_act": bool(case.post) and whole.can(ACT_ON_CASE) and post_of(whole, case.post, case.at_code) is not None,
    }  # fmt: skip
    return render(request, "casework/case.html", context)


def sides(actor, case: Case, procedure: Procedure) -> list[tuple[str, str]]:
    """[(key, label)] of what can be done beside the step."""
    if case.state == State.ENDED:
        return []
    at_hand = post_of(actor, case.post, case.at_code) is not None and actor.can(ACT_ON_CASE)
    rules = (
        ("supplement", _("补正已交,接着办"), case.state == State.RETURNED and actor.can(OPEN_CASE)),
        ("hand_over", _("交接"), at_hand),
        ("pause", _("暂停计时"), at_hand and bool(procedure.stops) and case.stopped_on is None),
        ("resume", _("恢复计时"), at_hand and case.stopped_on is not None and case.state == State.OPEN),
        ("extend", _("延长期限"), actor.can(EXTEND_CASE) and case.due_on is not None),
        ("withdraw", _("申请人撤回"), actor.can(OPEN_CASE)),
        ("lapse", _("终止办理"), at_hand),
    )
    return [(key, str(label)) for key, label, is_so in rules if is_so]


@require_http_methods(["GET", "POST"])
@page(ACT_ON_CASE)
def do(request, pk: UUID, key: str):
    """The form of one act of the step; what was typed comes back whatever goes wrong."""
    case, procedure = found(request, pk)
    chosen = procedure.act(case.step, key)
    if chosen is None:
        messages.info(request, _("这一步已经办过,现在到了下一环节。"))
        return redirect("casework:case", pk=pk)
    data = request.POST if request.method == "POST" else None
    given = {"act": chosen, "procedure": procedure, "materials": file_of(case).materials}
    form, answers = ActForm(data, initial={"version": case.version}, **given), AnswersForm(data, asked=chosen.asks)
    if data is not None and form.is_valid() and answers.is_valid() and _done(request, case, key, form, answers):
        messages.success(request, _("已办:%(act)s。") % {"act": chosen.title})
        return redirect("casework:case", pk=pk)
    context = {
        "case": case, "procedure": procedure, "step": procedure.step(case.step), "act": chosen, "form": form,
        "answers": answers, "look": LOOKS[chosen.kind],
    }  # fmt: skip
    return render(request, "casework/act.html", context, status=422 if form.errors or answers.errors else 200)


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
    context = {"case": case, "procedure": procedure, "form": form, "label": label}
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
    services[key](actor=actor, case=case, **given)
