"""Writes tables as .xlsx and .csv. Every cell has a type; text is text, whatever it begins with."""

import csv
import io
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from rustpy_xlsxwriter import Format, write_worksheet

from rongyi.kernel.clock import SHANGHAI
from rongyi.kernel.sheets.guard import behind_apostrophe

CELL_LIMIT = 32_767
DIGITS_KEPT = 15
HEADER_ROW = 2
ColumnType = Literal["text", "integer", "number", "money", "percent", "date", "datetime", "boolean"]
NUMBER_FORMATS = {
    "text": "@",
    "integer": "0",
    "number": "0.##",
    "money": "#,##0.00",
    "percent": "0.0%",
    "date": "yyyy-mm-dd",
    "datetime": "yyyy-mm-dd hh:mm",
    "boolean": "@",
}
# XML knows none of these signs, and a workbook that holds one does not open
_UNPRINTABLE = {n: None for n in range(32) if n not in (9, 10)} | {0xFFFE: None, 0xFFFF: None}


@dataclass(frozen=True)
class Column:
    key: str
    label: str | Promise
    type: ColumnType = "text"
    width: float = 14


@dataclass(frozen=True)
class Stamp:
    """Who took the table out, when, and under which number the export is on record."""

    user: str
    time: datetime
    number: str

    def __str__(self) -> str:
        moment = self.time.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
        return _("导出人:%(user)s  时间:%(time)s  编号:%(number)s") % {
            "user": self.user, "time": moment, "number": self.number,
        }  # fmt: skip


def write_xlsx(
    target: str | os.PathLike | BinaryIO,
    *,
    title: str,
    columns: Sequence[Column],
    rows: Iterable[Mapping | Sequence],
    stamp: Stamp,
    sheet: str = "",
) -> int:
    """Title, stamp, header and rows; the stamp stands on each printed page too. Returns the number of rows."""
    labels = _distinct([_text(str(column.label)) for column in columns])
    counter = [0]
    records = _records(columns, labels, rows, counter)
    last = max(len(columns) - 1, 1)
    write_worksheet(
        _at_least_one(records, labels),
        target,
        sheet_name=sheet_name(sheet or title),
        header_row=HEADER_ROW,
        header_format=Format().set_bold().set_background_color("#E8EEF4").set_border("thin").set_num_format("@"),
        freeze_row=HEADER_ROW + 1,
        merge_ranges=[
            (0, 0, 0, last, _text(title), Format().set_bold().set_font_size(14).set_num_format("@")),
            (1, 0, 1, last, _text(str(stamp)), Format().set_font_color("#555555").set_num_format("@")),
        ],
        column_widths=dict(zip(labels, (float(c.width) for c in columns), strict=True)),
        column_formats={
            label: Format().set_num_format(NUMBER_FORMATS[column.type])
            for label, column in zip(labels, columns, strict=True)
        },
        page_setup={
            "landscape": True,
            "paper_size": 9,
            "fit_to_pages": (1, 0),
            "repeat_rows": (0, HEADER_ROW),
            "footer": "&L" + _text(str(stamp)).replace("&", "&&")[:180] + "&R&P / &N",
        },
    )
    return counter[0]


def write_csv(
    target: str | os.PathLike | BinaryIO,
    *,
    columns: Sequence[Column],
    rows: Iterable[Mapping | Sequence],
    stamp: Stamp | None = None,
) -> int:
    """UTF-8 with a mark, so that Excel reads Chinese; the stamp, if any, is the last line."""
    if isinstance(target, str | os.PathLike):
        with Path(target).open("wb") as file:
            return write_csv(file, columns=columns, rows=rows, stamp=stamp)
    text = io.TextIOWrapper(target, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow([behind_apostrophe(_text(str(column.label))) for column in columns])
    count = 0
    for row in rows:
        writer.writerow([_csv_cell(column, value) for column, value in _pairs(columns, row)])
        count += 1
    if stamp:
        writer.writerow([behind_apostrophe(str(stamp))])
    text.flush()
    text.detach()  # the target is the caller's to close
    return count


def sheet_name(text: str) -> str:
    """A name that Excel takes: at most 31 characters, none of its seven forbidden ones, no apostrophe at the ends."""
    kept = "".join("_" if c in "[]:*?/\\" else c for c in _text(text)).strip("' ")
    return kept[:31].strip("' ") or _("表格")


def _records(columns, labels, rows, counter) -> Iterator[dict]:
    for row in rows:
        counter[0] += 1
        pairs = _pairs(columns, row)
        yield {label: _cell(column, value) for label, (column, value) in zip(labels, pairs, strict=True)}


def _at_least_one(records: Iterator[dict], labels: list[str]) -> Iterator[dict]:
    """A table without rows still shows its header, which the library takes from the first record."""
    first = next(records, None)
    yield dict.fromkeys(labels) if first is None else first
    yield from records


def _pairs(columns: Sequence[Column], row: Mapping | Sequence) -> list[tuple[Column, Any]]:
    if isinstance(row, Mapping):
        return [(column, row.get(column.key)) for column in columns]
    return list(zip(columns, row, strict=True))


def _cell(column: Column, value: Any) -> Any:
    """The value as its column's type; what does not fit the type is written as text and never lost."""
    if value is None or value == "":
        return None
    if column.type == "boolean" and isinstance(value, bool):
        return _("是") if value else _("否")
    if column.type in ("integer", "number", "money", "percent") and _is_number(value):
        # a spreadsheet keeps fifteen digits: a longer number stays whole as text only
        whole = abs(int(value)) < 10**DIGITS_KEPT
        return (
            (int(value) if column.type == "integer" and value == int(value) else float(value)) if whole else str(value)
        )
    if column.type in ("date", "datetime") and isinstance(value, datetime):
        local = value.astimezone(SHANGHAI).replace(tzinfo=None) if value.tzinfo else value
        return local.date() if column.type == "date" else local
    if column.type in ("date", "datetime") and isinstance(value, date):
        return value
    return _text(value)


def _is_number(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return False
    return value == value and abs(value) != float("inf")


def _csv_cell(column: Column, value: Any) -> Any:
    cell = _cell(column, value)
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and isinstance(value, Decimal):
        return value
    return behind_apostrophe(cell) if isinstance(cell, str) else cell


def _text(value: Any) -> str:
    if type(value) is str and len(value) <= CELL_LIMIT and value.isprintable():
        return value
    if isinstance(value, list | tuple | set | frozenset):
        value = "、".join(str(item) for item in value)
    text = str(value).translate(_UNPRINTABLE).encode("utf-8", "replace").decode()
    return text if len(text) <= CELL_LIMIT else text[: CELL_LIMIT - 1] + "…"


def _distinct(labels: list[str]) -> list[str]:
    """Two columns of one label become «label» and «label (2)»: the library keys its cells by label."""
    seen: dict[str, int] = {}
    result = []
    for label in labels:
        seen[label] = seen.get(label, 0) + 1
        result.append(label if seen[label] == 1 else f"{label} ({seen[label]})")
    return result
