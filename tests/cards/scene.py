"""The matters of a card played through to the hand, by the posts of one county's way."""

from datetime import date

from rongyi.cards.models import Card
from rongyi.cards.services.issuing import CardInput, enter_card
from rongyi.casework.models import Case
from rongyi.casework.services import ApplyInput, open_case
from rongyi.organisation.access import Actor
from tests.casework.scene import Posts, do

LOSS = {"bank_told_on": "2026-11-23", "delivery": "station"}
REPLACE = {"why": "damaged", "delivery": "station"}
HANDED = {"received_by": "本人", "way": "station"}


def open_matter(actor: Actor, person, procedure: str, answers: dict, shown=("id_card",), **given) -> Case:
    wanted = ApplyInput(procedure=procedure, person=person, answers=answers, shown=tuple(shown), **given)
    return open_case(actor=actor, region_code=person.region_code, given=wanted)


def held(posts: Posts, person, **given) -> Card:
    """A card that was issued before this house kept cards."""
    card = {"kind": "vet", "bank": "icbc", "tail": "0007", "issued_on": date(2022, 3, 1), **given}
    return enter_card(actor=posts.village, person=person, given=CardInput(**card))


def to_the_hand(posts: Posts, case: Case, tail: str = "4321") -> None:
    """From the bank to the holder, as in every matter that ends with a new card."""
    do(posts.centre, case, "receive", values={"card_tail": tail, "valid_to": "2036-11-23"})
    do(posts.town, case, "hand_over", values=HANDED)
