"""Whom a piece is about today: a file that was merged into another is shown as the one that remains."""

from dataclasses import dataclass
from uuid import UUID

from rongyi.archives.models import Piece, PiecePerson
from rongyi.organisation.access import Actor
from rongyi.registry.models import Person
from rongyi.registry.queries import people_visible


@dataclass(frozen=True)
class Whose:
    """Somebody whom the actor may see. `was`: the file on the piece that became part of this one, `known_as` its name.

    security: the name of a file elsewhere is not told, though the file that remains lies in reach.
    """

    person: Person
    was: UUID | None = None
    known_as: str = ""


def whose(actor: Actor, piece: Piece) -> list[Whose]:
    links = PiecePerson.objects.filter(county=piece.county, piece=piece).values("person")
    named = list(Person.objects.filter(county=piece.county, pk__in=links))
    wanted = {person.merged_into_id or person.pk for person in named}
    visible = {one.pk: one for one in people_visible(actor).filter(county=piece.county, pk__in=wanted)}
    found = {person.pk: Whose(visible[person.pk]) for person in named if person.pk in visible}
    for person in named:
        survivor = visible.get(person.merged_into_id) if person.merged_into_id else None
        if survivor is not None and survivor.pk not in found:
            name = person.name if actor.covers(person.region_code) else ""
            found[survivor.pk] = Whose(survivor, person.pk, name)
    return sorted(found.values(), key=lambda one: (one.person.sort_name, one.person.pk))
