"""Reads .xlsx, .xls, .xlsb, .ods and .csv into rows of typed cells; an empty cell is None."""

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
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
}


@dataclass(frozen=True)
class Sheet:
    name: str
    hidden: bool
    rows: list[list[Cell]]


def read_sheets(source: str | os.PathLike | bytes, filename: str, limits: Limits = Limits()) -> list[Sheet]:
    """All sheets, hidden ones too; rows[0][0] is A1. What cannot be read is refused with a word on how to mend it."""
    data = source if isinstance(source, bytes) else _bytes_of(Path(source), limits)
    kind = checked_kind(data, filename, limits)
    if kind == "csv":
        return [Sheet(Path(filename).stem, False, _csv_rows(data, limits))]
    return _parsed(data, limits)


def _bytes_of(path: Path, limits: Limits) -> bytes:
    with path.open("rb") as file:
        return file.read(limits.bytes + 1)


def _parsed(data: bytes, limits: Limits) -> list[Sheet]:
    numbers = (limits.rows, limits.columns, limits.sheets, limits.memory, limits.seconds)
    command = [sys.executable, "-I", str(PARSER), *map(str, numbers)]
    try:
        run = subprocess.run(command, input=data, capture_output=True, timeout=limits.seconds * 2, check=False)
    except subprocess.TimeoutExpired:
        raise too_large_inside() from None
    if run.returncode != 0:  # killed by its limits: the parser aborts when it gets no memory
        raise too_large_inside()
    answer = json.loads(run.stdout)
    if "refused" in answer:
        raise _refusal(answer, limits)
    return [Sheet(name, hidden, [_cells(row) for row in rows]) for name, hidden, rows in answer["sheets"]]


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


def _csv_rows(data: bytes, limits: Limits) -> list[list[Cell]]:
    text = decoded(data)
    rows: list[list[Cell]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        for row in reader:
            while row and not row[-1]:
                row.pop()
            if len(row) > limits.columns:
                raise _too_many_columns("CSV", len(row), limits)
            rows.append([cell or None for cell in row])
            if len(rows) > limits.rows:
                raise _too_many_rows("CSV", limits)
    except csv.Error:
        message = _("CSV 第 %(line)d 行的引号不成对或内容过长。请改正这一行,或另存为 .xlsx 后再上传。")
        raise SheetRefused("quotes", message % {"line": len(rows) + 1}) from None
    while rows and not rows[-1]:
        rows.pop()
    return rows


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
