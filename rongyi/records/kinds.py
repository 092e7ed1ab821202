"""Kinds of work. An app declares its own in its `kinds.py`; whoever reads facts knows them by these columns only."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from rongyi.kernel.crypto.classes import DataClass
from rongyi.kernel.errors import Refused

CHANNELS = {
    "home": _("上门"),
    "phone": _("电话"),
    "video": _("视频"),
    "counter": _("窗口"),
    "online": _("网上"),
    "import": _("导入"),
}


@dataclass(frozen=True)
class Column:
    """One typed value of a kind. Only S4 columns lie in clear and enter roll-ups."""

    key: str
    label: str
    type: str = "text"  # text | choice | choices | integer | money | date | bool
    data_class: str = DataClass.S4
    required: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    max_length: int = 500

    def read(self, value):
        """The value as stored; refuses one that is not of the column's type, in words for the one who typed it."""
        if value in (None, "", []):
            if self.required:
                raise self._refusal(_("没有填写。"))
            return None
        read = READERS[self.type](self, value)
        if self.required and read in ("", []):
            raise self._refusal(_("没有填写。"))
        return read if read not in ("", []) else None

    def _refusal(self, what) -> Refused:
        return Refused(
            _("%(label)s:%(what)s") % {"label": self.label, "what": what}, field=f"data.{self.key}", code="invalid"
        )

    def shown(self, value) -> str:
        """The value in the reader's words."""
        if value in (None, "", []):
            return ""
        if self.type == "choice":
            return str(dict(self.choices).get(value, value))
        if self.type == "choices":
            names = dict(self.choices)
            return "、".join(str(names.get(v, v)) for v in value)
        if self.type == "bool":
            return str(_("是") if value else _("否"))
        if self.type == "money":
            return f"{'-' if value < 0 else ''}{abs(value) // 100}.{abs(value) % 100:02d}"
        return str(value)


def _read_text(column: Column, value) -> str:
    if not isinstance(value, str):
        raise column._refusal(_("应是文字。"))
    value = value.strip()
    if len(value) > column.max_length:
        raise column._refusal(_("最多%(most)d个字,现在有%(now)d个。") % {"most": column.max_length, "now": len(value)})
    return value


def _read_choice(column: Column, value) -> str:
    if value not in dict(column.choices):
        names = "、".join(f"{key}({label})" for key, label in column.choices)
        raise column._refusal(_("没有“%(value)s”这一项,可选:%(names)s。") % {"value": value, "names": names})
    return value


def _read_choices(column: Column, value) -> list[str]:
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise column._refusal(_("应是一个列表。"))
    return list(dict.fromkeys(_read_choice(column, v) for v in value))


def _read_integer(column: Column, value) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise column._refusal(_("应是整数。"))
    return value


def _read_date(column: Column, value) -> str:
    try:
        return (value if isinstance(value, date) else date.fromisoformat(value)).isoformat()
    except (TypeError, ValueError):
        raise column._refusal(_("日期应写成 2026-11-24 的样子。")) from None


def _read_bool(column: Column, value) -> bool:
    if not isinstance(value, bool):
        raise column._refusal(_("应是“是”或“否”。"))
    return value


READERS: dict[str, Callable] = {
    "text": _read_text,
    "choice": _read_choice,
    "choices": _read_choices,
    "integer": _read_integer,
    "money": _read_integer,
    "date": _read_date,
    "bool": _read_bool,
}


@dataclass(frozen=True)
class Kind:
    """A sort of work that leaves a fact. `record` is the dotted path of the service behind manual entry.

    A room with pages of its own names them in `record_at` and `correct_at`; otherwise the general forms are used.
    """

    name: str
    label: str
    columns: tuple[Column, ...] = ()
    channels: tuple[str, ...] = ()
    needs_people: bool = True
    record: str = ""
    record_at: str = ""
    correct_at: str = ""
    counted: bool = True

    def column(self, key: str) -> Column | None:
        return next((c for c in self.columns if c.key == key), None)

    def read(self, data: dict) -> dict:
        """The data of a fact, checked column by column; an unknown key is refused, never ignored."""
        unknown = sorted(set(data) - {c.key for c in self.columns})
        if unknown:
            raise Refused(
                _("“%(kind)s”没有这些栏目:%(keys)s。") % {"kind": self.label, "keys": "、".join(unknown)},
                field=f"data.{unknown[0]}",
                code="unknown_field",
            )
        read = {column.key: column.read(data.get(column.key)) for column in self.columns}
        return {key: value for key, value in read.items() if value is not None}

    def service(self) -> Callable | None:
        return import_string(self.record) if self.record else None


KINDS: dict[str, Kind] = {}


def kind(name: str, label: str, **given) -> Kind:
    """Declares a kind. Names are unique in the whole house."""
    if name in KINDS:
        raise ValueError(f"kind {name} is declared twice")
    KINDS[name] = Kind(name, label, **given)
    return KINDS[name]


WITHDRAWAL = kind(
    "withdrawal",
    _("撤回"),
    columns=(Column("reason", _("撤回理由"), required=True, max_length=200),),
    needs_people=False,
    counted=False,
)
