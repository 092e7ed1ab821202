"""The only clock: Shanghai time and the working days of the State Council's yearly notices.

Every year's notice moves working days onto week-ends, so a limit of «15 working days» cannot be reckoned from the
week alone. The library knows the years whose notice is out; CalendarDay says what it does not know; beyond both the
week decides, and `calendar_known` tells so.
"""

import functools
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import chinese_calendar
from chinese_calendar import constants
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils import timezone

from rongyi.kernel.calendar_days import CalendarDay

SHANGHAI = ZoneInfo("Asia/Shanghai")
ONE_DAY = timedelta(days=1)
FIRST_YEAR = min(d.year for d in constants.holidays)
LAST_YEAR = max(d.year for d in constants.holidays)
OVERRIDES_ARE_FRESH_FOR = 60.0
"""Seconds after which another process's change of the calendar is seen here."""


_pretended: ContextVar[datetime | None] = ContextVar("pretended_now", default=None)


def now() -> datetime:
    return _pretended.get() or timezone.now().astimezone(SHANGHAI)


@contextmanager
def pretending(moment: datetime) -> Iterator[None]:
    """Lets the house believe that it is another moment: for demo data that grew over two years, and for tests."""
    token = _pretended.set(moment.astimezone(SHANGHAI))
    try:
        yield
    finally:
        _pretended.reset(token)


def today() -> date:
    return now().date()


def at_midnight(day: date) -> datetime:
    """The moment at which a day begins here."""
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)


def calendar_known(day: date) -> bool:
    """Whether a notice or an entry by hand says what this day is; otherwise only the week does."""
    return FIRST_YEAR <= day.year <= LAST_YEAR or day in _overrides()


def is_working_day(day: date) -> bool:
    said = _overrides().get(day)
    return _by_notice_or_week(day) if said is None else said


def next_working_day(day: date) -> date:
    """The day itself if it is one, otherwise the first after it."""
    while not is_working_day(day):
        day += ONE_DAY
    return day


def add_working_days(day: date, n: int) -> date:
    """The n-th working day after a day, which itself does not count; with a negative n, before it."""
    step = ONE_DAY if n >= 0 else -ONE_DAY
    left = abs(n)
    while left:
        day += step
        left -= is_working_day(day)
    return day


def working_days_between(first: date, last: date) -> int:
    """How many working days come after the first up to and with the last; negative if the last is earlier."""
    if last < first:
        return -working_days_between(last, first)
    return sum(is_working_day(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))


@functools.lru_cache(maxsize=20_000)
def _by_notice_or_week(day: date) -> bool:
    if FIRST_YEAR <= day.year <= LAST_YEAR:
        return chinese_calendar.is_workday(day)
    return day.weekday() < 5


_cache: tuple[float, dict[date, bool]] | None = None


def _overrides() -> dict[date, bool]:
    global _cache
    moment = time.monotonic()
    if _cache is None or moment - _cache[0] > OVERRIDES_ARE_FRESH_FOR:
        _cache = (moment, dict(CalendarDay.objects.values_list("date", "working")))
    return _cache[1]


@receiver([post_save, post_delete], sender=CalendarDay)
def forget_overrides(**kwargs) -> None:
    """Called by itself on save and delete; call it after an update() or a bulk_create() of CalendarDay."""
    global _cache
    _cache = None
