"""Reading for the portal and the wall screens: places and figures, never a person."""

from datetime import date
from uuid import UUID

from django.db.models import Count, Q, Sum

from rongyi.kernel.county import all_counties
from rongyi.kernel.crypto.classes import DataClass
from rongyi.kernel.errors import NotFound
from rongyi.organisation.access import Actor
from rongyi.organisation.models import SUBTREE_END, Facility, Region, Station, Tier
from rongyi.portal.models import Feedback
from rongyi.records.models import CountyDay
from rongyi.records.queries import totals

MOST_FOUND = 30
PUBLIC_FROM = 5
"""A smaller number could tell of somebody."""


def open_stations():
    return Station.objects.filter(is_open=True)


def counties_served() -> list[Station]:
    return list(open_stations().filter(tier=Tier.COUNTY).select_related("region").order_by("pk")[:200])


def stations_below(code: str) -> list[Station]:
    return list(open_stations().filter(parent_code=code).order_by("pk")[:500])


def station_and_below(code: str) -> list[Station]:
    return list(Station.objects.filter(Q(pk=code) | Q(parent_code=code)).order_by("pk"))


def get_station(code: str) -> Station:
    station = station_or_none(code)
    if station is None:
        raise NotFound()
    return station


def station_or_none(code: str | None) -> Station | None:
    return open_stations().filter(pk=code).first() if code else None


def stations_called(text: str) -> tuple[list[Station], bool]:
    """Stations whose name or address holds every word, the higher ones first; and whether there are more."""
    found = open_stations()
    for word in text.split()[:4]:
        found = found.filter(Q(name__icontains=word) | Q(address__icontains=word))
    stations = list(found.order_by("tier", "pk")[: MOST_FOUND + 1]) if text.split() else []
    stations.sort(key=lambda station: (len(station.code), station.code))
    return stations[:MOST_FOUND], len(stations) > MOST_FOUND


def station_called(text: str, county: str) -> str:
    """The code of the one station in a county whose name the text holds, or that holds the text; empty if not one."""
    below = open_stations().filter(pk__gte=county, pk__lt=county + SUBTREE_END).exclude(tier=Tier.COUNTY)
    names = below.select_related("region").order_by("pk").values_list("pk", "region__name")
    text = "".join(text.split())
    found = [code for code, name in names if (short := _short(name)) in text or text in name if short]
    lowest = [code for code in found if not any(other != code and other.startswith(code) for other in found)]
    return lowest[0] if len(lowest) == 1 else ""


def _short(name: str) -> str:
    """As people say it: 横渠村委会 is 横渠村, 锦华社区居委会 is 锦华社区."""
    return name.removesuffix("居委会").removesuffix("委会").removesuffix("街道办事处")


def rooms_of(station: Station) -> list[str]:
    rooms = Facility.objects.filter(county=station.county, station=station, in_use=True)
    return [room.get_area_display() for room in rooms.order_by("area")]


def public_number(n: int) -> int | None:
    """None where the number is too small to be shown to everybody; otherwise in steps, so that no two tell a third."""
    return n // PUBLIC_FROM * PUBLIC_FROM if n >= PUBLIC_FROM else None


def visits_for_all(code: str, today: date) -> dict[str, int | None]:
    """Visits of a subtree this month and this year, as the public may read them."""
    month = totals(code, "visit", today.replace(day=1), today)["facts"]
    year = totals(code, "visit", today.replace(month=1, day=1), today)["facts"]
    return {"month": public_number(month), "year": public_number(year)}


def feedback_visible(actor: Actor):
    """Opinions that the actor reads; whoever reads no personal data gets only what is addressed to themselves."""
    rows = Feedback.objects.visible_to(actor)
    if not actor.reads_whole(DataClass.S3):
        rows = rows.filter(region_code__in={reach.code for reach in actor.reaches})
    return rows.order_by("-id")


def get_feedback(actor: Actor, feedback_id) -> Feedback:
    feedback = feedback_visible(actor).filter(pk=feedback_id).first()
    if feedback is None:
        raise NotFound()
    return feedback


def visits_by_county(prefix: str, first: date, last: date) -> dict[str, int]:
    """{county: visits} of a prefecture, province or all, from the roll-up."""
    with all_counties():
        rows = CountyDay.objects.filter(county__gte=prefix, county__lt=prefix + SUBTREE_END)
        rows = rows.filter(kind="visit", day__gte=first, day__lte=last)
        return dict(rows.values("county").order_by("county").annotate(n=Sum("facts")).values_list("county", "n"))


def calls_wished(actor: Actor) -> int:
    """People who asked to be called by this station and have not been yet."""
    wishes = feedback_visible(actor).filter(state=Feedback.State.OPEN, topic=Feedback.Topic.CALL_BACK)
    return wishes.aggregate(n=Count("pk"))["n"]


def open_feedback(actor: Actor) -> int:
    return feedback_visible(actor).filter(state=Feedback.State.OPEN).aggregate(n=Count("pk"))["n"]


def counties_below(prefix: str) -> list[Station]:
    rows = Station.objects.filter(tier=Tier.COUNTY, pk__gte=prefix, pk__lt=prefix + SUBTREE_END)
    return list(rows.select_related("region").order_by("pk")[:200])


def regions_by_tier() -> list[tuple[str, int, int]]:
    """[(tier, divisions, of them gone)], the highest first."""
    rows = Region.objects.values("tier").order_by("tier").annotate(n=Count("pk"), gone=Count("gone_on"))
    found = {row["tier"]: (row["n"], row["gone"]) for row in rows}
    return [(str(tier.label), *found[tier]) for tier in Tier if tier in found]


def feedback_page(actor: Actor, state: str, cursor: str | None, limit: int = 25) -> tuple[list[Feedback], str]:
    """One page of opinions in a state, newest first, and the address of the next."""
    rows = feedback_visible(actor).filter(state=state if state in Feedback.State.values else Feedback.State.OPEN)
    after = _uuid(cursor)
    if after:
        rows = rows.filter(pk__lt=after)
    found = list(rows[: limit + 1])
    next_url = f"?state={state}&cursor={found[limit - 1].pk}" if len(found) > limit else ""
    return found[:limit], next_url


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None
