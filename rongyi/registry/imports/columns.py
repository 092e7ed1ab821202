"""Which column is which: the usual names (本产品默认), and the values under them as people type them."""

import re
import unicodedata
from datetime import date, datetime

from django.utils.translation import gettext as _

from rongyi.kernel.errors import Refused
from rongyi.registry.models import Category, ServicePeriod, Tag

SYNONYMS = {
    "name": ("姓名", "名字", "人员姓名", "退役军人姓名", "name"),
    "id_number": ("公民身份号码", "身份证号", "身份证号码", "身份证", "证件号", "证件号码", "id_number"),
    "phone": ("手机号码", "手机号", "手机", "联系电话", "电话", "联系方式", "本人电话", "phone"),
    "station": ("服务站", "村(社区)", "村社区", "所在村", "村", "社区", "所属村", "村组", "行政村", "station"),
    "address": ("现住址", "住址", "家庭住址", "地址", "详细地址", "居住地址", "address"),
    "registered_at": ("户籍地址", "户籍地", "户口所在地", "户籍"),
    "other_contact": ("其他联系人", "家属电话", "紧急联系人", "其他联系人及电话"),
    "categories": ("人员类别", "类别", "对象类别", "身份类别", "优抚类别"),
    "tags": ("标识", "标签", "特殊情况"),
    "ethnicity": ("民族",),
    "education": ("文化程度", "学历"),
    "marital": ("婚姻状况", "婚姻"),
    "enlisted_on": ("入伍时间", "入伍日期", "入伍年月", "参军时间"),
    "discharged_on": ("退役时间", "退役日期", "退伍时间", "退伍日期", "退役年月"),
    "branch": ("军兵种", "军种", "服役军种"),
    "rank": ("军衔", "退役时军衔", "退役时军衔或职务", "职务"),
}
REQUIRED = ("name", "id_number")
HEADER_WITHIN = 20


def plain(text) -> str:
    """A header without blanks, line breaks, marks and the star of a must; full-width signs are half-width ones."""
    return re.sub(r"[\s*#:]", "", half_width(str(text or ""))).casefold()


def half_width(text: str) -> str:
    """People type in Chinese and write signs and digits of either width."""
    return unicodedata.normalize("NFKC", text)


_KNOWN = {plain(word): key for key, words in SYNONYMS.items() for word in words}


def header_of(rows: list[list]) -> tuple[int, dict[int, str]] | None:
    """(row, {column: key}) of the first row that names at least name and number."""
    for number, row in enumerate(rows[:HEADER_WITHIN]):
        keys: dict[int, str] = {}
        for place, cell in enumerate(row):
            key = _KNOWN.get(plain(cell))
            if key and key not in keys.values():
                keys[place] = key
        if set(REQUIRED) <= set(keys.values()):
            return number, keys
    return None


def text_of(value, *, field: str = "") -> str:
    """A cell as text. A number that the sheet has rounded is refused, since its last digits are lost."""
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if field == "id_number" and isinstance(value, int) and value >= 10**15:
        raise Refused(
            _("这个号码在表格里存成了数字,末几位已经丢失。请把这一列设成“文本”格式后重新填写。"),
            field=field,
            code="id_as_number",
        )
    return str(value).strip()


def date_of(value, *, field: str) -> date | None:
    """1985-03-12, 1985.3.12, 1985/3/12, 1985年3月12日, 1985年3月, 198503, or a date cell."""
    if value in (None, ""):
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = half_width(text_of(value))
    match = re.fullmatch(r"(\d{4})[-./年](\d{1,2})(?:[-./月](\d{1,2})日?|月)?", text) or re.fullmatch(
        r"(\d{4})(\d{2})(\d{2})?", text
    )
    try:
        year, month, day = (int(part) if part else 1 for part in match.groups())  # type: ignore[union-attr]
        return date(year, month, day)
    except (AttributeError, ValueError):
        raise Refused(
            _("“%(text)s”不像日期。请写成 1985-03-12 或 1985年3月。") % {"text": text[:30]},
            field=field,
            code="date_form",
        ) from None


def codes_of(value, choices, *, field: str) -> list[str]:
    """Codes or words, several behind each other with a comma, a stop or a blank between."""
    by_word = {str(label): code for code, label in choices.choices} | {code: code for code, _l in choices.choices}
    codes = []
    for word in re.split(r"[、,;/\s]+", half_width(text_of(value))):
        if not word:
            continue
        code = by_word.get(word) or by_word.get(word.upper())
        if code is None:
            raise Refused(
                _("没有“%(word)s”这一类。可写:%(names)s。")
                % {"word": word[:20], "names": "、".join(str(label) for _c, label in choices.choices)},
                field=field,
                code="invalid",
            )
        codes.append(code)
    return list(dict.fromkeys(codes))


def branch_of(value) -> str:
    return next(iter(codes_of(value, ServicePeriod.Branch, field="branch")), "")


def categories_of(value) -> list[str]:
    return codes_of(value, Category, field="categories")


def tags_of(value) -> list[str]:
    return codes_of(value, Tag, field="tags")
