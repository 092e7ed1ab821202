"""The clerk's day: one list, ordered by the clock."""

from datetime import date

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rongyi.casework import queries
from rongyi.casework.forms import AwayForm, ListForm
from rongyi.casework.permissions import ACT_ON_CASE, OPEN_CASE, VIEW_CASES
from rongyi.casework.services.siding import hand_back_all
from rongyi.casework.shown import rows, tabs
from rongyi.kernel import clock, paging
from rongyi.kernel.forms import status_of
from rongyi.organisation.access import page

PAGE = 30
FAR = date.max
"""Stands in a cursor for «no limit», which comes last."""
ASKED = {
    "to_do": queries.to_do, "late": queries.overdue, "mine": queries.handled_by, "returned": queries.awaiting_applicant,
    "below": queries.overdue_below, "all": queries.everything,
}  # fmt: skip


@require_safe
@page(VIEW_CASES)
def case_list(request):
    which = request.GET.get("view", "to_do")
    which = which if which in ASKED else "to_do"
    form = ListForm(request.GET)
    matter = form.cleaned_data["matter"] if form.is_valid() else ""
    wanted = {key: _of(matter, ask(request.actor)) for key, ask in ASKED.items()}
    found = _page(wanted[which], request.GET.get("cursor"), by_id=which == "all")
    counts = {key: queries.count_of(some) for key, some in wanted.items() if key != "all"}
    whole = request._whole_actor
    context = {
        "form": form, "rows": rows(found[:PAGE], clock.today(), request.actor), "view": which, "matter": matter,
        "tabs": tabs(which, counts, matter), "can_open": whole.can(OPEN_CASE), "can_act": whole.can(ACT_ON_CASE),
        "next_url": _next(found, request.GET), "is_first": "cursor" not in request.GET,
        "first_url": next(one["url"] for one in tabs(which, {}, matter) if one["current"]),
    }  # fmt: skip
    return render(request, "casework/list.html", context)


def _of(matter: str, found):
    return found.filter(procedure=matter) if matter else found


def _page(found, cursor: str | None, *, by_id: bool) -> list:
    """One page and one row more, from the place that the cursor names."""
    place = paging.read(cursor)
    if place is not None:
        day, last = place
        after = Q(due_on=None, pk__gt=last) if day == FAR else (
            Q(due_on__gt=day) | Q(due_on=day, pk__gt=last) | Q(due_on=None)
        )  # fmt: skip
        found = found.filter(Q(pk__lt=last) if by_id else after)
    return list(found.select_related("person")[: PAGE + 1])


def _next(found: list, asked) -> str:
    if len(found) <= PAGE:
        return ""
    last, again = found[PAGE - 1], asked.copy()
    again["cursor"] = paging.write((last.due_on or FAR, last.pk))
    return f"{reverse('casework:list')}?{again.urlencode()}"


@require_http_methods(["GET", "POST"])
@page(ACT_ON_CASE)
def hand_over_all(request):
    """For whoever goes away: all that is in one's hands goes back to the posts."""
    mine = queries.handled_by(request.actor)
    places = set(mine.order_by().values_list("post", "at_code").distinct())
    form = AwayForm(request.POST if request.method == "POST" else None, places=places, me=str(request.actor.user_id))
    if request.method == "POST" and form.is_valid():
        count = hand_back_all(actor=request.actor, user_id=form.cleaned_data["user"])
        messages.success(request, _("已交出%(count)d件,期限照走。") % {"count": count})
        return redirect("casework:list")
    context = {"mine": mine.count(), "form": form}
    return render(request, "casework/hand_over_all.html", context, status=status_of(form))
