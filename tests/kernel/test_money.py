"""The journal: what it takes, what it refuses, and what even a writer past the services cannot do."""

from datetime import date, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from rongyi.kernel import clock
from rongyi.kernel.errors import Conflict, Refused
from rongyi.kernel.ids import uuid7
from rongyi.kernel.money import (
    Account,
    Cause,
    ClosedMonth,
    Entry,
    Fault,
    Line,
    Posting,
    Short,
    balance,
    balances,
    close_month,
    open_account,
    post,
    reverse,
    trial_balance,
    verify,
)
from rongyi.kernel.money.reading import Row

pytestmark = pytest.mark.django_db
MEI = "610326"
TODAY, LAST_MONTH = date(2026, 11, 24), date(2026, 10, 20)
CAUSE = Cause("test", "1")


@pytest.fixture(autouse=True)
def on_a_tuesday_morning():
    with clock.pretending(datetime(2026, 11, 24, 10, 0, tzinfo=clock.SHANGHAI)):
        yield


@pytest.fixture
def accounts():
    fund = open_account(county=MEI, code="fund", title="抚恤资金", kind="asset", unit="fen")
    source = open_account(county=MEI, code="source", title="拨入", kind="source", unit="fen", may_be_negative=True)
    hours = open_account(county=MEI, code="hours", title="时数", kind="asset", unit="minutes", may_be_negative=True)
    return fund, source, hours


def given(amount: int, *, on: date = TODAY, id=None, memo: str = "拨款", **amounts) -> Posting:
    return Posting(id or uuid7(), on, amounts or {"fund": amount, "source": -amount}, memo, CAUSE)


def test_what_comes_in_stands_in_both_accounts(accounts):
    fund, source, _hours = accounts

    entry = post(MEI, given(100_000))

    assert (entry.seq, entry.month, entry.is_posted) == (1, "2026-11", True)
    assert balances(MEI, ["fund", "source", "never"]) == {"fund": 100_000, "source": -100_000, "never": 0}
    assert (balance(fund), balance(source), balance(fund, date(2026, 11, 23))) == (100_000, -100_000, 0)
    assert trial_balance(MEI) == [
        Row("fund", "抚恤资金", "asset", "fen", 100_000),
        Row("hours", "时数", "asset", "minutes", 0),
        Row("source", "拨入", "source", "fen", -100_000),
    ]
    assert verify() == (1, [])


def test_the_same_act_twice_is_one_entry_and_another_under_its_id_is_refused(accounts):
    one = given(100)
    post(MEI, one)

    again = post(MEI, one)
    with pytest.raises(Conflict, match="已经记过另一笔"):
        post(MEI, given(200, id=one.id))

    assert (again.pk, again.seq) == (one.id, 1)
    assert verify(MEI) == (1, [])


def test_a_fund_never_falls_below_nought_and_nothing_of_the_refused_entry_stays(accounts):
    post(MEI, given(100))

    with pytest.raises(Short, match=r"“抚恤资金”余额不足,这次要支出1\.01"), transaction.atomic():
        post(MEI, given(-101))

    assert Entry.objects.filter(county=MEI).count() == 1
    assert balances(MEI, ["fund"]) == {"fund": 100}
    assert verify(MEI) == (1, [])


@pytest.mark.parametrize(
    ("amounts", "words"),
    [
        ({"fund": 1, "source": -2}, "借贷相等"),
        ({"fund": 0, "source": 0}, "没有零"),
        ({"fund": 0}, "至少两条"),
        ({"fund": 5, "never": -5}, "没有这个账户:never"),
        ({"fund": 5, "hours": -5}, "只能用一种单位"),
    ],
)
def test_an_entry_that_does_not_hold_is_refused(accounts, amounts, words):
    with pytest.raises(Refused, match=words), transaction.atomic():
        post(MEI, Posting(uuid7(), TODAY, amounts, "错", CAUSE))

    assert not Entry.objects.filter(county=MEI).exists()


def test_no_fraction_gets_in(accounts):
    with pytest.raises(TypeError):
        post(MEI, Posting(uuid7(), TODAY, {"fund": 0.5, "source": -0.5}, "错", CAUSE))


def test_a_reversal_takes_all_of_it_back_today_and_only_once(accounts):
    first = post(MEI, given(100, on=LAST_MONTH))

    back = reverse(first, id=uuid7(), memo="记错", cause=CAUSE)

    assert (back.on, back.reverses_id, balances(MEI, ["fund", "source"])) == (
        TODAY, first.pk, {"fund": 0, "source": 0},
    )  # fmt: skip
    with pytest.raises(Conflict, match="已经冲销过"):
        reverse(first, id=uuid7(), memo="再冲", cause=CAUSE)
    with pytest.raises(Refused, match="冲销凭证不能再冲销"):
        reverse(back, id=uuid7(), memo="再冲", cause=CAUSE)
    assert reverse(first, id=back.pk, memo="记错", cause=CAUSE) == back
    assert verify(MEI) == (2, [])


