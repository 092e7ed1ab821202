"""What is over goes by itself, once a day, whoever comes first, and the run is on record."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from rongyi.kernel import clock, sweeps
from rongyi.kernel.audit import AuditEntry
from rongyi.kernel.idempotency import IdempotencyKey, forget_submissions
from rongyi.kernel.sweeps import DailyRun, Sweep, run_due, run_now

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 25, 12, tzinfo=clock.SHANGHAI)


@pytest.fixture
def only(monkeypatch):
    """`only(run)` leaves one sweep in the house and tells how often it ran."""

    def leave(run=lambda: 3) -> list:
        ran = []
        monkeypatch.setattr(sweeps, "SWEEPS", {"one": Sweep("one", "一项", lambda: ran.append(1) or run())})
        return ran

    return leave


def test_a_sweep_runs_once_a_day_and_is_on_record(only):
    ran = only()

    with clock.pretending(NOON):
        first, again = run_due(), run_due()
    with clock.pretending(NOON + timedelta(days=1)):
        next_day = run_due()

    assert (first, again, next_day, len(ran)) == ({"one": 3}, {}, {"one": 3}, 2)
    lines = AuditEntry.objects.filter(act="kernel.sweep").values_list("outcome", "county", "detail")
    assert list(lines) == [("done", "000000", {"sweep": "one", "count": 3})] * 2


def test_a_run_that_was_killed_is_taken_over_after_an_hour(only):
    ran = only()
    DailyRun.objects.create(name="one", day=NOON.date(), started_at=NOON)

    with clock.pretending(NOON + timedelta(minutes=59)):
        early = run_due()
    with clock.pretending(NOON + timedelta(minutes=61)):
        late = run_due()

    assert (early, late, len(ran)) == ({}, {"one": 3}, 1)


def test_a_sweep_that_fails_is_not_marked_as_done_and_stops_no_other(only):
    only(lambda: 1 / 0)
    sweeps.SWEEPS["two"] = Sweep("two", "另一项", lambda: 1)

    with clock.pretending(NOON):
        done = run_due()

    assert done == {"two": 1}
    assert list(DailyRun.objects.filter(finished_at=None).values_list("name", flat=True)) == ["one"]


def test_a_sweep_can_be_asked_for_again(only):
    ran = only()

    with clock.pretending(NOON):
        counts = [run_due(), run_now("one")]

    assert (counts, len(ran), DailyRun.objects.count()) == ([{"one": 3}, 3], 2, 1)


def test_submissions_are_known_for_thirty_days(monkeypatch):
    monkeypatch.setattr(sweeps, "CHUNK", 2)
    for n in range(5):
        _submission(n, NOON - timedelta(days=30, seconds=1))
    _submission(9, NOON - timedelta(days=30))

    with clock.pretending(NOON):
        gone = forget_submissions()

    assert gone == 5
    assert list(IdempotencyKey.objects.filter(county="610326").values_list("key", flat=True)) == ["9"]


def _submission(number: int, at: datetime) -> None:
    IdempotencyKey.objects.create(
        county="610326", actor_id=UUID(int=1), key=str(number), body_hash=b"x", status=201, answer={}, at=at
    )
