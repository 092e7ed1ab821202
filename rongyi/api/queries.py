"""What the lists of the API read; each begins with the actor's reach."""

from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from rongyi.kernel.errors import NotFound
from rongyi.organisation.access import Actor
from rongyi.organisation.models import Facility, Region, Station
from rongyi.records.models import Fact, FactPerson
from rongyi.records.queries import facts_visible
from rongyi.registry.models import Person


def _is_code(text: str) -> bool:
    """What is none is asked of no database: it may hold what a database does not take."""
    return text.isascii() and text.isdigit() and len(text) <= 12


def get_region(code: str) -> Region:
    found = Region.objects.filter(pk=code).first() if _is_code(code) else None
    if found is None:
        raise NotFound()
    return found


def child_regions(code: str, *, after: str = "") -> QuerySet[Region]:
    return Region.objects.filter(parent_code=code, code__gt=after).order_by("code")


def stations_visible(actor: Actor, *, region: str = "", tier: str = "") -> QuerySet[Station]:
    rows = Station.objects.visible_to(actor).order_by("region_id")
    if region:
        rows = rows.in_subtree(region)
    return rows.filter(tier=tier) if tier else rows


def get_station(actor: Actor, code: str) -> Station:
    found = stations_visible(actor).filter(pk=code).first() if _is_code(code) else None
    if found is None:
        raise NotFound()
    return found


def facilities_of(station: Station) -> QuerySet[Facility]:
    return Facility.objects.filter(county=station.county, station=station).order_by("area")


def records(
    actor: Actor, *, kind: str = "", station: str = "", first: date | None = None, last: date | None = None,
    person: UUID | None = None, after: list | None = None,
) -> QuerySet[Fact]:  # fmt: skip
    """Facts in reach, newest first."""
    rows = facts_visible(actor)
    if kind:
        rows = rows.filter(kind=kind)
    if station:
        rows = rows.in_subtree(station)
    if first:
        rows = rows.filter(occurred_on__gte=first)
    if last:
        rows = rows.filter(occurred_on__lte=last)
    if person:
        files = [person, *Person.objects.visible_to(actor).filter(merged_into=person).values_list("pk", flat=True)]
        about = FactPerson.objects.filter(county=OuterRef("county"), fact=OuterRef("pk"), person_id__in=files)
        rows = rows.filter(Exists(about))
    if after:
        day, fact_id = date.fromisoformat(after[0]), UUID(after[1])
        rows = rows.filter(Q(occurred_on__lt=day) | Q(occurred_on=day, pk__lt=fact_id))
    return rows


def timeline_place(place: list | None) -> tuple[datetime, UUID] | None:
    return (datetime.fromisoformat(place[0]), UUID(place[1])) if place else None