def test_a_closed_month_takes_nothing_and_what_was_wrong_in_it_is_reversed_today(accounts):
    wrong = post(MEI, given(100, on=LAST_MONTH))
    close_month(MEI, "2026-10")

    with pytest.raises(Refused, match="2026-10已经结账"):
        post(MEI, given(50, on=LAST_MONTH))
    with pytest.raises(Refused, match="还没有过完"):
        close_month(MEI, "2026-11")
    with pytest.raises(Conflict, match="2026-10已经结账"):
        close_month(MEI, "2026-10")
    back = reverse(wrong, id=uuid7(), memo="记错", cause=CAUSE)

    assert (back.month, verify(MEI)) == ("2026-11", (2, []))


def test_the_future_is_not_booked(accounts):
    with pytest.raises(Refused, match="不能在将来"):
        post(MEI, given(1, on=date(2026, 11, 25)))


def test_an_account_is_opened_once_and_stays_what_it_is(accounts):
    fund = accounts[0]

    assert open_account(county=MEI, code="fund", title="又一次", kind="asset", unit="fen") == fund
    with pytest.raises(Conflict, match="已经开立"):
        open_account(county=MEI, code="fund", title="抚恤资金", kind="asset", unit="points")


def lone_line(entry: Entry, account: Account, amount: int) -> None:
    Line.objects.create(county=MEI, entry=entry, account=account, amount=amount)


def bare_entry(**more) -> Entry:
    return Entry.objects.create(
        county=MEI, seq=99, on=more.pop("on", TODAY), month=more.pop("month", "2026-11"), unit="fen", memo="绕过",
        cause_kind="test", cause_id="1", posted_at=clock.now(), **more,
    )  # fmt: skip


def refused(act) -> bool:
    try:
        with transaction.atomic():
            act()
    except IntegrityError:
        return True
    return False


def test_the_database_refuses_what_a_writer_past_the_services_tries(accounts):
    fund, source, hours = accounts
    entry = post(MEI, given(100))
    close_month(MEI, "2026-10")
    lone, mixed = bare_entry(), bare_entry
    lone_line(lone, fund, 5)

    tried = {
        "line changed": lambda: Line.objects.filter(county=MEI, entry=entry).update(amount=7),
        "line deleted": lambda: Line.objects.filter(county=MEI, entry=entry)._raw_delete("default"),
        "line added later": lambda: lone_line(entry, hours, 5),
        "entry changed": lambda: Entry.objects.filter(county=MEI, pk=entry.pk).update(memo="改"),
        "entry opened again": lambda: Entry.objects.filter(county=MEI, pk=entry.pk).update(is_posted=False),
        "one line only": lambda: Entry.objects.filter(county=MEI, pk=lone.pk).update(is_posted=True),
        "born posted": lambda: mixed(is_posted=True),
        "closed month": lambda: mixed(on=LAST_MONTH, month="2026-10"),
        "month opened again": lambda: ClosedMonth.objects.filter(county=MEI)._raw_delete("default"),
        "account may be negative": lambda: Account.objects.filter(county=MEI, pk=fund.pk).update(may_be_negative=True),
        "below nought": lambda: Account.objects.filter(county=MEI, pk=fund.pk).update(balance=-1),
        "no cause": lambda: Entry.objects.create(
            county=MEI, seq=98, on=TODAY, month="2026-11", unit="fen", memo="", posted_at=clock.now()
        ),
    }  # fmt: skip
    assert {name for name, act in tried.items() if not refused(act)} == set()
    lone_line(lone, source, -4)
    assert refused(lambda: Entry.objects.filter(county=MEI, pk=lone.pk).update(is_posted=True)), "does not sum to zero"


def test_verify_names_what_does_not_hold(accounts):
    fund = accounts[0]
    post(MEI, given(100))
    Account.objects.filter(county=MEI, pk=fund.pk).update(balance=90)
    bare_entry()

    assert verify(MEI) == (
        2,
        [
            Fault(MEI, "numbers have a gap or the tail is cut", "2/1"),
            Fault(MEI, "lines do not sum to zero", "99"),
            Fault(MEI, "balance is not the sum of its lines", "fund"),
        ],
    )


@pytest.mark.django_db(transaction=True)
def test_the_journal_is_written_in_the_transaction_of_its_act(accounts):
    assert not connection.in_atomic_block
    with pytest.raises(RuntimeError, match="transaction of its act"):
        post(MEI, given(1))
