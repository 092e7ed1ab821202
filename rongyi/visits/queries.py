"""Reading visits and who is due."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q

from rongyi.organisation.access import Actor
from rongyi.records.models import Fact
from rongyi.records.queries import facts_visible, people_of
from rongyi.registry.models import Person
from rongyi.visits.kinds import VISIT
from rongyi.visits.models import Contact


def people_in_reach(actor: Actor, ids: Iterable[UUID]) -> dict[UUID, Person]:
    return {person.pk: person for person in Person.objects.visible_to(actor).filter(pk__in=set(ids))}


def visits_visible(actor: Actor):
    return facts_visible(actor).filter(kind=VISIT.name)


def former_visit(actor: Actor, fact_id: UUID) -> Fact | None:
    return visits_visible(actor).filter(pk=fact_id).first()


def visited(fact: Fact) -> tuple:
    """What a visit says, to be compared with another: day, channel, people, columns."""
    people = people_of([fact]).get(fact.pk, [])
    return fact.occurred_on, fact.channel, set(people), {**fact.data, **(fact.sealed_data or {})}


@dataclass(frozen=True)
class DuePage:
    contacts: list[Contact]
    next: tuple[date, UUID] | None


def people_due(actor: Actor, until: date, *, after: tuple[date, UUID] | None = None, limit: int = 25) -> DuePage:
    """Whose next call is due by a day, the longest waiting first."""
    rows = Contact.objects.visible_to(actor).filter(next_due_on__lte=until).select_related("person")
    if after:
        day, last_id = after
        rows = rows.filter(Q(next_due_on__gt=day) | Q(next_due_on=day, pk__gt=last_id))
    found = list(rows.order_by("next_due_on", "pk")[: limit + 1])
    more = len(found) > limit
    found = found[:limit]
    return DuePage(found, (found[-1].next_due_on, found[-1].pk) if more else None)


def count_due(actor: Actor, until: date) -> int:
    return Contact.objects.visible_to(actor).filter(next_due_on__lte=until).count()


def due_by_station(actor: Actor, until: date) -> dict[str, int]:
    """{station code: people whose call is overdue}."""
    rows = Contact.objects.visible_to(actor).filter(next_due_on__lte=until)
    return dict(
        rows.values("region_code").order_by("region_code").annotate(n=Count("pk")).values_list("region_code", "n")
    )
