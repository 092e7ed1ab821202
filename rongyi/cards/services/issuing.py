"""A card comes into the hand of its holder, or one that was issued elsewhere is entered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from rongyi.cards.enums import Act, Bank, CardKind
from rongyi.cards.fees import fee_of
from rongyi.cards.models import Card
from rongyi.cards.numbers import read_tail
from rongyi.cards.permissions import KEEP_CARD
from rongyi.cards.queries import live_card, voided_by
from rongyi.cards.services.credentials import show_in_file
from rongyi.cards.services.moving import Told, begin
from rongyi.casework.models import Case, CaseEntry
from rongyi.kernel import audit, clock
from rongyi.kernel.errors import Conflict, Refused
from rongyi.kernel.ids import uuid7
from rongyi.organisation.access import Actor
from rongyi.organisation.commands import command
from rongyi.registry.models import Person

RECEIVE, UNCLAIMED = "receive", "unclaimed"


@dataclass(frozen=True)
class CardInput:
    """A card that was issued before it was kept here, or in another province, as its face says."""

    kind: str
    bank: str
    tail: str
    issued_on: date
    valid_to: date | None = None
    province: str = ""
    note: str = ""
    id: UUID | None = None


@command(KEEP_CARD, on="person", act="cards.enter")
def enter_card(*, actor: Actor, person: Person, given: CardInput) -> Card:
    """Most cards are older than this house: who holds one has it entered once, and then it lives on like any other."""
    if person.status != Person.Status.ACTIVE:
        raise Refused(_("这份档案的人已去世、迁出或已并档,不能登记优待证。"), field="person", code="not_here")
    if given.kind not in CardKind.values or given.bank not in Bank.values:
        raise Refused(_("请选择优待证的种类和合作银行。"), field="kind", code="required")
    if live_card(person) is not None:
        raise _second()
    card = Card(
        id=given.id or uuid7(), county=person.county, region_code=person.region_code, person=person, kind=given.kind,
        bank=given.bank, province=given.province or person.county[:2], tail=read_tail(given.tail),
        issued_on=given.issued_on, valid_to=given.valid_to, is_demo=person.is_demo,
    )  # fmt: skip
    _require_days(card)
    begin(card, Act.ENTER, actor, Told(on=clock.today(), note=given.note))
    show_in_file(card, actor)
    audit.note(card=str(card.pk))
    return card


def issue(case: Case, entry: CaseEntry, values: Mapping[str, Any], actor: Actor) -> Card:
    """The holder signed for the card: an effect of handing over, whichever matter it came from."""
    person = case.person
    if person is None or live_card(person) is not None:
        raise _second()
    former, received = voided_by(case), _received(case)
    card = Card(
        county=case.county, region_code=case.region_code, person=person, kind=_said(case, "kind", former),
        bank=_said(case, "bank", former), province=case.county[:2], tail=read_tail(received.get("card_tail", "")),
        issued_on=clock.today(), case=case, replaces=former, is_demo=case.is_demo,
        fee=fee_of(case.procedure, case.answers, _was_unclaimed(case)),
        valid_to=date.fromisoformat(received["valid_to"]) if received.get("valid_to") else None,
    )  # fmt: skip
    _require_days(card)
    begin(card, Act.ISSUE, actor, Told(case=case))
    show_in_file(card, actor, str(values.get("received_by", "")))
    return card


def _said(case: Case, name: str, former: Card | None) -> str:
    """As the application says; what it does not ask stays as it was on the former card."""
    said = case.answers.get(f"new_{name}") or case.answers.get(name)
    return said or (getattr(former, name) if former else "")


def _received(case: Case) -> dict[str, Any]:
    """What the centre noted when the card came from the bank."""
    rows = CaseEntry.objects.filter(county=case.county, case=case, step=RECEIVE).order_by("-seq")
    return next((entry.values for entry in rows if entry.values.get("card_tail")), {})


def _was_unclaimed(case: Case) -> bool:
    """Whether a card was made for this person before and nobody came for it."""
    rows = CaseEntry.objects.filter(county=case.county, act=UNCLAIMED, case__person=case.person_id)
    return rows.exclude(case=case).exists()


def _require_days(card: Card) -> None:
    if card.issued_on > clock.today():
        raise Refused(_("发放日期在将来,请检查。"), field="issued_on", code="future")
    if card.valid_to and card.valid_to <= card.issued_on:
        raise Refused(_("有效期应晚于发放日期。"), field="valid_to", code="order")


def _second() -> Conflict:
    return Conflict(_("这个人已经有一张没有作废的优待证,一人只能有一张。"), field="person", code="second_card")
