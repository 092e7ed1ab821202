"""Looking is an act too: opening a file and seeing a whole number are on record, the number with a reason."""

from collections.abc import Iterable
from uuid import UUID

from django.db import models, transaction
from django.utils.translation import gettext as _

from rongyi.kernel import audit
from rongyi.kernel.crypto.classes import DataClass
from rongyi.kernel.errors import NotFound, Refused
from rongyi.organisation.access import Actor
from rongyi.organisation.commands import command
from rongyi.organisation.opened_services import count_opened
from rongyi.registry.fields import NEVER_WHOLE, data_class_of, in_words, masked
from rongyi.registry.models import Person
from rongyi.registry.parts import part_kind
from rongyi.registry.permissions import REVEAL_PERSON, VIEW_PEOPLE

SEALED = ("political_status", "party_branch")


@command(REVEAL_PERSON, on="person", act="people.reveal")
def reveal(*, actor: Actor, person: Person, reason: str) -> dict[str, str]:
    """The whole numbers, for a reason of at least two characters."""
    audit.note(reason=_reason(reason), fields=["id_number", "phone"])
    count_opened(actor, [person.pk])
    return {"id_number": person.id_number, "phone": person.phone}


@command(REVEAL_PERSON, on="person", act="people.reveal")
def reveal_sealed(*, actor: Actor, person: Person, reason: str) -> list[tuple[str, str]]:
    """(label, value) of the person's own masked fields other than the numbers."""
    audit.note(reason=_reason(reason), fields=list(SEALED))
    count_opened(actor, [person.pk])
    return _whole(person, SEALED)


@command(REVEAL_PERSON, on="person", act="people.reveal")
def reveal_part(*, actor: Actor, person: Person, part: str, part_id: UUID, reason: str) -> list[tuple[str, str]]:
    """(label, value) of what is masked in one entry. security: the number of an account stays masked here too."""
    kind = part_kind(part)
    row = kind.model.objects.filter(county=person.county, person=person, pk=part_id).first()
    if row is None:
        raise NotFound()
    hidden = [name for name in kind.fields if data_class_of(name, kind.model) == DataClass.S2]
    audit.note(reason=_reason(reason), part=part, fields=hidden)
    count_opened(actor, [person.pk])
    return _whole(row, hidden)


def _reason(reason: str) -> str:
    reason = (reason or "").strip()
    if len(reason) < 2:
        raise Refused(_("请写明查看完整内容的理由,至少两个字。"), field="reason", code="required")
    if len(reason) > 200:
        raise Refused(_("理由最多200个字。"), field="reason", code="too_long")
    return reason


def _whole(thing: models.Model, names: Iterable[str]) -> list[tuple[str, str]]:
    lines = []
    for name in names:
        words = in_words(type(thing), name, getattr(thing, name))
        if words:
            label = str(thing._meta.get_field(name).verbose_name)
            lines.append((label, masked(name, words) if name in NEVER_WHOLE else words))
    return lines


@command(VIEW_PEOPLE, on="person", act="people.open")
def open_file(*, actor: Actor, person: Person) -> Person:
    """Records that somebody opened the file, before the page is sent."""
    count_opened(actor, [person.pk])
    return person


def note_number_search(actor: Actor, kind: str) -> None:
    """A search by number is on record, without the number."""
    with transaction.atomic():
        audit.append(
            [
                audit.Line(
                    act="people.search_number", actor_id=actor.user_id, role=actor.role, county=actor.home_county,
                    region_code=actor.home_code, detail={"kind": kind},
                )
            ]
        )  # fmt: skip
