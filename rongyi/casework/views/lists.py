"""The clerk's day: one list, ordered by the clock."""

from datetime import date

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rongyi.casework import queries
from rongyi.casework.permissions import ACT_ON_CASE, OPEN_CASE, VIEW_CASES
from rongyi.casework.shown import rows
from rongyi.kernel import clock, paging
from rongyi.organisation.access import page

PAGE = 30
FAR = date.max


@require_safe
@page(VIEW_CASES)
def case_list(request):
    which = request.GET.get("view", "to_do")
    asked = {
        "to_do": queries.to_do, "mine": queries.handled_by, "returned": queries.awaiting_applicant,
        "below": queries.overdue_below, "all": queries.everything,
    }  # fmt: skip
    which = which if which in asked else "to_do"
    found = _page(asked[which](request.actor), request.GET.get("cursor"), by_id=which == "all")
    today, whole = clock.today(), request._whole_actor
    context = {
        "rows": rows(found[:PAGE], today), "view": which, "tabs": _tabs(which, request.actor),
        "can_open": whole.can(OPEN_CASE), "can_act": whole.can(ACT_ON_CASE), "next_url": _next(found, which),
    }  # fmt: skip
    return render(request, "casework/list.html", context)


def _tabs(which: str, actor) -> list[dict]:
    waiting, _late = queries.count_to_do(actor)
    labels = (
        ("to_do", _("待办"), waiting), ("mine", _("我手上的"), None), ("returned", _("等申请人补正"), None),
        ("below", _("下级超期"), None), ("all", _("全部"), None),
    )  # fmt: skip
    return [
        {"label": label, "url": f"{reverse('casework:list')}?view={key}", "current": key == which, "count": count}
        for key, label, count in labels
    ]


def _page(found, cursor: str | None, *, by_id: bool) -> list:
    """One page and one row more, from the place that the cursor names."""
    place = paging.read(cursor)
    if place is not None:
        day, last = place
        after = Q(due_on=None, pk__gt=last) if day == FAR else (
            Q(due_on__gt=day) | Q(due_on=day, pk__gt=last) | Q(due_on=None)
        )  # fmt: skip
        found = found.filter(Q(pk__lt=last) if by_id else after)
    return list(found[: PAGE + 1])


def _next(found: list, which: str) -> str:
    if len(found) <= PAGE:
        return ""
    last = found[PAGE - 1]
    return f"{reverse('casework:list')}?view={which}&cursor={paging.write((last.due_on or FAR, last.pk))}"


@require_http_methods(["GET", "POST"])
@page(ACT_ON_CASE)
def hand_over_all(request):
    """For whoever goes away: all that is in one's hands goes back to the posts."""
    from rongyi.casework.services.siding import hand_back_all

    mine = queries.handled_by(request.actor).count()
    if request.method == "POST":
        count = hand_back_all(actor=request.actor)
        messages.success(request, _("已交回%(count)d件,同岗位的同事都能接着办。") % {"count": count})
        return redirect("casework:list")
    return render(request, "casework/hand_over_all.html", {"mine": mine})
