"""No full bank card number comes in: not as a tail, not in a note, not by the back door of a matter or the database."""

from datetime import date

import pytest
from django.db import DataError, IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from rongyi.cards.models import Card, CardEvent
from rongyi.cards.numbers import has_card_number, read_tail
from rongyi.cards.services.losing import report_formal_loss
from rongyi.casework.models import CaseEntry
from rongyi.kernel.errors import Refused
from tests.cards.scene import LOSS, REPLACE, held, open_matter
from tests.casework.scene import apply_for_card, do
from tests.fixtures_people import id_number

FULL = "6222020200012345678"


@given(digits=st.text("0123456789", min_size=16, max_size=19), before=st.sampled_from(["", "卡号:", "尾号 ", "("]))
def test_every_long_run_of_digits_is_known_but_for_an_identity_number(digits, before):
    looks_like_a_person = len(digits) == 18 and digits[6:8] in ("18", "19", "20", "21")

    assert has_card_number(f"{before}{digits}。") or looks_like_a_person


@pytest.mark.parametrize(
    "text",
    [
        FULL,
        "6222 0202 0001 2345 678",
        "6222-0202-0001-2345",
        "６２２２０２０２０００１２３４５６７８",
        "622202 0200012345678",
    ],
)
def test_groups_and_wide_digits_are_no_disguise(text):
    assert has_card_number(f"本人的卡 {text} 丢了")


@pytest.mark.parametrize(
    "text",
    [
        "尾号5678", "13812345678", "13812345678 13912345678", "2026-11-25 13812345678", "YDZ610326202600001",
        id_number(), "610326195503121234", "2026年11月25日上午9点30分", "029-12345678",
    ],
)  # fmt: skip
def test_telephones_days_and_identity_numbers_are_no_card_numbers(text):
    assert not has_card_number(text)


@pytest.mark.parametrize("typed", [FULL, "12345", "6222 5678", "６２２２０２０２０００１２３４５６７８"])
def test_a_longer_number_is_refused_and_not_cut(typed):
    with pytest.raises(Refused, match="只登记编号后四位"):
        read_tail(typed)


def test_four_digits_are_read_wide_ones_too():
    assert [read_tail(text) for text in ("0007", " 1234 ", "１２３４")] == ["0007", "1234", "1234"]


@pytest.mark.usefixtures("on_a_monday")
def test_the_matter_of_a_card_takes_no_number_anywhere(posts, wang, make_person):
    case = apply_for_card(posts.village, wang)
    with pytest.raises(Refused, match="不存卡号"):
        do(posts.town, case, "accept", note=f"卡号 {FULL}")
    do(posts.town, case, "accept")
    do(posts.centre, case, "verify")
    do(posts.bureau, case, "agree")
    do(posts.city, case, "agree")
    do(posts.province, case, "file")
    do(posts.centre, case, "made")
    with pytest.raises(Refused, match="只登记"):
        do(posts.centre, case, "receive", values={"card_tail": "6222 5678"})
    with pytest.raises(Refused, match="有效期"):
        do(posts.centre, case, "receive", values={"card_tail": "5678", "valid_to": "2026-11-23"})
    card = held(posts, make_person("李卫东"))
    with pytest.raises(Refused, match="不存卡号"):
        report_formal_loss(actor=posts.village, card=card, note=FULL)

    case.refresh_from_db()
    card.refresh_from_db()
    assert (case.step, card.state) == ("receive", "in_use")
    assert not CaseEntry.objects.filter(county=case.county, case=case, act="receive").exists()
    assert CardEvent.objects.filter(county=card.county, card=card).count() == 1


@pytest.mark.usefixtures("on_a_monday")
def test_an_application_that_holds_one_does_not_begin(posts, wang):
    held(posts, wang)

    with pytest.raises(Refused, match="不存卡号"):
        open_matter(posts.village, wang, "card_loss", LOSS, note=f"丢的是 {FULL}")
    with pytest.raises(Refused):
        open_matter(posts.village, wang, "card_replace", {**REPLACE, "why": FULL}, ("id_card", "old_card"))


def test_the_database_takes_four_digits_and_nothing_else(posts, wang):
    for tail in (FULL, "12a4", "123"):
        with pytest.raises((IntegrityError, DataError)), transaction.atomic():
            Card.objects.create(
                county=wang.county, region_code=wang.region_code, person=wang, kind="vet", bank="abc", province="61",
                tail=tail, issued_on=date(2026, 1, 1),
            )  # fmt: skip
