"""The entry in the personal file that shows a card. The card is the truth; the entry is written by the same act and
never by hand (docs/adr: one card, one place)."""

from datetime import date

from rongyi.cards.enums import CardKind
from rongyi.cards.models import Card
from rongyi.cards.queries import card_of_file
from rongyi.cards.services.moving import change, person_of
from rongyi.kernel import clock
from rongyi.organisation.access import Actor
from rongyi.organisation.models import Station
from rongyi.registry.models import Credential, CredentialKind, Ending, Part
from rongyi.registry.parts import PARTS
from rongyi.registry.services.entries import build
from rongyi.registry.services.parts import close
from rongyi.registry.services.writing import claim, finish, remember

PART, SOURCE = "credential", "card"
KIND_OF = {CardKind.VET: CredentialKind.CARD_VETERAN, CardKind.KIN: CredentialKind.CARD_KIN}


def show_in_file(card: Card, actor: Actor, received_by: str = "") -> None:
    """A card that the file knew already is taken up; otherwise the entry is made."""
    person = person_of(card)
    known = card_of_file(person)
    if known is not None and known.kind == KIND_OF[CardKind(card.kind)]:
        change(card, credential=known)
        return
    claim(person, person.version)
    bureau = Station.objects.filter(pk=card.county).first()
    values = {
        "kind": KIND_OF[CardKind(card.kind)], "issued_on": card.issued_on,
        "issued_by": bureau.name if bureau else "", "received_by": received_by[:50],
    }  # fmt: skip
    row: Part = build(PARTS[PART], person, values)
    row.save(force_insert=True)
    for name, value in values.items():
        if value:
            remember(person, name, "", value, actor, SOURCE, part=PART, part_id=row.pk)
    finish(actor, person, [PART])
    change(card, credential=row)


def end_in_file(card: Card, actor: Actor, ending: str = Ending.LOST, on: date | None = None) -> None:
    if card.credential_id is None:
        return
    row = Credential.objects.filter(county=card.county, pk=card.credential_id, ends_on=None).first()
    if row is None:
        return
    person = person_of(card)
    claim(person, person.version)
    close(actor, person, PARTS[PART], row, ending, on or clock.today(), SOURCE)
    finish(actor, person, [PART])
