"""Looking: which campaigns there are, their figures, and the lists that stations work through."""

from uuid import UUID

from django.shortcuts import render
from django.views.decorators.http import require_safe

from rongyi.confirmations.permissions import (
    CONFIRM,
    DECIDE_HOLD,
    EXPORT_CONFIRMATIONS,
    OPEN_CAMPAIGN,
    VIEW_CONFIRMATIONS,
)
from rongyi.confirmations.queries import (
    NOTHING,
    Asked,
    campaigns_visible,
    duties_visible,
    duty_page,
    get_campaign,
    proposals,
    to_tell,
    totals_of,
)
from rongyi.confirmations.shown import asked_tabs, campaign_rows, duty_rows, figures, group_titles, left_in_words
from rongyi.confirmations.shown import station_names as names_of
from rongyi.kernel import clock
from rongyi.organisation.access import page


@require_safe
@page(VIEW_CONFIRMATIONS)
def campaigns(request):
    rows = campaign_rows(request.actor, list(campaigns_visible(request.actor)[:20]), clock.today())
    context = {
        "under_way": [row for row in rows if row["campaign"].state != "closed"],
        "closed": [row for row in rows if row["campaign"].state == "closed"],
        "waiting_proposals": proposals(request.actor).count(),
        **rights(request),
    }
    return render(request, "confirmations/campaigns.html", context)


def rights(request) -> dict:
    whole = request._whole_actor
    return {
        "can_confirm": whole.can(CONFIRM),
        "can_open": whole.can(OPEN_CAMPAIGN),
        "can_decide": whole.can(DECIDE_HOLD),
        "can_export": whole.can(EXPORT_CONFIRMATIONS),
    }


@require_safe
@page(VIEW_CONFIRMATIONS)
def campaign(request, pk: UUID):
    found = get_campaign(request.actor, pk)
    context = {
        "campaign": found,
        "left": left_in_words(found, clock.today()),
        **figures(request.actor, found, request.GET.get("station", "")[:12]),
        **rights(request),
    }
    context["place"] = names_of([context["code"]]).get(context["code"], "")
    return render(request, "confirmations/campaign.html", context)


@require_safe
@page(VIEW_CONFIRMATIONS)
def people(request, pk: UUID):
    found = get_campaign(request.actor, pk)
    asked = asked_of(request)
    rows = duties_visible(request.actor, found)
    whole = totals_of(request.actor, [found]).get(found.pk, NOTHING)
    context = _listed(request, found, asked.narrow(rows))
    titles = group_titles(found)
    context["tabs"] = [] if asked.station or asked.group else asked_tabs(asked, whole, request.GET)
    context["narrowed"] = " · ".join(
        word for word in (names_of([asked.station]).get(asked.station, ""), titles.get(asked.group, "")) if word
    )
    return render(request, "confirmations/people.html", context)


@require_safe
@page(VIEW_CONFIRMATIONS)
def people_to_tell(request, pk: UUID):
    found = get_campaign(request.actor, pk)
    rows = to_tell(duties_visible(request.actor, found), found, clock.today())
    context = _listed(request, found, rows)
    context["every"] = found.settings["reminders"]["every_days"]
    context["count"] = rows.count()
    return render(request, "confirmations/to_tell.html", context)


def asked_of(request) -> Asked:
    given = request.GET
    return Asked(given.get("station", "")[:12], given.get("state", "waiting")[:12], given.get("group", "")[:20])


def _listed(request, found, rows) -> dict:
    shown = duty_page(rows, after_of(request.GET.get("after")))
    again = request.GET.copy()
    again["after"] = str(shown.next)
    first = request.GET.copy()
    first.pop("after", None)
    return {
        "campaign": found,
        "rows": duty_rows(request.actor, shown.duties, clock.today()),
        "next_url": f"?{again.urlencode()}" if shown.next else "",
        "first_url": f"?{first.urlencode()}" if "after" in request.GET else "",
        "query": first.urlencode(),
        **rights(request),
    }


def after_of(word: str | None) -> UUID | None:
    try:
        return UUID(word or "")
    except ValueError:
        return None
