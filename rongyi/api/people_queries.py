"""Lists of people for the API, by id or by what somebody is looked for with."""

from django.db.models import Exists, OuterRef

from rongyi.api import shapes
from rongyi.api.schemas import PersonFilters
from rongyi.organisation.access import Actor
from rongyi.registry.models import Person, PersonCategory
from rongyi.registry.queries import find, marks_of, people_visible
from rongyi.registry.services import note_number_search

BY_NUMBER = ("tail", "id_number", "phone")
MOST_FOUND = 1000
"""Who has more hits than this should say more of whom they look for."""


def listed_people(actor: Actor, given: PersonFilters, after: str | None) -> list[Person]:
    """security: by id and not by name, so that a cursor in an address tells nobody's name."""
    rows = people_visible(actor)
    if given.station:
        rows = rows.in_subtree(given.station)
    if given.category:
        held = PersonCategory.objects.filter(
            county=OuterRef("county"), person=OuterRef("pk"), code=given.category, ends_on=None
        )
        rows = rows.filter(Exists(held))
    if given.status:
        rows = rows.filter(status=given.status)
    if after:
        rows = rows.filter(pk__gt=after)
    return list(rows.order_by("pk")[: given.limit + 1])


def found_people(actor: Actor, given: PersonFilters, start: int) -> list[Person]:
    """One page of hits, and one more if there is a next page."""
    wanted = MOST_FOUND if given.status or given.category else min(start + given.limit + 1, MOST_FOUND)
    found = find(actor, given.q, station=given.station or "", limit=wanted)
    if found.kind in BY_NUMBER:
        note_number_search(actor, found.kind)
    people = found.items
    if given.status:
        people = [person for person in people if person.status == given.status]
    if given.category:
        categories, _tags = marks_of(people)
        people = [person for person in people if given.category in categories.get(person.pk, [])]
    return people[start : start + given.limit + 1]


def marked(people: list[Person], actor: Actor) -> list[dict]:
    categories, tags = marks_of(people)
    return [
        shapes.person(one, actor, categories=categories.get(one.pk, []), tags=tags.get(one.pk, [])) for one in people
    ]
