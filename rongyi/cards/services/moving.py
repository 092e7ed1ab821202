"""What every change of a card does: it moves along the table, the event is written, and the spine is told."""

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from rongyi.cards.enums import Act, State
from rongyi.cards.kinds import CARD
from rongyi.cards.models import Card, CardEvent
from rongyi.cards.numbers import refuse_card_numbers
from rongyi.cards.states import target
from rongyi.casework.models import Case
from rongyi.kernel import clock
from rongyi.kernel.errors import Conflict, Refused, Stale
from rongyi.organisation.access import Actor
from rongyi.records.services import Draft, write_fact
from rongyi.registry.models import Person


@dataclass(frozen=True)
class Told:
    """What is known of a thing that happened: the day, in whose matter, and a word."""

    on: date | None = None
    note: str = ""
    case: Case | None = None
    channel: str = ""


def move(card: Card, act: Act, actor: Actor, told: Told | None = None, **changes) -> CardEvent:
    """One act on a card, inside the command of the caller. security: by the state and version that were read."""
    told = told or Told()
    refuse_card_numbers([told.note])
    on = _day(told, card.issued_on)
    to = target(act, card.state, _suspended_from(card) if act == Act.RESTORE else "")
    if to is None:
        raise Refused(
            _("这张证现在是“%(state)s”,不能办“%(act)s”。")
            % {"state": card.get_state_display(), "act": Act(act).label},
            code="wrong_state",
        )  # fmt: skip
    former = card.state
    _claim(card, state=to, **{"temp_until": None if to != State.TEMP_LOST else card.temp_until, **changes})
    return _write(card, act, former, actor, told, on)


def begin(card: Card, act: Act, actor: Actor, told: Told | None = None) -> CardEvent:
    """A card that comes into the house. security: of two at once the database lets one live card of a person in."""
    told = told or Told()
    refuse_card_numbers([told.note])
    try:
        with transaction.atomic():
            card.save(force_insert=True)
    except IntegrityError:
        raise Conflict(
            _("这个人已经有一张没有作废的优待证,一人只能有一张。"), field="person", code="second_card"
        ) from None  # fmt: skip
    return _write(card, act, "", actor, told, _day(told, None))


def change(card: Card, **changes) -> None:
    """Fields beside the state, such as the entry of the file that shows the card."""
    _claim(card, **changes)


def _claim(card: Card, **changes) -> None:
    rows = Card.objects.filter(county=card.county, pk=card.pk, version=card.version, state=card.state)
    if not rows.update(version=F("version") + 1, **changes):
        raise Stale()
    card.version += 1
    for name, value in changes.items():
        setattr(card, name, value)


def _day(told: Told, earliest: date | None) -> date:
    today = clock.today()
    on = told.on or today
    if on > today:
        raise Refused(_("日期在将来,请检查。"), field="on", code="future")
    if earliest and on < earliest:
        raise Refused(_("日期早于这张证的发放日期,请检查。"), field="on", code="before_issue")
    return on


def _suspended_from(card: Card) -> str:
    rows = CardEvent.objects.filter(county=card.county, card=card, act=Act.SUSPEND).order_by("-seq")
    return rows.values_list("from_state", flat=True).first() or ""


def _write(card: Card, act: Act, former: str, actor: Actor, told: Told, on: date) -> CardEvent:
    fact = write_fact(_draft(card, act, told, on), actor=actor)
    event = CardEvent(
        county=card.county, region_code=card.region_code, card=card, seq=_next(card), act=act, from_state=former,
        to_state=card.state, on=on, at=clock.now(), actor_id=actor.user_id, actor_name=actor.name[:50],
        role=actor.role, case=told.case, fact=fact,
    )  # fmt: skip
    event.note = told.note.strip()[:300]
    event.save(force_insert=True)
    return event


def _draft(card: Card, act: Act, told: Told, on: date) -> Draft:
    return Draft(
        CARD, card.region_code, on, people=[card.person_id],
        data={
            "act": act, "card_state": card.state, "card_kind": card.kind, "bank": card.bank, "tail": card.tail,
            "case_number": told.case.number if told.case else None,
        },
        channel=told.channel, source=card,
    )  # fmt: skip


def _next(card: Card) -> int:
    events = CardEvent.objects.filter(county=card.county, card=card)
    return (events.aggregate(last=Max("seq"))["last"] or 0) + 1


def person_of(card: Card) -> Person:
    """The file in which the card stands now; a file that became part of another leads there."""
    person = Person.objects.get(county=card.county, pk=card.person_id)
    if person.merged_into_id:
        return Person.objects.get(county=card.county, pk=person.merged_into_id)
    return person
