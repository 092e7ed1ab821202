"""Files that were held: what became of one's own, and what waits for a decision."""

from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rongyi.kernel.forms import refusals_in, status_of
from rongyi.merging.forms import HeldForm
from rongyi.merging.models import HeldDecision
from rongyi.merging.permissions import MERGE_PEOPLE, VIEW_HELD
from rongyi.merging.queries import decision_of, decisions_of, file_behind, get_held, held_page, within_reach
from rongyi.merging.services.held import decide_held, open_held
from rongyi.merging.shown import held_comparison, held_rows, why_in_words
from rongyi.organisation.access import page
from rongyi.records.queries import station_names
from rongyi.registry.models import HeldCase
from rongyi.registry.services.opening import known_elsewhere

Outcome = HeldDecision.Outcome


@require_safe
@page(VIEW_HELD)
def held_list(request):
    found, after = held_page(request.actor, request.GET.get("after", ""))
    can_decide = request.actor.can(MERGE_PEOPLE)
    rows = held_rows(found, decisions_of(found), within_reach(request.actor, found) if can_decide else set())
    context = {"rows": rows, "next_url": f"?after={after}" if after else "", "can_decide": can_decide}
    return render(request, "merging/held_list.html", context)


@require_http_methods(["GET", "POST"])
@page(MERGE_PEOPLE)
def held(request, pk: UUID):
    one = open_held(actor=request.actor, held=get_held(request.actor, pk))
    person = file_behind(request.actor, one)
    rows = held_comparison(one, person, request.actor)
    form = HeldForm(
        request.POST or None, outcomes=_outcomes(one, person),
        taken=[(row["name"], row["label"]) for row in rows if row["differs"]],
        initial={"version": person.version if person else 0},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        with refusals_in(form):
            decide_held(
                actor=request.actor, held=one, outcome=data["outcome"], reason=data["reason"], taken=data["taken"],
                version=data["version"] or 0,
            )  # fmt: skip
            messages.success(request, _("已处理。填报的站会看到结果。"))
            return redirect("merging:held_list")
    context = {
        "held": one, "person": person, "rows": rows, "form": form, "why": why_in_words(one.why),
        "decision": decision_of(one), "station": station_names([one.region_code]).get(one.region_code, ""),
        "where": station_names([person.region_code]).get(person.region_code, "") if person else "",
    }  # fmt: skip
    return render(request, "merging/held.html", context, status=status_of(form))


def _outcomes(one: HeldCase, person) -> list[str]:
    """What can be decided here. security: where the file lies elsewhere, the answers are those of a wrong number."""
    if person is not None:
        return [Outcome.MOVED_HERE, Outcome.CORRECTED, Outcome.WRONG_NUMBER]
    if known_elsewhere([bytes(one.id_index)]):
        return [Outcome.WRONG_NUMBER]
    return [Outcome.OPENED, Outcome.WRONG_NUMBER]
