"""Reads .xlsx, .xls, .xlsb, .et, .ods and .csv into rows of typed cells; an empty cell is None."""

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path, PurePath
from typing import Any

from django.utils.translation import gettext as _

from rongyi.kernel.sheets.safety import (
    Limits,
    SheetRefused,
    checked_kind,
    damaged,
    password_needed,
    too_large_inside,
)

ROWS_A_BUNDLE = 500


class Fault(str):
    """What a formula gave instead of a value, such as #REF!"""


Cell = str | int | float | bool | date | datetime | time | timedelta | None
PARSER = Path(__file__).with_name("parse.py")
ENCODINGS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
DELIMITERS = ",\t;|"


def _span(seconds: float) -> timedelta:
    return timedelta(seconds=seconds)


_TAGS: dict[str, Callable[[Any], Cell]] = {
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "time": time.fromisoformat,
    "timedelta": _span,
    "fault": Fault,
}


@dataclass(frozen=True)
class Sheet:
    name: str
    hidden: bool
    rows: list[list[Cell]]


@dataclass
class Opening:
    """The head of a sheet in a stream; bundles of its rows follow. Merged areas are (top, left, bottom, right)."""

    name: str
    hidden: bool
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)


def read_sheets(source: str | os.PathLike | bytes, filename: str, limits: Limits = Limits()) -> list[Sheet]:
    """All sheets, hidden ones too; rows[0][0] is A1. What cannot be read is refused with a word on how to mend it."""
    sheets: list[Sheet] = []
    for part in stream_sheets(source, filename, limits):
        if isinstance(part, Opening):
            sheets.append(Sheet(part.name, part.hidden, []))
        else:
            sheets[-1].rows.extend(part)
    return sheets


def stream_sheets(
    source: str | os.PathLike | bytes, filename: str, limits: Limits = Limits()
) -> Iterator[Opening | list[list[Cell]]]:
    """The same bundle by bundle, so that a hundred thousand rows never lie in memory at once.

    The rows of a cell that is merged downwards all hold its value: a village stands once beside all its people.
    """
    data = source if isinstance(source, bytes) else _bytes_of(Path(source), limits)
    kind = checked_kind(data, filename, limits)
    if kind == "csv":
        yield Opening(PurePath(filename).stem, False)
        yield from _csv_bundles(data, limits)
    else:
        yield from _parsed(data, limits)


def _bytes_of(path: Path, limits: Limits) -> bytes:
    with path.open("rb") as file:
        return file.read(limits.bytes + 1)


def _parsed(data: bytes, limits: Limits) -> Iterator[Opening | list[list[Cell]]]:
    """security: the parser runs under limits in a process of its own, and is ended with whoever reads from it."""
    numbers = (limits.rows, limits.columns, limits.sheets, limits.memory, limits.seconds)
    command = [sys.executable, "-I", str(PARSER), *map(str, numbers)]
    parser = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        with suppress(BrokenPipeError):  # it ended before it had read all; its status says why
            parser.stdin.write(data)
            parser.stdin.close()
        filler = _Filler([])
        for line in parser.stdout:
            answer = json.loads(line)
            if isinstance(answer, list):
                yield filler.filled([_cells(row) for row in answer])
            elif "refused" in answer:
                raise _refusal(answer, limits)
            else:
                filler = _Filler(answer["merges"])
                yield Opening(answer["sheet"], answer["hidden"], [tuple(area) for area in answer["merges"]])
        if parser.wait() != 0:  # killed by its limits: the parser aborts when it gets no memory
            raise too_large_inside()
    finally:
        parser.kill()
        parser.stdout.close()
        parser.wait()


