"""What was typed into a form of a definition, checked field by field; every fault is named with its field."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from rongyi.casework.procedures.schema import FormField
from rongyi.kernel.errors import Refused

LONGEST = {"text": 200, "long": 2000}
MOST_FEN = 100_000_000_00


class FaultyAnswers(Refused):
    """Several faults at once, so that nobody mends one only to be told of the next. `faults` is {field: words}."""

    code = "invalid_answers"

    def __init__(self, faults: dict[str, str]):
        first = next(iter(faults))
        super().__init__(faults[first], field=first, faults=faults)
        self.faults = faults


def read_answers(fields: Iterable[FormField], given: Mapping[str, Any], *, whole: bool = True) -> dict[str, Any]:
    """{key: value as JSON keeps it}: dates as text, money in fen. A draft (`whole=False`) may leave fields empty."""
    fields, faults, read = list(fields), {}, {}
    for key in sorted(set(given) - {field.key for field in fields}):
        faults[key] = _("没有“%(key)s”这一项。") % {"key": key}
    for field in fields:
        value = given.get(field.key)
        if isinstance(value, str):
            value = value.strip()
        if value in (None, "", []):
            if field.required and whole:
                faults[field.key] = _("请填写“%(title)s”。") % {"title": field.title}
            continue
        try:
            read[field.key] = READERS[field.type](field, value)
        except ValueError as fault:
            faults[field.key] = _("%(title)s:%(fault)s") % {"title": field.title, "fault": fault}
    if faults:
        raise FaultyAnswers(faults)
    return read


def _text(field: FormField, value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(_("应是文字。"))
    most = LONGEST[field.type]
    if len(value) > most:
        raise ValueError(_("最多%(most)d个字,现在有%(now)d个。") % {"most": most, "now": len(value)})
    return value


def _choice(field: FormField, value: Any) -> str:
    if value not in [option.code for option in field.options]:
        known = "、".join(str(option.title) for option in field.options)
        raise ValueError(_("请从这些里选:%(known)s。") % {"known": known})
    return value


def _choices(field: FormField, value: Any) -> list[str]:
    if not isinstance(value, list | tuple):
        raise ValueError(_("应是一个列表。"))
    return list(dict.fromkeys(_choice(field, one) for one in value))


def _date(field: FormField, value: Any) -> str:
    try:
        day = value if isinstance(value, date) else date.fromisoformat(value)
    except (TypeError, ValueError):
        raise ValueError(_("日期应写成 2026-11-24 的样子。")) from None
    return day.isoformat()


def _integer(field: FormField, value: Any) -> int:
    try:
        if isinstance(value, bool):
            raise TypeError
        number = int(value)
    except (TypeError, ValueError, OverflowError):
        raise ValueError(_("应是整数。")) from None
    return _within(field, number)


def _within(field: FormField, number: int) -> int:
    if field.least is not None and number < field.least:
        raise ValueError(_("不能小于%(least)d。") % {"least": field.least})
    if field.most is not None and number > field.most:
        raise ValueError(_("不能大于%(most)d。") % {"most": field.most})
    return number


def _money(field: FormField, value: Any) -> int:
    """Yuan with at most two decimals, typed or as a string of the API, to fen."""
    try:
        yuan = Decimal(str(value))
    except InvalidOperation:
        raise ValueError(_("应是金额,例如 1200 或 1200.50。")) from None
    fen = yuan * 100
    if not yuan.is_finite() or fen != fen.to_integral_value():
        raise ValueError(_("金额最多两位小数。"))
    if not 0 <= fen <= MOST_FEN:
        raise ValueError(_("金额不在合理范围内。"))
    return int(fen)


def _bool(field: FormField, value: Any) -> bool:
    known = {True: True, False: False, "yes": True, "no": False, "on": True, "true": True, "false": False}
    if not isinstance(value, str | bool) or value not in known:
        raise ValueError(_("应是“是”或“否”。"))
    return known[value]


READERS = {
    "text": _text, "long": _text, "choice": _choice, "choices": _choices, "date": _date, "money": _money,
    "integer": _integer, "bool": _bool,
}  # fmt: skip


def shown(field: FormField, value: Any) -> str:
    """An answer in the reader's words."""
    if value in (None, "", []):
        return ""
    if field.type in ("choice", "choices"):
        titles = {option.code: str(option.title) for option in field.options}
        return "、".join(titles.get(one, one) for one in ([value] if field.type == "choice" else value))
    if field.type == "bool":
        return str(_("是") if value else _("否"))
    if field.type == "money":
        return f"{value // 100}.{value % 100:02d}"
    return str(value)
