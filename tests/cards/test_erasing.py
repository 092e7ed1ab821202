"""When a file is erased its card keeps no digit and no word, and the erasure is not held up by it."""

import pytest

from rongyi.cards.models import Card, CardEvent
from rongyi.cards.services.losing import report_formal_loss
from rongyi.erasure.services import decide_erasure, propose_erasure
from rongyi.registry.models import Credential
from tests.cards.scene import held

pytestmark = pytest.mark.usefixtures("on_a_monday")


def test_a_card_keeps_no_digit_and_no_word_of_an_erased_person(posts, wang):
    card = held(posts, wang)
    report_formal_loss(actor=posts.village, card=card, note="在集市上丢的")
    wang.refresh_from_db()

    asked = propose_erasure(actor=posts.centre, person=wang, basis="wrongly", reason="采集时登错了人")
    decide_erasure(actor=posts.leader, erasure=asked, approve=True)

    card = Card.objects.get(county=card.county, pk=card.pk)
    event = CardEvent.objects.get(county=card.county, card=card, act="formal_loss")
    assert (card.tail, card.valid_to, card.credential_id, card.state) == ("0000", None, None, "formally_lost")
    assert (event.note, event.row_key) == ("", None)
    assert not Credential.objects.filter(county=card.county, person=wang).exists()
