# ruff: noqa: DTZ001
"""Days as people type them: each usual way is read to the same day; what may mean two, or is no day of ours, is said."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rongyi.kernel.errors import Refused
from rongyi.kernel.sheets.days import EXCEL_ZERO, Day, read_day

DAYS = st.dates(date(1930, 1, 1), date(2026, 10, 31))
CHINESE = "〇一二三四五六七八九"
TENS = {n: ("" if n < 20 else CHINESE[n // 10]) + "十" + (CHINESE[n % 10] if n % 10 else "") for n in range(10, 32)}


def chinese(day: date) -> str:
    month, on = (TENS.get(n) or CHINESE[n] for n in (day.month, day.day))
    return "".join(CHINESE[int(d)] for d in str(day.year)) + f"年{month}月{on}日"


def full_width(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


WAYS = (
    lambda d: f"{d.year}-{d.month}-{d.day}", lambda d: f"{d.year}.{d.month:02d}.{d.day:02d}",
    lambda d: f"{d.year}/{d.month}/{d.day}", lambda d: f"{d.year}年{d.month}月{d.day}日",
    lambda d: f" {d.year} 年 {d.month} 月 {d.day} 号 ", lambda d: f"{d:%Y%m%d}", lambda d: int(f"{d:%Y%m%d}"),
    lambda d: float(f"{d:%Y%m%d}"), lambda d: (d - EXCEL_ZERO).days, lambda d: float((d - EXCEL_ZERO).days),
    lambda d: str((d - EXCEL_ZERO).days), lambda d: full_width(f"{d.year}-{d.month}-{d.day}"), chinese,
    lambda d: f"{d.isoformat()} 00:00:00", lambda d: f"{d.isoformat()}T08:30:00", lambda d: d,
    lambda d: datetime(d.year, d.month, d.day, 9), lambda d: f"{d.year}、{d.month}、{d.day}", lambda d: f"'{d.isoformat()}",
)  # fmt: skip


@given(DAYS, st.sampled_from(WAYS))
def test_every_usual_way_to_write_a_day_is_that_day(day, way):
    assert read_day(way(day)) == Day(day)


@given(
    DAYS,
    st.sampled_from(
        ("{y}-{m}", "{y}.{m}", "{y}年{m}月", "{y}/{m}", "{y}年{m}", "{y}-{m:02d}-00", "{y}{m:02d}", "{y}{m:02d}00")
    ),
)
def test_a_month_alone_is_its_first_and_says_so(day, way):
    assert read_day(way.format(y=day.year, m=day.month)) == Day(day.replace(day=1), "month")


@given(DAYS)
def test_two_digits_are_the_last_such_year(day):
    read = read_day(f"{day.year % 100:02d}-{day.month}-{day.day}") if (day.month, day.day) != (2, 29) else None

    assert read is None or (
        read.date.year % 100 == day.year % 100 and date(1926, 12, 31) < read.date < date(2027, 1, 1)
    )


@given(st.integers(1930, 2026), st.integers(2, 12).filter(lambda m: m != 10))
def test_year_and_month_typed_as_a_number(year, month):
    typed = float(f"{year}.{month}")
    found = read_day(typed)

    assert found == Day(date(year, month, 1), "month")


@given(st.one_of(st.text(max_size=20), st.floats(), st.integers(), st.booleans(), st.timedeltas(timedelta(0))))
def test_whatever_stands_in_a_cell_is_a_day_nothing_or_refused_in_words(cell):
    try:
        found = read_day(cell, field="birth")
    except Refused as refusal:
        assert refusal.field == "birth" and str(refusal.message)
    else:
        assert found is None or isinstance(found.date, date)


@pytest.mark.parametrize(
    "text",
    ["农历三月初五", "1985年腊月", "正月十五", "阴历1985-3-5", "乙丑年三月", "一九八五年三月廿三", "1985年闰六月"],
)
def test_a_day_of_the_moon_calendar_is_refused_with_that_word(text):
    with pytest.raises(Refused, match="农历") as refusal:
        read_day(text)

    assert refusal.value.code == "lunar"


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("民国34年", "era"), (1985.1, "date_two_ways"), ("1985-13-1", "date_form"), ("1985-2-30", "date_form"),
        ("三月", "date_form"), ("约1985年", "date_form"), ("12/3/1985", "date_form"), (7, "date_form"), (True, "date_form"),
        ("1785-03-12", "date_form"), (99999999, "date_form"),
    ],
)  # fmt: skip
def test_what_is_no_day_says_what_it_is(cell, code):
    with pytest.raises(Refused) as refusal:
        read_day(cell)

    assert refusal.value.code == code


@pytest.mark.parametrize("cell", [None, "", "无", "不详", "-", "/", "  ", "——"])
def test_nothing_is_nothing(cell):
    assert read_day(cell) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [("1985", Day(date(1985, 1, 1), "year")), ("1985年", Day(date(1985, 1, 1), "year")), (1985, Day(date(1985, 1, 1), "year")),
     ("85年3月", Day(date(1985, 3, 1), "month")), ("一九八五年三月", Day(date(1985, 3, 1), "month")), ("二〇〇五年十二月", Day(date(2005, 12, 1), "month")),
     ("85-3-12", Day(date(1985, 3, 12))), ("05.12", Day(date(2005, 12, 1), "month")), ("19950000", Day(date(1995, 1, 1), "year"))],
)  # fmt: skip
def test_days_that_stations_were_seen_to_write(text, day):
    assert read_day(text) == day
