"""Days as people type them into sheets: every usual form is read, what may mean two things is refused with a word."""

import math
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.utils.translation import gettext as _

from rongyi.kernel import clock
from rongyi.kernel.errors import Refused

DIGITS = {char: str(n) for n, chars in enumerate(
    ("〇零○Oo", "一壹", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
) for char in chars}  # fmt: skip
NOTHING = frozenset({"", "无", "没有", "不详", "未知", "不明", "空", "-", "--", "—", "——", "/", "\\", "、", "."})
LUNAR = re.compile(
    "农历|阴历|旧历|夏历|腊|正月|冬月|初[一二三四五六七八九十]|闰|[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]|廿|卅"
)
ERA = re.compile("民国|公元前|康德|昭和")
EXCEL_ZERO = date(1899, 12, 30)
SERIALS = range(3653, 73051)
"""Days that a sheet counts from 1900: 1910 to 2099. Smaller and larger numbers are no days that anybody meant."""
_CLOCK = re.compile(r"(?<=\d)[T\s]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?$", re.ASCII)
_PARTS = re.compile(r"(\d{4}|\d{2})[年\-./。,、·_](?:(\d{1,2})(?:[月\-./。,、·_](?:(\d{1,2})[日号]?)?)?)?", re.ASCII)
_RUN = re.compile(r"(\d{4})(\d{2})?(\d{2})?", re.ASCII)
_CHINESE = re.compile(r"[〇零○Oo一二三四五六七八九十壹贰两叁肆伍陆柒捌玖]+")


@dataclass(frozen=True, slots=True)
class Day:
    """A day; `known` says how far it was written: "day", "month" (the first is put) or "year" (1 January is put)."""

    date: date
    known: str = "day"


def read_day(value, *, field: str | None = None) -> Day | None:
    """The day of a cell; None where nothing is written. Raises Refused for what is no day or may mean two."""
    if value is None or value == "":
        return None
    if isinstance(value, date):
        return Day(value.date() if isinstance(value, datetime) else value)
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise _no_day(str(value), field)
    if isinstance(value, float):
        return _from_float(value, field)
    return _from_text(str(value), field)


def _from_float(number: float, field: str | None) -> Day | None:
    """1985.3 typed as a number is March 1985; of 1985.1 nobody knows whether it was 1985.10."""
    if not math.isfinite(number):
        raise _no_day(str(number), field)
    if number.is_integer():
        return _from_text(str(int(number)), field)
    text = repr(number)
    if re.fullmatch(r"(19|20)\d\d\.1", text):
        raise Refused(
            _("“%(text)s”看不出是1月还是10月。请写成 %(year)s-01 或 %(year)s-10。")
            % {"text": text, "year": text[:4]}, field=field, code="date_two_ways",
        )  # fmt: skip
    if re.fullmatch(r"(19|20)\d\d\.\d{1,2}", text):
        return _from_text(text, field)
    if int(number) in SERIALS:
        return Day(EXCEL_ZERO + timedelta(days=int(number)))
    raise _no_day(text, field)


@lru_cache(maxsize=20_000)
def _parsed(text: str) -> Day | str:
    """The day, or the code of what is wrong; the same days come again and again in one sheet."""
    text = _CLOCK.sub("", unicodedata.normalize("NFKC", text).strip().lstrip("'"))
    text = re.sub(r"\s+", "", text)
    if text in NOTHING:
        return ""
    if LUNAR.search(text):
        return "lunar"
    if ERA.search(text):
        return "era"
    text = _CHINESE.sub(lambda found: _arabic(found.group()), text).rstrip("-./。,、")
    if text.isascii() and text.isdigit():
        return _from_digits(text)
    match = _PARTS.fullmatch(text)
    if not match:
        return "date_form"
    return _built(_full_year(match[1]), match[2], match[3])


def _from_text(text: str, field: str | None) -> Day | None:
    found = _parsed(text[:60])
    if isinstance(found, Day):
        return found
    if not found:
        return None
    if found == "lunar":
        message = _("“%(text)s”像是农历。请换算成公历再填,例如 1985-03-12。")
        raise Refused(message % {"text": text[:30]}, field=field, code="lunar")
    if found == "era":
        message = _("“%(text)s”不是公元纪年。请换算成公历再填,例如 1985-03-12。")
        raise Refused(message % {"text": text[:30]}, field=field, code="era")
    raise _no_day(text, field)


def _no_day(text: str, field: str | None) -> Refused:
    message = _("“%(text)s”不像日期。请写成 1985-03-12 或 1985年3月。")
    return Refused(message % {"text": text[:30]}, field=field, code="date_form")


def _from_digits(text: str) -> Day | str:
    match = _RUN.fullmatch(text) if len(text) in (4, 6, 8) else None
    if match and 1900 <= int(match[1]) <= 2099:
        return _built(int(match[1]), match[2], match[3])
    if len(text) in (4, 5) and int(text) in SERIALS:
        return Day(EXCEL_ZERO + timedelta(days=int(text)))
    return "date_form"


def _built(year: int, month: str | None, day: str | None) -> Day | str:
    """A month or day of nought is how old systems write that they do not know it."""
    known = "day" if int(day or 0) else "month" if int(month or 0) else "year"
    if not 1850 <= year <= 2100 or (int(day or 0) and not int(month or 0)):
        return "date_form"
    try:
        return Day(date(year, int(month or 0) or 1, int(day or 0) or 1), known)
    except ValueError:
        return "date_form"


def _full_year(text: str) -> int:
    """Two digits are the last such year that is not in the future."""
    year = int(text)
    if len(text) == 4:
        return year
    now = clock.today().year
    return now - (now - year) % 100


def _arabic(word: str) -> str:
    """一九八五 → 1985, 十二 → 12, 二十一 → 21, 三十 → 30."""
    if "十" not in word:
        return "".join(DIGITS[char] for char in word)
    tens, _ten, ones = word.partition("十")
    if "十" in ones or len(tens) > 1 or len(ones) > 1:
        return word
    return (DIGITS[tens] if tens else "1") + (DIGITS[ones] if ones else "0")
