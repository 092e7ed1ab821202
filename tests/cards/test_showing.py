"""The code that a holder shows answers one look within minutes, and says valid or not valid and nothing else."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.test import Client
from django.urls import reverse

from rongyi.cards.models import ShownCode
from rongyi.cards.services.losing import report_own_loss
from rongyi.cards.services.showing import forget_codes, look_at, make_code, read_word, word_of
from rongyi.kernel import clock
from rongyi.kernel.errors import NotFound
from rongyi.kernel.ids import uuid7
from rongyi.organisation.access import actor_of
from rongyi.organisation.models import Grant
from rongyi.organisation.roles import Role
from tests.cards.conftest import MONDAY
from tests.cards.scene import held
from tests.fixtures_people import make_user

pytestmark = pytest.mark.usefixtures("on_a_monday")


@pytest.fixture
def holder(wang):
    user = make_user(Role.VETERAN, wang.region_code, name="王建国")
    Grant.objects.filter(user=user).update(subject_id=wang.pk)
    return user


@pytest.fixture
def card(posts, wang):
    return held(posts, wang)


def _look(word: str) -> str:
    return Client().post(reverse("cards_public:check", args=[word])).content.decode()


def test_a_code_says_valid_once_and_no_name_and_no_number(card, wang, holder):
    word = make_code(actor=actor_of(holder), person=wang)
    address = reverse("cards_public:check", args=[word])

    preview = [Client().get(address).content.decode() for _ in range(2)]
    first, second = _look(word), _look(word)

    assert "现在有效" in first and "查不到有效" in second
    for page in (*preview, first, second):
        assert not any(secret in page for secret in ("王建国", "0007", "工商银行", "退役军人优待证"))
    assert ShownCode.objects.get(county=card.county).used_at == clock.now()


def test_a_code_is_over_after_five_minutes(card, wang, holder):
    word = make_code(actor=actor_of(holder), person=wang)

    with clock.pretending(MONDAY + timedelta(minutes=5, seconds=1)):
        assert not look_at(word)
    assert look_at(word)


def test_a_card_that_was_reported_lost_is_not_valid(card, wang, holder):
    word = make_code(actor=actor_of(holder), person=wang)
    report_own_loss(actor=actor_of(holder), person=wang)

    assert not look_at(word)


def test_a_card_past_its_day_is_not_valid(posts, card, wang, holder):
    type(card).objects.filter(county=card.county, pk=card.pk).update(valid_to="2026-11-22")

    assert not look_at(make_code(actor=actor_of(holder), person=wang))


def test_unknown_used_late_and_invalid_are_one_answer(card, wang, holder):
    word = make_code(actor=actor_of(holder), person=wang)
    look_at(word)
    forged = ShownCode(county=card.county, region_code=card.region_code, card=card, id=uuid7(), made_at=clock.now())

    pages = {_look(some) for some in (word, "abc", word[:-2] + "AA", word_of(forged))}

    assert len({page.split("</h1>")[1] for page in pages}) == 1


def test_a_changed_letter_costs_the_database_nothing(card, wang, holder, django_assert_num_queries):
    word = make_code(actor=actor_of(holder), person=wang)
    changed = ("A" if word[3] != "A" else "B").join((word[:3], word[4:]))

    with django_assert_num_queries(0):
        assert not look_at(changed)
    assert read_word(changed) is None


def test_nobody_makes_a_code_for_another(card, wang, make_person, holder):
    other = make_person("李卫东")

    with pytest.raises(NotFound):
        make_code(actor=actor_of(holder), person=other)


def test_too_many_looks_are_told_to_wait(card):
    with patch("rongyi.cards.views.public.LOOKS_A_MINUTE", 2):
        codes = [Client().post(reverse("cards_public:check", args=["abc"])).status_code for _ in range(4)]

    assert codes.count(429) >= 1 and codes[0] in (200, 429)


def test_codes_go_by_themselves(card, wang, holder):
    make_code(actor=actor_of(holder), person=wang)

    with clock.pretending(MONDAY + timedelta(days=2)):
        forget_codes()

    assert not ShownCode.objects.filter(county=card.county).exists()
