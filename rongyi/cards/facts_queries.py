"""What a matter may ask of somebody's card: whether there is one, whether it is known here, whether it is suspended."""

from rongyi.cards.enums import State
from rongyi.cards.queries import card_of_file, live_card
from rongyi.casework.eligibility import Profile, register_fact


def holds_card(profile: Profile) -> bool | None:
    """A card that only the file knows of counts too: it was issued before this house kept cards."""
    person = profile.person
    if person is None:
        return None
    return live_card(person) is not None or card_of_file(person) is not None


def card_on_record(profile: Profile) -> bool | None:
    return None if profile.person is None else live_card(profile.person) is not None


def card_suspended(profile: Profile) -> bool | None:
    if profile.person is None:
        return None
    card = live_card(profile.person)
    return card is not None and card.state == State.SUSPENDED


register_fact("holds_card", holds_card)
register_fact("card_on_record", card_on_record)
register_fact("card_suspended", card_suspended)
