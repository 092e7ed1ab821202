"""What a file under `definitions/ledgers/` says, and what must be true of it beyond its form."""

from collections.abc import Iterator
from typing import Literal, cast

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from pydantic import Field

from rongyi.kernel.definitions import Definition, Words
from rongyi.kernel.definitions.loading import Finding, Part
from rongyi.ledgers.columns import known_columns
from rongyi.records.kinds import CHANNELS, KINDS, Column, Kind

FOLDER = "ledgers"
FILTERABLE = ("choice", "choices")


class ShownColumn(Part):
    key: str
    label: Words | None = None
    width: float = Field(14, ge=3, le=80)


class Sheet(Part):
    name: str = Field(min_length=1, max_length=31)
    orientation: Literal["landscape", "portrait"] = "landscape"


class LedgerDefinition(Definition):
    """Which facts, under which conditions, in which columns, on which sheet."""

    kinds: list[str] = Field(min_length=1, max_length=20)
    where: dict[str, list[str]] = Field(default_factory=dict, max_length=10)
    columns: list[ShownColumn] = Field(min_length=1, max_length=40)
    filters: list[str] = Field(default_factory=list, max_length=10)
    sheet: Sheet
    filled_by: Words
    filled_at: str = ""


def kinds_of(definition: LedgerDefinition) -> list[Kind]:
    return [KINDS[name] for name in definition.kinds if name in KINDS]


def choice_column(kinds: list[Kind], key: str) -> Column | None:
    """The column of one of the kinds that has choices, by which a ledger can be narrowed."""
    found = (kind.column(key) for kind in kinds)
    return next((c for c in found if c is not None and c.type in FILTERABLE), None)


def findings(name: str, definition: Definition) -> Iterator[Finding]:
    """What the schema cannot know: kinds, columns and values are those that the house declares."""
    definition = cast(LedgerDefinition, definition)
    kinds = kinds_of(definition)
    for n, kind in enumerate(definition.kinds):
        if kind not in KINDS:
            yield (
                ("kinds", n),
                _("没有“%(name)s”这种工作记录。") % {"name": kind},
                _("可以写的有:%(known)s。") % {"known": "、".join(sorted(KINDS))},
            )
    if len(kinds) == len(definition.kinds):
        yield from _column_findings(definition, kinds)
        yield from _filter_findings(definition, kinds)
        yield from _where_findings(definition, kinds)
    if definition.filled_at and not _is_page(definition.filled_at):
        yield (
            ("filled_at",), _("没有“%(name)s”这个页面。") % {"name": definition.filled_at},
            _("请改正,或删去这一行。"),
        )  # fmt: skip


def _column_findings(definition: LedgerDefinition, kinds: list[Kind]) -> Iterator[Finding]:
    known, seen = known_columns(kinds), set()
    for n, column in enumerate(definition.columns):
        if column.key not in known:
            yield (
                ("columns", n, "key"),
                _("没有“%(name)s”这个栏目。") % {"name": column.key},
                _("可以写的有:%(known)s。") % {"known": "、".join(sorted(known))},
            )
        elif column.key in seen:
            yield (("columns", n, "key"), _("栏目“%(name)s”写了两次。") % {"name": column.key}, _("请只留一处。"))
        seen.add(column.key)


def _filter_findings(definition: LedgerDefinition, kinds: list[Kind]) -> Iterator[Finding]:
    for n, key in enumerate(definition.filters):
        if key != "channel" and choice_column(kinds, key) is None:
            yield (
                ("filters", n),
                _("不能按“%(name)s”筛选。") % {"name": key},
                _("只能按 channel 或有固定选项的栏目筛选。"),
            )


def _where_findings(definition: LedgerDefinition, kinds: list[Kind]) -> Iterator[Finding]:
    for key, values in definition.where.items():
        column = choice_column(kinds, key)
        if key != "channel" and (column is None or column.type != "choice"):
            yield (("where", key), _("不能以“%(name)s”为条件。") % {"name": key}, _("只能用 channel 或单选栏目。"))
            continue
        known = CHANNELS if column is None else dict(column.choices)
        for n, value in enumerate(values):
            if value not in known:
                yield (
                    ("where", key, n),
                    _("没有“%(name)s”这个选项。") % {"name": value},
                    _("可以写的有:%(known)s。") % {"known": "、".join(known)},
                )


def _is_page(name: str) -> bool:
    try:
        reverse(name)
    except NoReverseMatch:
        return False
    return True
