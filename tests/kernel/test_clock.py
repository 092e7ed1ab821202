from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rongyi.kernel import clock
from rongyi.kernel.calendar_days import CalendarDay

days = st.dates(date(2019, 1, 1), date(2030, 12, 31))
counts = st.integers(0, 60)


@pytest.fixture(autouse=True)
def fresh(db):
    clock.forget_overrides()
    yield
    clock.forget_overrides()


def test_the_clock_tells_shanghai_time(monkeypatch):
    monkeypatch.setattr(clock.timezone, "now", lambda: datetime(2026, 9, 30, 16, 30, tzinfo=UTC))

    assert clock.now().isoformat() == "2026-10-01T00:30:00+08:00"
    assert clock.today() == date(2026, 10, 1)
    assert clock.at_midnight(date(2026, 10, 1)).isoformat() == "2026-10-01T00:00:00+08:00"


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2025, 10, 8), False),  # Wednesday of the National Day holiday
        (date(2025, 9, 28), True),  # Sunday, worked in exchange
        (date(2025, 10, 11), True),  # Saturday, worked in exchange
        (date(2025, 10, 12), False),  # an ordinary Sunday
        (date(2025, 10, 13), True),
        (date(2024, 2, 18), True),  # Sunday after the Spring Festival
    ],
)
def test_holidays_and_days_worked_in_exchange_are_known(day, working):
    assert clock.is_working_day(day) is working
    assert clock.calendar_known(day)


def test_fifteen_working_days_over_the_national_day():
    assert clock.add_working_days(date(2025, 9, 26), 15) == date(2025, 10, 23)
    assert clock.working_days_between(date(2025, 9, 26), date(2025, 10, 23)) == 15


def test_beyond_the_notices_the_week_decides_and_it_is_said():
    day = date(2099, 10, 1)

    assert (clock.calendar_known(day), clock.is_working_day(day)) == (False, True)
    assert clock.is_working_day(date(2099, 10, 3)) is False


def test_an_entry_by_hand_wins_at_once_and_until_it_is_deleted(django_assert_num_queries):
    day = date(2025, 10, 13)
    assert clock.is_working_day(day)

    entry = CalendarDay.objects.create(date=day, working=False, name="抗洪放假", source="县政府通知")
    closed = clock.is_working_day(day)
    CalendarDay.objects.create(date=date(2099, 1, 5), working=True)
    with django_assert_num_queries(1):
        known = clock.calendar_known(date(2099, 1, 5)), clock.is_working_day(day)
    entry.delete()

    assert (closed, known, clock.is_working_day(day)) == (False, (True, False), True)


def test_a_change_by_another_process_is_seen_after_a_minute(monkeypatch):
    day = date(2025, 10, 13)
    assert clock.is_working_day(day)
    CalendarDay.objects.bulk_create([CalendarDay(date=day, working=False)])
    assert clock.is_working_day(day)

    later = clock.time.monotonic() + 61
    monkeypatch.setattr(clock.time, "monotonic", lambda: later)

    assert not clock.is_working_day(day)


@pytest.mark.parametrize(
    ("day", "following"),
    [(date(2025, 10, 1), date(2025, 10, 9)), (date(2025, 10, 9), date(2025, 10, 9))],
)
def test_the_next_working_day_may_be_the_day_itself(day, following):
    assert clock.next_working_day(day) == following


@given(days, counts)
def test_adding_and_counting_are_inverse(day, n):
    later = clock.add_working_days(day, n)

    assert clock.working_days_between(day, later) == n
    assert n == 0 or clock.is_working_day(later)


@given(days, counts)
def test_going_back_comes_home(day, n):
    home = clock.next_working_day(day)

    assert clock.add_working_days(clock.add_working_days(home, n), -n) == home


@given(days, days, counts)
def test_a_later_start_never_ends_earlier(one, two, n):
    one, two = sorted((one, two))

    assert clock.add_working_days(one, n) <= clock.add_working_days(two, n)


@given(days, st.integers(0, 40), st.integers(0, 40))
def test_spans_add_up(day, a, b):
    middle, end = day + timedelta(days=a), day + timedelta(days=a + b)

    whole = clock.working_days_between(day, end)

    assert whole == clock.working_days_between(day, middle) + clock.working_days_between(middle, end)
    assert clock.working_days_between(end, day) == -whole
