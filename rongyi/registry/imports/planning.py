"""Reads a workbook once, decides on each line before anything is written, and keeps what was decided in bundles."""

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from rongyi.kernel.crypto.masking import mask_id_number, mask_phone
from rongyi.kernel.errors import Refused
from rongyi.kernel.sheets.reader import Cell, Opening
from rongyi.organisation.access import Actor
from rongyi.registry.imports import repeated
from rongyi.registry.imports.chunks import keep
from rongyi.registry.imports.deciding import ELSEWHERE, OUTCOMES, Line, decide
from rongyi.registry.imports.headers import SEARCHED_ROWS, Header, find_header, header_at, rows_to_choose, what_line
from rongyi.registry.imports.targets import CREDENTIALS, MUST, keys_of, plain
from rongyi.registry.imports.templates import template_for
from rongyi.registry.imports.values import RowReader, text_of
from rongyi.registry.imports.villages import Villages
from rongyi.registry.models import ImportJob

CHUNK = 2000
"""A larger bundle writes each page of the index less often, and holds the lock of writing longer."""
SAMPLES = 3
NAMED_LINES = 20
TOP_ROWS, TOP_CELLS = 12, 8
"""What is shown of the top of a sheet, for somebody to point at its heading."""
MASKED = {"id_number": mask_id_number, "phone": mask_phone}
STATION_FAULTS = ("unknown_station", "ambiguous_station")
STRANGE_FROM = 3
NAMES_LEFT_OUT = frozenset(target.key for target in CREDENTIALS)
LONG_NUMBER = re.compile(r"\d{7,}", re.ASCII)


@dataclass
class SheetReading:
    """One sheet as it was understood; it is what the mapping page shows."""

    name: str
    hidden: bool
    merges: list
    header: Header | None = None
    keys: dict[str, str] = field(default_factory=dict)
    from_template: bool = False
    chosen: bool = True
    rows: int = 0
    skipped: dict[str, list[int]] = field(default_factory=dict)
    samples: dict[str, list[str]] = field(default_factory=dict)
    buffer: list[list[Cell]] = field(default_factory=list)
    number: int = 0
    reader: RowReader | None = None
    top: list[list] = field(default_factory=list)

    def plain(self) -> dict:
        return {
            "name": self.name, "hidden": self.hidden, "chosen": self.chosen, "rows": self.rows,
            "first": self.header.first + 1 if self.header else 0, "last": self.header.last + 1 if self.header else 0,
            "labels": self.header.labels if self.header else [], "from_template": self.from_template, "top": self.top,
            "skipped": {key: [len(lines), *lines[:NAMED_LINES]] for key, lines in self.skipped.items()},
        }  # fmt: skip


