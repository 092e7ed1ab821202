"""A ledger as a file: xlsx, csv or a paper of pages. Taking one out is an act with a number, on record."""

import secrets
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.utils.translation import gettext as _

from rongyi.kernel import audit, clock
from rongyi.kernel.errors import Denied, NotFound, Refused
from rongyi.kernel.limits import limits
from rongyi.kernel.sheets.writer import Column, Stamp, write_csv, write_xlsx
from rongyi.ledgers.papers import MOST_ROWS_ON_PAPER, write_pdf
from rongyi.ledgers.permissions import EXPORT_LEDGER
from rongyi.ledgers.queries import Ledger, ledger, ledger_rows, ledger_totals, people_in
from rongyi.ledgers.rows import LedgerRow
from rongyi.organisation.access import Actor, system_actor
from rongyi.organisation.commands import command
from rongyi.organisation.opened_services import count_opened
from rongyi.organisation.roles import Role
from rongyi.records.queries import station_names

CONTENT_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "pdf": "application/pdf",
}
Progress = Callable[[int, int | None], None]


@dataclass(frozen=True)
class Exported:
    """`file` stands at its beginning and belongs to the caller, who closes it."""

    file: BinaryIO
    name: str
    content_type: str
    number: str
    rows: int


def export_ledger(
    actor: Actor, name: str, *, station: str = "", first: date | None = None, last: date | None = None, format: str,
    filters: dict | None = None, progress: Progress | None = None,
) -> Exported:  # fmt: skip
    """Written first and put on record before it is handed over: long writing holds no lock, and no entry means no file."""
    book, place = ledger(name), station or actor.home_code
    number = new_number()
    facts = {"region_code": place, "ledger": name, "version": book.version, "number": number, "format": format}
    try:
        acting = _allowed(actor, place, format)
    except (Denied, NotFound):
        record_export(actor=actor, people=[], rows=0, **facts)  # refuses, and puts the refusal on record
        raise
    asked = {"station": station, "first": first, "last": last, "filters": filters}
    people = people_in(acting, book, most=most_without_approval() + 1, **asked)
    if len(people) > most_without_approval():
        refuse_without_approval(actor=actor, **facts)
    file = tempfile.TemporaryFile()  # noqa: SIM115  the caller reads and closes it
    try:
        rows = write_ledger(file, acting, book, asked, format, number, progress)
        record_export(actor=actor, people=people, rows=rows, **facts)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return Exported(file, file_name(book, place, number, format), CONTENT_TYPES[format], number, rows)


class ApprovalNeeded(Refused):
    """So many people leave the house only with a second person's approval."""

    status = 403
    code = "approval_needed"


def most_without_approval() -> int:
    return limits().exports.people_without_approval


def new_number() -> str:
    return f"{clock.today():%Y%m%d}-{secrets.token_hex(3).upper()}"


def file_name(book: Ledger, place: str, number: str, format: str) -> str:
    return f"{book.title}_{station_names([place]).get(place, place)}_{number}.{format}"


@command(EXPORT_LEDGER, on="region_code", act="ledgers.export")
def record_export(*, actor: Actor, region_code: str, people: list[UUID], **facts) -> None:
    """Puts on record that a ledger left the house: which, in what form, how many rows, under which number. The people
    in it count as opened, since whoever holds the file has seen them."""
    count_opened(actor, people)
    audit.note(people=len(people), **facts)


@command(EXPORT_LEDGER, on="region_code", act="ledgers.export")
def refuse_without_approval(*, actor: Actor, region_code: str, **facts) -> None:
    raise ApprovalNeeded(
        _(
            "这份台账涉及的人超过 %(most)d 位,要先经另一个人批准。请写明理由提出申请;"
            "批准后在“导出申请”里下载。也可以缩短期间或选一个站,分开导出。"
        )
        % {"most": most_without_approval()}
    )


def export_ledger_file(
    name: str, *, station: str, start: date, end: date, path: Path, progress: Progress | None = None
) -> dict:
    """For the command line: whoever runs the machine takes out the ledger of one station."""
    done = export_ledger(
        command_line(station), name, station=station, first=start, last=end, format=format_of(path), progress=progress
    )
    with done.file, path.open("wb") as target:
        while piece := done.file.read(1 << 20):
            target.write(piece)
    return {"file": str(path), "rows": done.rows, "number": done.number}


def command_line(station: str) -> Actor:
    if not station_names([station]):
        raise Refused(_("没有代码为 %(code)s 的服务站。") % {"code": station}, field="station")
    return system_actor(_("命令行"), station, Role.SECTION_OFFICER)


def format_of(path: Path) -> str:
    return path.suffix.lower().lstrip(".")


def _allowed(actor: Actor, place: str, format: str) -> Actor:
    acting = actor.acting(EXPORT_LEDGER)
    if not acting.covers(place):
        raise NotFound()
    check_format(format)
    return acting


def check_format(format: str) -> None:
    if format not in CONTENT_TYPES:
        raise Refused(
            _("没有这种格式,可选:%(known)s。") % {"known": "、".join(CONTENT_TYPES)}, field="format", code="invalid"
        )


def write_ledger(
    file: BinaryIO, actor: Actor, book: Ledger, asked: dict, format: str, number: str, progress: Progress | None
) -> int:
    stamp = Stamp(user=actor.name, time=clock.now(), number=number)
    columns = [Column(c.key, str(c.label), c.type, c.width) for c in book.columns]
    rows = _counted(ledger_rows(actor, book, **asked), progress)
    values = (row.values for row in rows)
    if format == "xlsx":
        return write_xlsx(
            file, title=book.title, columns=columns, rows=values, stamp=stamp, sheet=book.definition.sheet.name
        )
    if format == "csv":
        return write_csv(file, columns=columns, rows=values, stamp=stamp)
    totals = ledger_totals(actor, book, **asked)
    if totals.facts > MOST_ROWS_ON_PAPER:
        raise Refused(
            _("打印稿最多 %(most)d 条,现有 %(now)d 条。请缩短期间,或导出 Excel 表格。")
            % {"most": MOST_ROWS_ON_PAPER, "now": totals.facts},
            field="format",
            code="too_many",
        )
    place = asked["station"] or actor.home_code
    station = station_names([place]).get(place, "")
    return write_pdf(file, book, list(rows), stamp=stamp, station=station, asked=asked, totals=totals)


def _counted(rows: Iterator[LedgerRow], progress: Progress | None) -> Iterator[LedgerRow]:
    for number, row in enumerate(rows, 1):
        if progress and number % 500 == 0:
            progress(number, None)
        yield row
