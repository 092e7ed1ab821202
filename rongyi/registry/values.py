"""Values of the file's fields: from what people, sheets and scripts give, to text in the history and back."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from rongyi.kernel import clock
from rongyi.kernel.crypto.blind import normalised
from rongyi.kernel.errors import Refused
from rongyi.registry.fields import NUMBERS, choices_of
from rongyi.registry.identity import read_name, read_phone
from rongyi.registry.parts import PartKind

MAY_LIE_AHEAD = {"ends_on"}
UNFIT = {"Cc", "Cs"}
"""Control signs and halves of characters, which no database keeps."""


def read_values(kind: PartKind, given: Mapping[str, Any], asked: tuple[str, ...]) -> dict[str, Any]:
    """What was given, field by field; a field that is not asked for is refused, never ignored."""
    unknown = sorted(set(given) - set(asked))
    if unknown:
        raise Refused(_("没有这个栏目:%(name)s。") % {"name": unknown[0]}, field=unknown[0], code="unknown_field")
    return {name: read_value(kind.model, name, value) for name, value in given.items()}


def read_value(model: type[models.Model], name: str, value: Any) -> Any:
    """One value as it is stored. Raises Refused with the field's name."""
    field = model._meta.get_field(name)
    if value in (None, ""):
        if not field.blank and not field.has_default():
            raise _refusal(model, name, _("没有填写。"), "required")
        if isinstance(field, models.BooleanField):
            return field.get_default()
        return None if isinstance(field, models.DateField | models.IntegerField) else ""
    if isinstance(field, models.DateField):
        return _read_date(model, name, value)
    if isinstance(field, models.BooleanField):
        return _read_bool(model, name, value)
    if isinstance(field, models.IntegerField):
        return _read_integer(model, name, value)
    if (words := choices_of(model, name)) != []:
        return _read_choice(model, name, value, words)
    return _read_text(model, name, value)


def _read_date(model, name: str, value) -> date:
    try:
        day = value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        raise _refusal(model, name, _("日期应写成 2026-11-24 的样子。"), "invalid") from None
    if day > clock.today() and name not in MAY_LIE_AHEAD:
        raise _refusal(model, name, _("日期在将来。"), "future")
    return day


def _read_bool(model, name: str, value) -> bool:
    if value in (True, False):
        return bool(value)
    raise _refusal(model, name, _("应是“是”或“否”。"), "invalid")


def _read_integer(model, name: str, value) -> int:
    text = str(value).strip()
    if isinstance(value, bool) or not re.fullmatch(r"[0-9]{1,15}", text, re.ASCII):
        raise _refusal(model, name, _("应是整数。"), "invalid")
    if isinstance(model._meta.get_field(name), models.PositiveSmallIntegerField) and int(text) > 9999:
        raise _refusal(model, name, _("数字太大。"), "invalid")
    return int(text)


def _read_choice(model, name: str, value, words) -> str:
    """A code, or the word for it as a sheet has it."""
    codes = {str(label): str(code) for code, label in words}
    value = str(value).strip()
    code = value if value in codes.values() else codes.get(value)
    if code is None:
        what = _("没有“%(value)s”这一项,可选:%(names)s。") % {"value": value[:30], "names": "、".join(codes)}
        raise _refusal(model, name, what, "invalid")
    return code


def _read_text(model, name: str, value) -> str:
    if not isinstance(value, str):
        raise _refusal(model, name, _("应是文字。"), "invalid")
    if any(unicodedata.category(char) in UNFIT for char in value if not char.isspace()):
        raise _refusal(model, name, _("有不能用的字符。"), "invalid")
    if name == "name":
        return read_name(value, field=name)
    if name == "phone":
        return read_phone(value, field=name)
    text = re.sub(r"\s+", " ", value).strip()
    if name == "bank_account":
        return _read_account(model, name, text)
    if name in NUMBERS:
        text = normalised(text)
    most = model._meta.get_field(name).max_length
    if most and len(text) > most:
        raise _refusal(
            model, name, _("最多%(most)d个字,现在有%(now)d个。") % {"most": most, "now": len(text)}, "too_long"
        )
    return text


def _read_account(model, name: str, text: str) -> str:
    digits = re.sub(r"[\s-]", "", normalised(text))
    if not re.fullmatch(r"[0-9]{8,30}", digits):
        raise _refusal(model, name, _("银行账号应是8到30位数字。"), "invalid")
    return digits


def _refusal(model, name: str, what, code: str) -> Refused:
    label = model._meta.get_field(name).verbose_name
    return Refused(_("%(label)s:%(what)s") % {"label": label, "what": what}, field=name, code=code)


def to_text(value: Any) -> str:
    """A value as the history keeps it."""
    if value is None or value is False:
        return ""
    if value is True:
        return "1"
    return value.isoformat() if isinstance(value, date) else str(value)


def from_text(model: type[models.Model], name: str, text: str) -> Any:
    """The value of which the history kept the text."""
    field = model._meta.get_field(name)
    if isinstance(field, models.DateField):
        return date.fromisoformat(text) if text else None
    if isinstance(field, models.BooleanField):
        return bool(text)
    if isinstance(field, models.IntegerField):
        return int(text) if text else None
    return text
