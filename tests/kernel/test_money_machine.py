"""Whatever is posted, reversed and closed in whatever order: every balance is the sum of its lines, all is nought."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from rongyi.kernel import clock
from rongyi.kernel.errors import Refused
from rongyi.kernel.ids import uuid7
from rongyi.kernel.money import Cause, Entry, Posting, close_month, month_of, open_account, post, reverse, verify
from rongyi.kernel.money.reading import trial_balance

MEI, CAUSE = "610326", Cause("test", "1")
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=clock.SHANGHAI)
CODES = ("fund", "bank", "paid", "source")


class Undone(Exception):
    """Something after the posting failed."""


class Journal(RuleBasedStateMachine):
    """Beside the journal a plain counter keeps what must come out."""

    def __init__(self):
        super().__init__()
        for code in CODES:
            free = code == "source"
            open_account(county=MEI, code=code, title=code, kind="asset", unit="fen", may_be_negative=free)
        self.want, self.done, self.closed = Counter(dict.fromkeys(CODES, 0)), [], set()

    @rule(
        giver=st.sampled_from(CODES), taker=st.sampled_from(CODES), amount=st.integers(1, 50), back=st.integers(0, 60),
        is_undone=st.booleans(),
    )  # fmt: skip
    def posts(self, giver, taker, amount, back, is_undone):
        day = NOW.date() - timedelta(days=back)
        given = Posting(uuid7(), day, {giver: -amount, taker: amount}, "试", CAUSE)
        should = giver != taker and month_of(day) not in self.closed
        should = should and (giver == "source" or self.want[giver] >= amount)
        try:
            with transaction.atomic():
                entry = post(MEI, given)
                if is_undone:
                    raise Undone
        except Undone:
            assert should
        except Refused:
            assert not should
        else:
            assert should
            self.want.update({giver: -amount, taker: amount})
            self.done.append((entry, giver, taker, amount))

    @precondition(lambda self: self.done)
    @rule(number=st.integers(0, 30))
    def reverses(self, number):
        entry, giver, taker, amount = self.done[number % len(self.done)]
        was = Entry.objects.filter(county=MEI, reverses=entry).exists()
        should = not was and (taker == "source" or self.want[taker] >= amount)
        try:
            with transaction.atomic():
                reverse(entry, id=uuid7(), memo="冲", cause=CAUSE)
        except Refused:
            assert not should
        else:
            assert should
            self.want.update({giver: amount, taker: -amount})

    @rule(month=st.sampled_from(["2026-09", "2026-10", "2026-11"]))
    def closes(self, month):
        try:
            with transaction.atomic():
                close_month(MEI, month)
        except Refused:
            assert month == "2026-11" or month in self.closed
        else:
            self.closed.add(month)

    @invariant()
    def holds(self):
        rows = {row.code: row.balance for row in trial_balance(MEI)}
        assert rows == dict(self.want)
        assert sum(rows.values()) == 0
        assert all(amount >= 0 for code, amount in rows.items() if code != "source")
        assert verify(MEI)[1] == []


@pytest.mark.django_db
def test_the_journal_holds_whatever_happens():
    with clock.pretending(NOW):
        run_state_machine_as_test(
            _begun,
            settings=settings(
                max_examples=15, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
            ),
        )


def _begun() -> Journal:
    """Each example begins with an empty journal and leaves one."""
    block = transaction.atomic()
    block.__enter__()
    machine = Journal()

    def end() -> None:
        transaction.set_rollback(True)
        block.__exit__(None, None, None)

    machine.teardown = end
    return machine
