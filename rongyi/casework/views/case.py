"""One case: where it stands, what was said and brought, what happened, and what can be done now."""

from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rongyi.casework.drawing import drawn, told
from rongyi.casework.models import Case, CaseEntry
from rongyi.casework.permissions import ACT_ON_CASE, VIEW_CASES
from rongyi.casework.procedures import Procedure, store
from rongyi.casework.queries import CaseFile, file_of, get_case
from rongyi.casework.services import hand_over
from rongyi.casework.services.looking import look_at, reveal_case
from rongyi.casework.services.raising import RAISED
from rongyi.casework.shown import answer_rows, entry_rows, left, name_of
from rongyi.casework.shown_case import clock_rows, is_at_hand, panel_of, post_words, step_states
from rongyi.kernel import clock
from rongyi.kernel.errors import Denied, Refused
from rongyi.kernel.forms import refusals_in, status_of
from rongyi.organisation.access import Actor, page
from rongyi.registry.forms import ReasonForm
from rongyi.registry.permissions import REVEAL_PERSON, VIEW_PEOPLE


def found(request, pk: UUID) -> tuple[Case, Procedure]:
    case = get_case(request.actor, pk)
    return case, store.at_version(case.procedure, case.definition_version)


def reads_whole(actor: Actor, case: Case, entries: list[CaseEntry]) -> bool:
    """security: what is S2 is read by the post that has the case before it and by those who had a hand in it."""
    return is_at_hand(actor, case) or any(entry.actor_id and entry.actor_id == actor.user_id for entry in entries)


@require_safe
@page(VIEW_CASES)
def case_page(request, pk: UUID):
    case, procedure = found(request, pk)
    look_at(actor=request.actor, case=case)
    file, whole, today = file_of(case), request._whole_actor, clock.today()
    states = step_states(case, procedure, file.entries)
    context = {
        "case": case, "procedure": procedure, "step": procedure.step(case.step), "left": left(case, today), "file": file,
        "post": post_words(case), "raised": RAISED.get(case.raised, ""),
        "panel": panel_of(file, procedure, whole), "picture": drawn(procedure, states), "steps": told(procedure, states),
        "clocks": clock_rows(file.clocks, case, today), "reason": procedure.reason(case.reason_code),
        "may_open_person": whole.can(VIEW_PEOPLE), "may_reveal": whole.can(REVEAL_PERSON),
        **_said(whole, file, procedure),
    }  # fmt: skip
    return render(request, "casework/case.html", context)


def _said(actor: Actor, file: CaseFile, procedure: Procedure) -> dict:
    """What was answered, brought and done, as far as this reader reads it."""
    case = file.case
    reads = reads_whole(actor, case, file.entries)
    answers = answer_rows(procedure.form, case.answers, whole=reads)
    return {
        "reads": reads, "name": name_of(case, actor, is_at_hand=reads), "answers": [row for row in answers if not row["is_hidden"]],
        "hidden": [row["label"] for row in answers if row["is_hidden"]],
        "papers": [(row, procedure.material(row.key)) for row in file.materials if procedure.material(row.key)],
        "history": entry_rows(procedure, file.entries, whole=reads), "may_act": is_at_hand(actor, case),
    }  # fmt: skip


@require_http_methods(["GET", "POST"])
@page(REVEAL_PERSON)
def reveal(request, pk: UUID):
    """What is masked, for a reason and on record: the same page and words as in the personal file."""
    case = get_case(request._whole_actor.acting(VIEW_CASES), pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    form.fields["reason"].label = _("为什么要看完整内容")
    context = {"person": {"name": case.number}, "form": form, "url": request.path}
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            context["lines"] = reveal_case(actor=request.actor, case=case, reason=form.cleaned_data["reason"])
    template = "registry/reveal.html#fragment" if request.htmx else "registry/reveal.html"
    return render(request, template, context, status=status_of(form))


@require_POST
@page(ACT_ON_CASE)
def take(request, pk: UUID):
    """One press: I see to it."""
    case, _procedure = found(request, pk)
    try:
        hand_over(actor=request.actor, case=case, user_id=request.actor.user_id, name=request.actor.name)
        messages.success(request, _("已由您承办。同岗位的同事看得到。"))
    except (Denied, Refused) as no:
        messages.error(request, str(no.message))
    return redirect("casework:case", pk=pk)
