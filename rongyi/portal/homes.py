"""What each role finds on its first page. Figures come from roll-ups; each page has a constant number of queries."""

from collections.abc import Callable
from datetime import date, timedelta

from django.utils.translation import gettext as _

from rongyi.confirmations.shown import home_card
from rongyi.kernel import clock
from rongyi.organisation.access import Actor, Permission
from rongyi.organisation.models import Station
from rongyi.organisation.permissions import MANAGE_ACCOUNTS, READ_AUDIT
from rongyi.organisation.roles import Role
from rongyi.portal import queries, trail_queries
from rongyi.portal.waiting import waiting
from rongyi.records.permissions import VIEW_FIGURES
from rongyi.records.queries import by_month, by_station, totals
from rongyi.visits.permissions import VIEW_VISITS
from rongyi.visits.queries import (
    contacts_by_county,
    contacts_by_station,
    count_due,
    last_visits_of,
    needs_found,
    people_due,
)
from rongyi.visits.shown import due_rows, visit_rows

TOP = 10
MONTHS_SHOWN = 24
TOWN_DIGITS, VILLAGE_DIGITS = 9, 12
NOBODY_YET = {"people": 0, "overdue": 0}
SUFFIXES = ("退役军人服务站", "退役军人服务中心")


def short(station: Station) -> str:
    """横渠村 instead of 横渠村退役军人服务站, where a column of them stands."""
    name = station.name
    for suffix in SUFFIXES:
        name = name.removesuffix(suffix)
    return name or station.name


def month_of(code: str, today: date) -> dict:
    """Visits of this month, and of the last one up to the same day."""
    first = today.replace(day=1)
    last_end = first - timedelta(days=1)
    same_day = last_end.replace(day=min(today.day, last_end.day))
    now = totals(code, "visit", first, today)
    before = totals(code, "visit", last_end.replace(day=1), same_day)
    return {
        "visits": now["facts"],
        "people": now["people"],
        "before": before["facts"],
        "difference": now["facts"] - before["facts"],
    }


def visits_chart(code: str, today: date) -> dict:
    """Two years of visits by month; a month without work is a nought, not a gap."""
    months = _months_until(today)
    found = {row["month"]: row["n"] for row in by_month(code, "visit", months[0], today)}
    return {
        "labels": [f"{m.year}-{m.month:02d}" for m in months],
        "series": [{"name": _("走访次数"), "values": [found.get(m, 0) for m in months]}],
        "unit": _("次"),
        "of": _("月份"),
    }


def _months_until(today: date) -> list[date]:
    count = today.year * 12 + today.month - 1
    return [date(n // 12, n % 12 + 1, 1) for n in range(count - MONTHS_SHOWN + 1, count + 1)]


def village(actor: Actor, today: date) -> dict:
    due = people_due(actor, today, limit=TOP)
    return {
        "rows": due_rows(due.contacts, today),
        "count": count_due(actor, today),
        "month": month_of(actor.home_code, today),
        "mine": visit_rows(actor, last_visits_of(actor)),
        "confirmations": home_card(actor),
        "waiting": waiting(actor),
    }


def town(actor: Actor, today: date) -> dict:
    rows = _rows(actor, actor.home_code, today, VILLAGE_DIGITS)
    return {
        "places": rows,
        "month": month_of(actor.home_code, today),
        "overdue": sum(row["overdue"] for row in rows),
        "people": sum(row["people"] for row in rows),
        "mine": visit_rows(actor, last_visits_of(actor)),
        "confirmations": home_card(actor),
        "waiting": waiting(actor),
    }


def county(actor: Actor, today: date) -> dict:
    code = actor.home_code
    rows = _rows(actor, code, today, TOWN_DIGITS)
    return {
        "places": rows,
        "month": month_of(code, today),
        "year": totals(code, "visit", today.replace(month=1, day=1), today)["facts"],
        "overdue": sum(row["overdue"] for row in rows),
        "people": sum(row["people"] for row in rows),
        "chart": visits_chart(code, today),
        "needs": visit_rows(actor, needs_found(actor, today - timedelta(days=60)), with_names=False),
        "open_feedback": queries.open_feedback(actor),
        "confirmations": home_card(actor),
        "waiting": waiting(actor),
    }


def _rows(actor: Actor, code: str, today: date, digits: int) -> list[dict]:
    """One row a station below `code`, with all below it, and on top what the station itself did, if it did."""
    stations = queries.station_and_below(code)
    rows = {s.code: {"station": s, "name": short(s), "visits": 0, **NOBODY_YET} for s in stations}
    for place, n in by_station(code, "visit", today.replace(day=1), today).items():
        if place[:digits] in rows:
            rows[place[:digits]]["visits"] += n
    for place, counts in contacts_by_station(actor, today).items():
        if place[:digits] in rows:
            rows[place[:digits]]["people"] += counts["people"]
            rows[place[:digits]]["overdue"] += counts["overdue"]
    own = rows.get(code)
    if own and not (own["visits"] or own["people"]):
        del rows[code]
    elif own:
        own["name"] = _("本站")
    return list(rows.values())


def prefecture(actor: Actor, today: date) -> dict:
    code = actor.home_code
    first = today.replace(day=1)
    this, year = (queries.visits_by_county(code, day, today) for day in (first, today.replace(month=1, day=1)))
    contacts = contacts_by_county(actor, today)
    counties = queries.counties_below(code)
    rows = [
        {
            "station": s,
            "name": s.region.name,
            "visits": this.get(s.code, 0),
            "year": year.get(s.code, 0),
            **contacts.get(s.code, NOBODY_YET),
        }
        for s in counties
    ]
    return {"places": rows, "month": month_of(code, today), "chart": visits_chart(code, today)}


def administrator(actor: Actor, today: date) -> dict:
    return {
        "accounts": trail_queries.accounts(clock.now()),
        "tiers": queries.regions_by_tier(),
        "open_feedback": queries.open_feedback(actor),
    }


def auditor(actor: Actor, today: date) -> dict:
    return {"entries": trail_queries.latest(actor), "chains": trail_queries.chains(actor)}


HOMES: dict[str, tuple[str, Permission, Callable[[Actor, date], dict]]] = {
    Role.VILLAGE_CLERK: ("portal/home/village.html", VIEW_VISITS, village),
    Role.TOWN_HEAD: ("portal/home/town.html", VIEW_VISITS, town),
    Role.SECTION_OFFICER: ("portal/home/county.html", VIEW_VISITS, county),
    Role.BUREAU_LEADER: ("portal/home/county.html", VIEW_VISITS, county),
    Role.PREFECTURE_OFFICER: ("portal/home/prefecture.html", VIEW_FIGURES, prefecture),
    Role.PROVINCE_OFFICER: ("portal/home/prefecture.html", VIEW_FIGURES, prefecture),
    Role.ADMINISTRATOR: ("portal/home/administrator.html", MANAGE_ACCOUNTS, administrator),
    Role.AUDITOR: ("portal/home/auditor.html", READ_AUDIT, auditor),
}
"""{role: template, right, what to show}. security: the right narrows the reach, or a second role would widen a page."""
