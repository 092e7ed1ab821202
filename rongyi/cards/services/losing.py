"""Loss of a card, as the bank takes it: for some days by telephone, for good at its counter."""

from contextlib import suppress
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rongyi.cards.enums import Act, Bank
from rongyi.cards.models import Card, CardEvent
from rongyi.cards.permissions import KEEP_CARD, OWN_CARD
from rongyi.cards.queries import live_card, temporary_losses_over
from rongyi.cards.services.moving import Told, move
from rongyi.kernel import audit, clock
from rongyi.kernel.county import all_counties
from rongyi.kernel.errors import NotFound, Refused, Stale
from rongyi.kernel.sweeps import CHUNK, sweep
from rongyi.organisation.access import Actor, system_actor
from rongyi.organisation.commands import command
from rongyi.organisation.roles import Role
from rongyi.registry.models import Person
from rongyi.rights.services import own

SHORTEST, LONGEST = 5, 15
"""Days that a temporary loss holds. source: 各合作银行挂失说明."""
ONLY_AT_COUNTER = (Bank.ABC,)
"""Banks at which it does not lift by itself. source: 农业银行挂失说明."""


@command(KEEP_CARD, on="card", act="cards.temp_loss")
def report_temporary_loss(
    *, actor: Actor, card: Card, on: date | None = None, days: int = LONGEST, note: str = ""
) -> CardEvent:  # fmt: skip
    """The bank's hotline took it; the station writes it down."""
    return _lost_for_days(actor, card, Told(on, note, channel="counter"), days)


@command(OWN_CARD, act="cards.own_loss")
def report_own_loss(*, actor: Actor, person: Person, on: date | None = None, days: int = LONGEST) -> CardEvent:
    """By the holder, who told the bank: the station learns it, and the code shows «not valid» at once."""
    card = live_card(own(actor, person))
    if card is None:
        raise NotFound(_("没有登记在您名下的优待证。"))
    audit.note(card=str(card.pk))
    return _lost_for_days(actor, card, Told(on, channel="online"), days)


def _lost_for_days(actor: Actor, card: Card, told: Told, days: int) -> CardEvent:
    if not SHORTEST <= days <= LONGEST:
        raise Refused(
            _("临时挂失的有效期是%(least)d到%(most)d天,请按银行说的填。") % {"least": SHORTEST, "most": LONGEST},
            field="days", code="invalid",
        )  # fmt: skip
    until = (told.on or clock.today()) + timedelta(days=days)
    if until < clock.today():
        raise Refused(_("按这个日期,临时挂失已经到期。"), field="on", code="over")
    by_itself = card.bank not in ONLY_AT_COUNTER
    return move(card, Act.TEMP_LOSS, actor, told, temp_until=until if by_itself else None)


@command(KEEP_CARD, on="card", act="cards.formal_loss")
def report_formal_loss(*, actor: Actor, card: Card, on: date | None = None, note: str = "") -> CardEvent:
    """A branch of the bank took it; the next step is a new card."""
    return move(card, Act.FORMAL_LOSS, actor, Told(on, note, channel="counter"))


@command(KEEP_CARD, on="card", act="cards.lift")
def lift_loss(*, actor: Actor, card: Card, on: date | None = None, note: str = "") -> CardEvent:
    """The card was found and the bank lifted the loss."""
    return move(card, Act.LIFT, actor, Told(on, note, channel="counter"))


@command(KEEP_CARD, on="card", act="cards.returned")
def take_back(*, actor: Actor, card: Card, on: date | None = None, note: str = "") -> CardEvent:
    """An old card that was found later, or that was handed in, goes back to the station."""
    if card.returned_on:
        raise Refused(_("这张证已经交回过了。"), code="returned")
    return move(card, Act.RETURNED, actor, Told(on, note, channel="counter"), returned_on=on or clock.today())


@sweep("card_losses", gettext_lazy("临时挂失到期"))
def lift_what_is_over() -> int:
    """A temporary loss is over by itself, but for the bank that lifts it only at its counter."""
    done = 0
    with all_counties():
        for card in temporary_losses_over(clock.today()).order_by("pk").iterator(CHUNK):
            actor = system_actor(_("到期清理"), card.region_code, Role.SECTION_OFFICER)
            with suppress(Stale), transaction.atomic():
                move(card, Act.LIFT_ITSELF, actor, Told(card.temp_until))
                done += 1
    return done