class Planner:
    """Goes through the parts of a workbook in one pass; a hundred thousand lines never lie in memory at once."""

    def __init__(self, job: ImportJob, actor: Actor, progress: Callable[[int, int], None] | None = None):
        self.job, self.actor, self.progress = job, actor, progress
        self.villages = Villages(job.region_code)
        chosen = (job.reading or {}).get("chosen") or {}
        self.given_keys: dict[str, str] | None = chosen.get("keys")
        self.given_sheets: list[str] | None = chosen.get("sheets")
        self.given_headers: dict[str, int] = chosen.get("headers") or {}
        self.sheets: list[SheetReading] = []
        self.pending: list[Line] = []
        self.seen: dict[bytes, tuple[int, int]] = {}
        self.repeats: dict[bytes, list[tuple[int, int]]] = {}
        self.counts = dict.fromkeys(("rows", *OUTCOMES), 0)
        self.digests: list[str] = []
        self.strange = self.placed = self.elsewhere = 0

    def run(self, parts: Iterable[Opening | list[list[Cell]]]) -> None:
        for part in parts:
            if isinstance(part, Opening):
                self._end_sheet()
                self.sheets.append(SheetReading(part.name, part.hidden, part.merges))
            else:
                self._feed(self.sheets[-1], part)
        self._end_sheet()
        self._flush()
        if self.repeats:
            repeated.settle(self)

    def _end_sheet(self) -> None:
        if self.sheets and self.sheets[-1].buffer:
            self._begin(self.sheets[-1])

    def _feed(self, sheet: SheetReading, rows: list[list[Cell]]) -> None:
        if sheet.reader is None and sheet.number == 0:
            sheet.buffer += rows
            if len(sheet.buffer) >= SEARCHED_ROWS:
                self._begin(sheet)
        elif sheet.reader is not None:
            self._lines(sheet, rows)

    def _begin(self, sheet: SheetReading) -> None:
        """The heading is known now: the lines that waited for it are read."""
        rows, sheet.buffer = sheet.buffer, []
        sheet.number = 1
        sheet.top = [[n, [_covered_cell(c) for c in cells[:TOP_CELLS]]] for n, cells in rows_to_choose(rows)[:TOP_ROWS]]
        given = self.given_headers.get(sheet.name)
        sheet.header = header_at(rows, sheet.merges, given) if given else find_header(rows, sheet.merges)
        sheet.chosen = sheet.header is not None and self._is_chosen(sheet)
        if sheet.header is None:
            return
        labels = [label for label in sheet.header.labels if label]
        sheet.keys = self._keys(sheet, labels)
        station = self.job.region_code
        own = self.villages.code_named(sheet.name)
        sheet.reader = RowReader(sheet.header.labels, sheet.keys, self.villages, own or station)
        if not set(MUST) <= set(sheet.keys.values()):
            sheet.chosen = sheet.chosen and not self.given_keys  # shown, so that somebody says which column is which
        sheet.number = sheet.header.last + 1
        self._lines(sheet, rows[sheet.number :])

    def _is_chosen(self, sheet: SheetReading) -> bool:
        if self.given_sheets is not None:
            return sheet.name in self.given_sheets
        return not sheet.hidden

    def _keys(self, sheet: SheetReading, labels: list[str]) -> dict[str, str]:
        if self.given_keys is not None:
            return {label: self.given_keys[label] for label in labels if self.given_keys.get(label)}
        kept = template_for(self.job, labels)
        if kept is not None:
            sheet.from_template = True
            return {label: kept[plain(label)] for label in labels if kept.get(plain(label))}
        return keys_of(labels)

    def _lines(self, sheet: SheetReading, rows: list[list[Cell]]) -> None:
        header = sheet.header
        if header is None:
            return
        is_told = set(MUST) <= set(sheet.keys.values())
        is_read = sheet.chosen and is_told
        for cells in rows:
            sheet.number += 1
            if len(sheet.samples) < len(header.labels) or sheet.rows < SAMPLES:
                self._sample(sheet, cells)
            what = what_line(cells, header, sheet.reader.places if is_told else {})
            if what:
                sheet.skipped.setdefault(what, []).append(sheet.number)
                continue
            sheet.rows += 1
            if is_read:
                self.pending.append(self._line(sheet, cells))
                if len(self.pending) >= CHUNK:
                    self._flush()

    def _sample(self, sheet: SheetReading, cells: list[Cell]) -> None:
        for label, cell in zip(sheet.header.labels, cells, strict=False):
            held = sheet.samples.setdefault(label, [])
            if len(held) < SAMPLES and cell not in (None, ""):
                mask = MASKED.get(sheet.keys.get(label, ""))
                held.append(mask(_shown(cell)) if mask else _covered_cell(cell))

    def _line(self, sheet: SheetReading, cells: list[Cell]) -> Line:
        values, faults, notes = sheet.reader.read(cells)
        line = Line(sheet.name, sheet.number, cells, values, notes=notes)
        if sheet.reader.station != self.job.region_code and "region_code" not in values:
            values["region_code"] = sheet.reader.station
        if faults:
            line.values = {}
            labels = dict.fromkeys(sheet.reader.label_of.get(f.field or "", "") for f in faults)
            messages = dict.fromkeys(str(f.message) for f in faults)
            line.settle("rejected", faults[0].code, " ".join(messages), "、".join(filter(None, labels)))
            self.strange += any(f.code in STATION_FAULTS for f in faults)
        else:
            self.placed += "region_code" in values
        return line

    def _flush(self) -> None:
        """Decides on a bundle and keeps it."""
        lines, self.pending = self.pending, []
        if not lines:
            return
        number = len(self.digests)
        fresh = []
        for place, line in enumerate(lines):
            index = line.find_index() if not line.outcome else b""
            if not index:
                continue
            if index in self.seen:
                self.repeats.setdefault(index, [self.seen[index]]).append((number, place))
                line.settle("unchanged", "again")
            else:
                self.seen[index] = (number, place)
                fresh.append(line)
        decide(fresh, self.actor, self.labels())
        self.digests.append(keep(self.job, number, lines))
        for line in lines:
            self.counts["rows"] += 1
            self.counts[line.outcome] += 1
            self.elsewhere += line.code == ELSEWHERE
        if self.progress:
            self.progress(self.counts["rows"], 0)

    def labels(self) -> dict[str, str]:
        """{key: heading} of the sheet in hand, for messages."""
        readers = [sheet.reader for sheet in self.sheets if sheet.reader]
        return readers[-1].label_of if readers else {}

    # what came of it

    def readable(self) -> list[SheetReading]:
        return [sheet for sheet in self.sheets if sheet.header and sheet.chosen]

    def has_all_it_needs(self) -> bool:
        return bool(self.readable()) and all(set(MUST) <= set(sheet.keys.values()) for sheet in self.readable())

    def notices(self) -> list[str]:
        told = []
        if self.strange >= STRANGE_FROM and not self.placed:
            told.append(
                _("表里写的村(社区)没有一个在本站范围内。请确认选对了服务站;如果是别的县(区)的表格,请交给那里导入。")
            )
        hidden = [sheet.name for sheet in self.sheets if sheet.hidden and sheet.header and not sheet.chosen]
        if hidden:
            told.append(
                _("有隐藏的工作表没有读:%(names)s。要读的,请在“栏目对应”里选上。") % {"names": "、".join(hidden)}
            )
        left_out = [label for sheet in self.readable() for label, key in sheet.keys.items() if key in NAMES_LEFT_OUT]
        if left_out:
            told.append(
                _("“%(names)s”不从表格导入:证和牌要逐件登记编号、日期和领取人,请在档案的“待遇与证牌”里登记。")
                % {"names": "”“".join(dict.fromkeys(left_out))}
            )
        if self.elsewhere:
            told.append(
                _(
                    "有%(count)d行写的村(社区)与档案现在的站不同。导入只更新别的栏目,不转站;这些行列在“下载需要处理的行”里,"
                    "确要转的,请逐人在档案里办“转到别的站”。"
                )
                % {"count": self.elsewhere}
            )
        return told

    def can_be_pointed_at(self) -> bool:
        """Whether somebody could say which row is the heading where none was recognised."""
        return any(len(sheet.top) > 1 and not sheet.hidden for sheet in self.sheets)

    def plain(self) -> dict:
        """What the job keeps of the layout: sheets, headings with their fields and samples, what to say."""
        columns: dict[str, dict] = {}
        for sheet in self.sheets:
            for label in sheet.header.labels if sheet.header else ():
                if label and label not in columns:
                    samples = sheet.samples.get(label, [])
                    columns[label] = {"label": label, "key": sheet.keys.get(label, ""), "samples": samples}
        return {
            "sheets": [sheet.plain() for sheet in self.sheets],
            "columns": list(columns.values()),
            "notices": self.notices(),
            "chosen": (self.job.reading or {}).get("chosen"),
            "elsewhere": self.elsewhere,
        }

    def digest(self) -> str:
        return hashlib.sha256("".join(self.digests).encode()).hexdigest()


def _covered_cell(cell: Cell) -> str:
    return LONG_NUMBER.sub(_covered, _shown(cell))


def _covered(number: re.Match) -> str:
    return mask_phone(number.group())


def _shown(cell: Cell) -> str:
    try:
        return text_of(cell)[:40]
    except Refused:
        return str(cell)[:40]
