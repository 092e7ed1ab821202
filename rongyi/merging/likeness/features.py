"""What of a file is compared, brought to one spelling. Values leave this module for the memory of the process only."""

import functools
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from borax.calendars.lunardate import LunarDate
from pypinyin import lazy_pinyin

from rongyi.kernel.search import plain_name
from rongyi.kernel.search_readings import surname_length

WORDS_OF_PLACES = re.compile(
    r"村民委员会|居民委员会|村委会|居委会|自然村|村民小组|社区|街道|小组|[省市县区镇乡村组队号,、.。\s]"
)
DIGITS = str.maketrans("一二三四五六七八九零〇", "12345678900")
NAMES_IN_TEXT = re.compile(r"[\u4e00-\u9fff]{2,4}")
KIN_WORDS = re.compile(
    r"妻子|丈夫|配偶|父亲|母亲|儿子|女儿|儿媳|女婿|哥哥|弟弟|姐姐|妹妹|孙子|孙女|侄子|电话|手机|联系人|之[妻子女父母夫]|[妻夫父母子女儿兄弟姐妹]:"
)


@dataclass(frozen=True, slots=True)
class Features:
    """One file as it is compared; None and empty say that nobody knows."""

    unique_id: str
    name: str
    sound: str
    given: str
    birth: str
    year: str
    lunar: str | None
    order: str | None
    sex: str
    phone: str | None
    village: str
    town: str
    home: str
    kin: tuple[str, ...]


COLUMNS = tuple(Features.__slots__)


def features(
    *, unique_id: str, name: str, order: str | None, is_man: bool, birth: date, phone: str, region_code: str,
    address: str, kin: Iterable[str] = (),
) -> Features:  # fmt: skip
    """`order`: digits 15 to 17 of the identity number; `kin`: names of relatives, and texts in which such names stand."""
    plain = plain_name(name)
    sound, given = _sounds(plain)
    return Features(
        unique_id=unique_id, name=plain, sound=sound, given=given, birth=f"{birth:%Y%m%d}", year=f"{birth:%Y}",
        lunar=read_as_lunar(birth), order=order, sex="m" if is_man else "f", phone=re.sub(r"\D", "", phone) or None,
        village=region_code, town=region_code[:9], home=home_key(address),
        kin=tuple(sorted({plain_name(part) for text in kin for part in _names_in(text)} - {plain})),
    )  # fmt: skip


@functools.lru_cache(maxsize=65536)
def _sounds(plain: str) -> tuple[str, str]:
    syllables = lazy_pinyin(plain)
    return "".join(syllables), "".join(syllables[surname_length(plain) :])


@functools.lru_cache(maxsize=65536)
def read_as_lunar(day: date) -> str | None:
    """The day of our calendar, where somebody wrote a birthday of the old calendar as if it were of ours."""
    try:
        return f"{LunarDate(day.year, day.month, day.day).to_solar_date():%Y%m%d}"
    except ValueError:
        return None


@functools.lru_cache(maxsize=65536)
def home_key(address: str) -> str:
    """An address without the words that people leave out: 横渠村委会三组 and 横渠3组 are one."""
    text = unicodedata.normalize("NFKC", address or "").translate(DIGITS)
    return WORDS_OF_PLACES.sub("", text)


def _names_in(text: str) -> list[str]:
    """王秀英, out of «妻子王秀英 13812340000»."""
    return NAMES_IN_TEXT.findall(KIN_WORDS.sub(" ", text or ""))