class _Filler:
    """Puts the value of a cell that is merged downwards into each of its rows."""

    def __init__(self, merges: list[list[int]]):
        self.number = 0
        self.starting: dict[int, list[tuple[int, int]]] = {}
        for top, left, bottom, right in merges:
            if left == right and bottom > top:
                self.starting.setdefault(top, []).append((left, bottom))
        self.running: list[tuple[int, int, Cell]] = []

    def filled(self, rows: list[list[Cell]]) -> list[list[Cell]]:
        for row in rows if self.starting else ():
            self.running = [area for area in self.running if area[1] >= self.number]
            for column, _bottom, value in self.running if row else ():
                row += [None] * (column + 1 - len(row))
                row[column] = value if row[column] is None else row[column]
            for column, bottom in self.starting.get(self.number, ()):
                if column < len(row) and row[column] is not None:
                    self.running.append((column, bottom, row[column]))
            self.number += 1
        return rows


def _refusal(answer: dict, limits: Limits) -> SheetRefused:
    if answer["refused"] == "password":
        return password_needed()
    if answer["refused"] == "rows":
        return _too_many_rows(answer["sheet"], limits)
    if answer["refused"] == "columns":
        return _too_many_columns(answer["sheet"], answer["count"], limits)
    if answer["refused"] == "sheets":
        message = _("工作簿有 %(count)d 张工作表,超过 %(limit)d 张。请拆成几份上传。")
        return SheetRefused("sheets", message % {"count": answer["count"], "limit": limits.sheets})
    return damaged()


def _too_many_rows(sheet: str, limits: Limits) -> SheetRefused:
    message = _("工作表“%(sheet)s”超过 %(limit)d 行。请拆成几份上传。") % {"sheet": sheet, "limit": limits.rows}
    return SheetRefused("rows", message, sheet=sheet)


def _too_many_columns(sheet: str, count: int, limits: Limits) -> SheetRefused:
    message = _("工作表“%(sheet)s”有 %(count)d 列,超过 %(limit)d 列。请删去多余的列后再上传。")
    return SheetRefused("columns", message % {"sheet": sheet, "count": count, "limit": limits.columns}, sheet=sheet)


def _cells(row: list) -> list[Cell]:
    return [None if c == "" else _TAGS[c[0]](c[1]) if type(c) is list else c for c in row]


def decoded(data: bytes) -> str:
    """Text as offices save it: UTF-8 or UTF-16 with a mark, UTF-8 without one, or else GB18030."""
    marked = next((name for mark, name in ENCODINGS if data.startswith(mark)), None)
    for encoding in (marked,) if marked else ("utf-8", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    message = _("看不懂这个 CSV 的文字编码。请用 Excel 或 WPS 打开,另存为“CSV UTF-8”或 .xlsx 后再上传。")
    raise SheetRefused("encoding", message)


def _csv_bundles(data: bytes, limits: Limits) -> Iterator[list[list[Cell]]]:
    rows: list[list[Cell]] = []
    for row in _csv_rows(data, limits):
        rows.append(row)
        if len(rows) >= ROWS_A_BUNDLE and row:
            yield rows
            rows = []
    while rows and not rows[-1]:
        rows.pop()
    if rows:
        yield rows


def _csv_rows(data: bytes, limits: Limits) -> Iterator[list[Cell]]:
    text, count = decoded(data), 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        for row in reader:
            while row and not row[-1]:
                row.pop()
            if len(row) > limits.columns:
                raise _too_many_columns("CSV", len(row), limits)
            count += 1
            if count > limits.rows:
                raise _too_many_rows("CSV", limits)
            yield [cell or None for cell in row]
    except csv.Error:
        message = _("CSV 第 %(line)d 行的引号不成对或内容过长。请改正这一行,或另存为 .xlsx 后再上传。")
        raise SheetRefused("quotes", message % {"line": count + 1}) from None


def _delimiter(text: str) -> str:
    """The sign that cuts the first lines into the same number of columns, and into most."""
    head = text[:20_000].splitlines()[:20]

    def score(delimiter: str) -> tuple[int, int]:
        try:
            widths = [len(row) for row in csv.reader(head, delimiter=delimiter) if row]
        except csv.Error:
            return (0, 0)
        if not widths or max(widths) == 1:
            return (0, 0)
        commonest = max(set(widths), key=widths.count)
        return (widths.count(commonest) if commonest > 1 else 0, commonest)

    return max(DELIMITERS, key=score)
