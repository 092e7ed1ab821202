"""Reading visits and who is due."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from rongyi.kernel import clock
from rongyi.kernel.county import all_counties
from rongyi.kernel.errors import NotFound
from rongyi.organisation.access import Actor
from rongyi.organisation.models import Station
from rongyi.records.models import Fact, FactPerson
from rongyi.records.queries import facts_visible, people_of
from rongyi.records.subjects import identities
from rongyi.registry.completeness import Item
from rongyi.registry.models import Person
from rongyi.visits.kinds import VISIT
from rongyi.visits.models import Contact


def people_in_reach(actor: Actor, ids: Iterable[UUID]) -> dict[UUID, Person]:
    return {person.pk: person for person in Person.objects.visible_to(actor).filter(pk__in=set(ids))}


def contact_of(person: Person) -> Contact | None:
    """Asked twice for one page of a person, so it stays with the object that was read."""
    if "_contact" not in person.__dict__:
        person.__dict__["_contact"] = Contact.objects.filter(county=person.county, person=person).first()
    return person.__dict__["_contact"]


def last_visitor(contact: Contact) -> str:
    """Who made the last call; the name stands with the fact and is kept nowhere else."""
    if contact.last_visit_on is None:
        return ""
    ids = identities(county=contact.county, ids=[contact.person_id])[contact.person_id]
    links = FactPerson.objects.filter(county=contact.county, person_id__in=ids).values("fact")
    made = Fact.objects.filter(
        county=contact.county, kind=VISIT.name, state=Fact.State.VALID, occurred_on=contact.last_visit_on, pk__in=links
    )
    return made.order_by("-occurred_at", "-pk").values_list("handler", flat=True).first() or ""


def contact_items(person: Person) -> list[Item]:
    """What the file shows of contact, as its twelfth group."""
    contact = contact_of(person)
    if contact is None or person.status != Person.Status.ACTIVE:
        return []
    today = clock.today()
    in_time = contact.next_due_on is not None and contact.next_due_on >= today
    return [Item(_("上次走访"), contact.last_visit_on is not None), Item(_("按时走访"), in_time)]


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


def contacts_by_station(actor: Actor, until: date) -> dict[str, dict[str, int]]:
    """{station code: {"people": those to be called on, "overdue": of them by that day}}"""
    return _contacts_by("region_code", actor, until)


def contacts_by_county(actor: Actor, until: date) -> dict[str, dict[str, int]]:
    with all_counties():
        return _contacts_by("county", actor, until)


def _contacts_by(place: str, actor: Actor, until: date) -> dict[str, dict[str, int]]:
    rows = Contact.objects.visible_to(actor).filter(next_due_on__isnull=False).values(place).order_by(place)
    rows = rows.annotate(people=Count("pk"), overdue=Count("pk", filter=Q(next_due_on__lte=until)))
    return {row[place]: {"people": row["people"], "overdue": row["overdue"]} for row in rows}


def last_visits_of(actor: Actor, limit: int = 5) -> list[Fact]:
    """What the actor recorded last at the own station."""
    mine = visits_visible(actor).filter(region_code=actor.home_code, actor_id=actor.user_id)
    return list(mine[:limit])


def needs_found(actor: Actor, since: date, limit: int = 8) -> list[Fact]:
    """The latest visits on which something was found to be needed."""
    rows = visits_visible(actor).filter(state=Fact.State.VALID, occurred_on__gte=since, data__has_key="needs")
    return list(rows[:limit])


def get_visit(actor: Actor, fact_id: UUID) -> Fact:
    visit = former_visit(actor, fact_id)
    if visit is None:
        raise NotFound()
    return visit


def people_of_visit(actor: Actor, visit: Fact) -> list[Person]:
    """The people of a visit who are in the actor's reach still."""
    ids = people_of([visit]).get(visit.pk, [])
    found = people_in_reach(actor, ids)
    return [found[i] for i in ids if i in found]


def station_names(codes: set[str]) -> dict[str, str]:
    return dict(Station.objects.filter(pk__in=codes).values_list("pk", "name"))


def people_of_visits(actor: Actor, visits: list[Fact]) -> dict[UUID, list[Person]]:
    """{visit: its people in reach} with two queries for one county."""
    ids = people_of(visits)
    found = people_in_reach(actor, {i for some in ids.values() for i in some})
    return {pk: [found[i] for i in some if i in found] for pk, some in ids.items()}


def latest_of(visit: Fact) -> Fact:
    """The end of the chain of corrections; each step is one query and there are seldom two."""
    latest = Fact.objects.filter(county=visit.county, pk=visit.pk).first() or visit
    while latest.state == Fact.State.CORRECTED:
        successor = Fact.objects.filter(county=visit.county, corrects=latest, kind=VISIT.name).first()
        if successor is None:
            break
        latest = successor
    return latest
