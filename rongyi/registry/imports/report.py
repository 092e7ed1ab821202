"""The report: the clerk's own rows with what is wrong and how to mend it, ready to be corrected and sent again."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

from rongyi.kernel import clock
from rongyi.kernel.sheets.writer import Column, Stamp, write_xlsx
from rongyi.registry.imports.chunks import lines_with
from rongyi.registry.imports.deciding import ELSEWHERE, Line
from rongyi.registry.imports.mends import mend_of
from rongyi.registry.models import ImportJob

TROUBLED = ("rejected", "held")


def write_report(job: ImportJob, target: str | Path | BinaryIO, *, user: str) -> int:
    """Writes the rows that somebody has to look at; returns how many."""
    lines = _lines(job)
    first = next(lines, None)
    if first is None:
        return 0
    places = _places(job)
    own = [Column(f"c{n}", label, "text", 16) for n, label in enumerate(_labels(job))]
    columns = [
        *own,
        Column("outcome", _("结果"), "text", 10),
        Column("sheet", _("工作表"), "text", 12),
        Column("row", _("行"), "integer", 8),
        Column("column", _("栏目"), "text", 16),
        Column("code", _("代码"), "text", 18),
        Column("message", _("说明"), "text", 60),
        Column("mend", _("怎么改"), "text", 40),
    ]
    rows = (_row(line, places.get(line.sheet, []), len(own)) for line in _all(first, lines))
    stamp = Stamp(user, clock.now(), str(job.pk)[-12:])
    return write_xlsx(target, title=_("导入报告"), columns=columns, rows=rows, stamp=stamp, sheet=_("需要处理的行"))


def _lines(job: ImportJob) -> Iterator[Line]:
    """Those that were not written, and after them those whose station the sheet tells otherwise."""
    yield from lines_with(job, TROUBLED)
    if (job.reading or {}).get("elsewhere"):
        yield from (line for line in lines_with(job, ("updated", "unchanged")) if line.code == ELSEWHERE)


def _all(first: Line, rest: Iterator[Line]) -> Iterator[Line]:
    yield first
    yield from rest


def _labels(job: ImportJob) -> list[str]:
    """The headings of all sheets that were read, each once, in their order."""
    sheets = [sheet for sheet in job.reading["sheets"] if sheet["chosen"]]
    return list(dict.fromkeys(label for sheet in sheets for label in sheet["labels"] if label))


def _places(job: ImportJob) -> dict[str, list[int | None]]:
    """{sheet: where in the report each of its columns stands}."""
    number = {label: place for place, label in enumerate(_labels(job))}
    return {sheet["name"]: [number.get(label) for label in sheet["labels"]] for sheet in job.reading["sheets"]}


def _row(line: Line, places: list[int | None], width: int) -> list:
    cells = [""] * width
    for place, cell in zip(places, line.cells, strict=False):
        if place is not None:
            cells[place] = _as_text(cell)
    words = {"rejected": _("退回"), "held": _("待核对")}
    return [
        *cells, words.get(line.outcome, _("没有转站")), line.sheet, line.number, line.column, line.code, line.message, mend_of(line.code),
    ]  # fmt: skip


def _as_text(cell) -> str:
    if cell is None:
        return ""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
