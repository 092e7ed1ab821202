"""Looking is an act too: opening a file and seeing a whole number are on record, the number with a reason."""

from django.db import transaction
from django.utils.translation import gettext as _

from rongyi.kernel import audit
from rongyi.kernel.errors import Refused
from rongyi.organisation.access import Actor
from rongyi.organisation.commands import command
from rongyi.registry.models import Person
from rongyi.registry.permissions import REVEAL_PERSON, VIEW_PEOPLE


@command(REVEAL_PERSON, on="person", act="people.reveal")
def reveal(*, actor: Actor, person: Person, reason: str) -> dict[str, str]:
    """The whole numbers, for a reason of at least two characters."""
    reason = (reason or "").strip()
    if len(reason) < 2:
        raise Refused(_("请写明查看完整号码的理由,至少两个字。"), field="reason", code="required")
    if len(reason) > 200:
        raise Refused(_("理由最多200个字。"), field="reason", code="too_long")
    audit.note(reason=reason, fields=["id_number", "phone"])
    return {"id_number": person.id_number, "phone": person.phone}


@command(VIEW_PEOPLE, on="person", act="people.open")
def open_file(*, actor: Actor, person: Person) -> Person:
    """Records that somebody opened the file, before the page is sent."""
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
