"""Twenty writers at one fund, and writers that are killed in the middle."""

from datetime import date

import pytest
from django.db import transaction

from rongyi.kernel.ids import uuid7
from rongyi.kernel.money import (
    Account,
    Cause,
    Entry,
    Posting,
    balances,
    close_month,
    open_account,
    post,
    reverse,
    verify,
)
from tests.organisation.at_once import PROCESSES, at_once, killed_at

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
MEI, DAY, CAUSE = "610326", date(2026, 10, 20), Cause("test", "1")


def posting(amounts: dict, id=None) -> Posting:
    return Posting(id or uuid7(), DAY, amounts, "试", CAUSE)


@pytest.fixture(autouse=True)
def fund() -> Account:
    open_account(county=MEI, code="source", title="拨入", kind="source", unit="fen", may_be_negative=True)
    open_account(county=MEI, code="paid", title="已付", kind="spent", unit="fen")
    made = open_account(county=MEI, code="fund", title="资金", kind="asset", unit="fen")
    with transaction.atomic():
        post(MEI, posting({"fund": 700, "source": -700}))
    return made


def pay(number: int) -> str:
    with transaction.atomic():
        post(MEI, posting({"fund": -100, "paid": 100}))
    return "paid"


def the_same(number: int, id) -> int:
    with transaction.atomic():
        return post(MEI, posting({"fund": -100, "paid": 100}, id)).seq


def take_back(number: int, pk) -> str:
    with transaction.atomic():
        reverse(Entry.objects.get(county=MEI, pk=pk), id=uuid7(), memo="冲", cause=CAUSE)
    return "reversed"


def pay_or_close(number: int) -> str:
    with transaction.atomic():
        if number == PROCESSES - 1:
            close_month(MEI, "2026-10")
            return "closed"
        post(MEI, posting({"source": -1, "paid": 1}))
    return "paid"


def pay_many() -> None:
    for _n in range(200):
        with transaction.atomic():
            post(MEI, posting({"source": -1, "fund": 1}))
            post(MEI, posting({"fund": -1, "paid": 1}))


def test_seven_of_twenty_get_what_the_fund_has():
    answers = at_once(pay)

    assert sorted(answers) == ["Short short"] * (PROCESSES - 7) + ["paid"] * 7
    assert balances(MEI, ["fund", "paid"]) == {"fund": 0, "paid": 700}
    assert verify(MEI) == (8, [])


def test_the_same_act_from_twenty_is_one_entry():
    assert set(at_once(the_same, uuid7())) == {2}
    assert verify(MEI) == (2, [])


def test_twenty_reverse_and_one_does():
    with transaction.atomic():
        entry = post(MEI, posting({"fund": -100, "paid": 100}))

    answers = at_once(take_back, entry.pk)

    assert sorted(answers) == ["Conflict already_reversed"] * (PROCESSES - 1) + ["reversed"]
    assert verify(MEI) == (3, [])


def test_what_comes_after_the_closing_of_a_month_is_refused():
    answers = at_once(pay_or_close)

    paid = answers.count("paid")
    assert sorted(answers) == sorted(["closed", *["paid"] * paid, *["Refused closed"] * (PROCESSES - 1 - paid)])
    assert verify(MEI) == (1 + paid, [])


def test_a_writer_that_is_killed_leaves_nothing_half():
    killed_at(pay_many, moments=(0.03, 0.05, 0.08, 0.12, 0.2))

    read, faults = verify(MEI)
    assert (read % 2, faults) == (1, [])
    assert balances(MEI, ["fund"]) == {"fund": 700}
