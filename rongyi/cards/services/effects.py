"""What the acts of the matters of cards do to a card, by the names that definitions/procedures/card_*.yaml use."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from rongyi.cards.enums import Act
from rongyi.cards.models import Card
from rongyi.cards.numbers import read_tail
from rongyi.cards.queries import live_card
from rongyi.cards.services.credentials import end_in_file
from rongyi.cards.services.issuing import issue
from rongyi.cards.services.moving import Told, move
from rongyi.casework.effects import register_effect
from rongyi.casework.models import Case, CaseEntry
from rongyi.kernel import clock
from rongyi.kernel.errors import Refused
from rongyi.organisation.access import Actor
from rongyi.registry.models import Ending

LOST = ("formally_lost", "reissuing")


def card_at(case: Case) -> Card:
    """The card that a matter is about. Who has one that is not entered yet is told what to do first."""
    card = live_card(case.person) if case.person else None
    if card is None:
        raise Refused(
            _("这个人没有登记在册的优待证。手里有证的,请先在“优待证”里登记种类、银行和编号后四位。"),
            code="no_card",
        )
    return card


def check_tail(case: Case, entry: CaseEntry, values: Mapping[str, Any], actor: Actor) -> None:
    """What the centre notes when the card has come: told now, and not when the holder stands at the counter."""
    read_tail(values.get("card_tail", ""))
    if values.get("valid_to") and values["valid_to"] <= clock.today().isoformat():
        raise Refused(_("有效期应在今天以后,请照证面再看一看。"), field="valid_to", code="order")


def lose(case: Case, entry: CaseEntry, values: Mapping[str, Any], actor: Actor) -> None:
    """The bank took the formal loss; a card that was reported before stays as it is."""
    card = card_at(case)
    if card.state not in LOST:
        move(card, Act.FORMAL_LOSS, actor, Told(case=case))
    move(card, Act.REISSUE, actor, Told(case=case))


def replace(case: Case, entry: CaseEntry, values: Mapping[str, Any], actor: Actor) -> None:
    card = card_at(case)
    if case.answers.get("why") == "kind_changed" and case.answers.get("new_kind") in (None, card.kind):
        raise Refused(_("换种类的,要写明换成哪一种,并且不是现在这一种。请退回补正。"), code="which_kind")
    move(card, Act.REPLACE, actor, Told(case=case))


def void(case: Case, entry: CaseEntry, values: Mapping[str, Any], actor: Actor) -> None:
    """The bank took the reissue or the replacement: from now on the old card is worth nothing."""
    card = card_at(case)
    changes = {"returned_on": clock.today()} if values.get("old_card") == "returned" else {}
    move(card, Act.VOID, actor, Told(case=case), **changes)
    end_in_file(card, actor)


def cancel(case: Case, entry: CaseEntry, values: Mapping[str, Any], actor: Actor) -> None:
    """After a death, or by the province's decision."""
    card = card_at(case)
    changes = {"returned_on": clock.today()} if case.answers.get("old_card") == "returned" else {}
    move(card, Act.CANCEL, actor, Told(case=case), **changes)
    end_in_file(card, actor, Ending.DIED if case.procedure == "card_cancel" else Ending.CHANGED)


def _moves(act: Act) -> Callable[[Case, CaseEntry, Mapping[str, Any], Actor], None]:
    def effect(case: Case, entry: CaseEntry, values: Mapping[str, Any], actor: Actor) -> None:
        move(card_at(case), act, actor, Told(case=case))

    return effect


register_effect("card.tail", check_tail)
register_effect("card.issue", issue)
register_effect("card.lose", lose)
register_effect("card.replace", replace)
register_effect("card.void", void)
register_effect("card.suspend", _moves(Act.SUSPEND))
register_effect("card.restore", _moves(Act.RESTORE))
register_effect("card.lower", _moves(Act.LOWER))
register_effect("card.cancel", cancel)
