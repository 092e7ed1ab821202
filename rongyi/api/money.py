"""Money on the wire is a string of yuan with two decimals; inside it is whole fen, and nowhere a float."""

import re

from django.utils.translation import gettext_lazy as _

from rongyi.kernel.errors import Refused
from rongyi.records.kinds import Kind

YUAN = re.compile(r"(-?)(\d{1,12})\.(\d\d)", re.ASCII)


def read_money(kind: Kind, data: dict) -> dict:
    """The data of a record with its money columns in fen."""
    return {key: _fen(key, value) if _is_money(kind, key) else value for key, value in data.items()}


def _is_money(kind: Kind, key: str) -> bool:
    column = kind.column(key)
    return column is not None and column.type == "money"


def _fen(key: str, value) -> int | None:
    if value is None:
        return None
    found = YUAN.fullmatch(value) if isinstance(value, str) else None
    if not found:
        raise Refused(_('金额应写成 "12.50" 的样子,单位元,两位小数。'), field=f"data.{key}", code="invalid")
    sign, yuan, fen = found.groups()
    return (int(yuan) * 100 + int(fen)) * (-1 if sign else 1)
