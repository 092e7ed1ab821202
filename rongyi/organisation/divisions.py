"""Loads administrative divisions: what is new, renamed, moved or gone; nothing is ever cut loose.

The file goes to a temporary table and is compared there, so a whole country needs little memory, and the lock on the
database is held only while the differences are written.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from django.db import connection, transaction
from django.utils.translation import gettext as _

from rongyi.kernel import audit, clock
from rongyi.organisation.access import Actor, system_actor
from rongyi.organisation.commands import command
from rongyi.organisation.division_file import Fault, Faults, Row, is_under, rows_of
from rongyi.organisation.models import Station
from rongyi.organisation.permissions import LOAD_REGIONS
from rongyi.organisation.roles import Role

Progress = Callable[[int, int | None], None]
AT_ONCE = 10_000
MOST_NAMED = 500
"""How many renamed, moved and vanished divisions a report names; the counts are always whole."""


@dataclass
class Report:
    """What a file changes, or what is wrong with it. With any fault nothing is loaded."""

    new: int = 0
    renamed: int = 0
    moved: int = 0
    gone: int = 0
    returned: int = 0
    unchanged: int = 0
    applied: bool = False
    renames: list[dict] = field(default_factory=list)
    moves: list[dict] = field(default_factory=list)
    vanished: list[dict] = field(default_factory=list)
    stations_on_vanished: list[dict] = field(default_factory=list)
    partly_listed: list[str] = field(default_factory=list)
    fault_count: int = 0
    faults: list[Fault] = field(default_factory=list)


def load_divisions(
    path: Path | str, *, actor: Actor | None = None, progress: Progress | None = None, dry_run: bool = False
) -> Report:
    """Compares a file `level,code,name,parent` with what is known and, unless it is a dry run, takes it over."""
    path, tell = Path(path), progress or (lambda done, total=None: None)
    faults = Faults()
    with _staging():
        _fill(rows_of(path, faults), tell)
        _check_whole(faults)
        if faults.count:
            return Report(fault_count=faults.count, faults=sorted(faults.found, key=lambda fault: fault.line))
        report = _differences()
        if not dry_run:
            actor = actor or system_actor("divisions", "", Role.ADMINISTRATOR)
            _apply(actor=actor, report=report, source=path.name[:80])
    return report


@contextmanager
def _staging() -> Iterator[None]:
    """The temporary table; a database keeps it to this connection."""
    columns = "line integer not null, code varchar(12) {c} not null, tier varchar(10) not null, name varchar(60) not null, parent varchar(60) {c} not null"
    collate = 'collate "C"' if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for table in ("division_staging", "division_gone"):
            cursor.execute(f"drop table if exists {table}")
        cursor.execute(f"create temporary table division_staging ({columns.format(c=collate)})")
        cursor.execute(f"create temporary table division_gone (code varchar(12) {collate} not null)")
        try:
            yield
        finally:
            for table in ("division_staging", "division_gone"):
                cursor.execute(f"drop table if exists {table}")


def _fill(rows: Iterator[Row], tell: Progress) -> None:
    done = 0
    while chunk := [(row.line, row.code, row.tier, row.name, row.parent) for row in islice(rows, AT_ONCE)]:
        _insert(chunk)
        done += len(chunk)
        tell(done, None)
    with connection.cursor() as cursor:
        cursor.execute("create index division_staging_code on division_staging (code)")
        cursor.execute("analyze division_staging")


def _insert(chunk: list[tuple]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy("copy division_staging (line, code, tier, name, parent) from stdin") as copy:
                for row in chunk:
                    copy.write_row(row)
        else:
            cursor.executemany("insert into division_staging values (%s, %s, %s, %s, %s)", chunk)


def _rows(sql: str, params: tuple = ()) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def _check_whole(faults: Faults) -> None:
    """What only shows when all lines are there: codes twice, loops, parents that are not under or not there."""
    twice = _rows(
        "select s.line, s.code, f.first from division_staging s join"
        " (select code, min(line) as first from division_staging group by code having count(*) > 1) f"
        " on f.code = s.code and s.line > f.first order by s.line"
    )
    for line, code, first in twice:
        faults.add(line, code, _("代码「%(code)s」在第%(first)s行已出现过。") % {"code": code, "first": first},
                   _("请删去其中一行。"))  # fmt: skip
    for line, code, parent in _rows(
        "select line, code, parent from division_staging where"
        " case when parent = '' then length(code) <> 2 else length(parent) <>"
        " case length(code) when 12 then 9 when 9 then 6 when 6 then 4 when 4 then 2 else -1 end"
        " or substr(code, 1, length(parent)) <> parent end order by line"
    ):
        _check_parent(line, code, parent, faults)
    for line, code, parent in _rows(
        "select s.line, s.code, s.parent from division_staging s"
        " left join division_staging p on p.code = s.parent"
        " left join organisation_region r on r.code = s.parent"
        " where s.parent <> '' and p.code is null and r.code is null"
        " and length(s.parent) < length(s.code) order by s.line"
    ):
        faults.add(line, code, _("上级「%(parent)s」既不在文件里,也不在系统里。") % {"parent": parent[:20]},
                   _("请补上这一级,或先装入上级。"))  # fmt: skip


def _check_parent(line: int, code: str, parent: str, faults: Faults) -> None:
    if _is_in_loop(code, parent):
        faults.add(line, code, _("「%(code)s」的上级关系绕成了圈。") % {"code": code},
                   _("请改正上级代码,使它指向更高一级。"))  # fmt: skip
    elif not is_under(code, parent):
        faults.add(line, code, _("代码「%(code)s」不在上级「%(parent)s」之下。") % {"code": code, "parent": parent[:20]},
                   _("下级代码应以上级代码开头,请核对这两个代码。"))  # fmt: skip


def _is_in_loop(code: str, parent: str) -> bool:
    seen = {code}
    while parent and len(seen) < 10:
        if parent in seen:
            return True
        seen.add(parent)
        above = _rows("select parent from division_staging where code = %s", (parent,))
        parent = above[0][0] if above else ""
    return False


def _differences() -> Report:
    both = "from division_staging s join organisation_region r on r.code = s.code"
    count = lambda sql: _rows(f"select count(*) {sql}")[0][0]  # noqa: E731
    changed = "(r.name <> s.name or r.parent_code <> s.parent or r.gone_on is not null)"
    report = Report(
        new=count("from division_staging s left join organisation_region r on r.code = s.code where r.code is null"),
        renamed=count(f"{both} where r.name <> s.name"),
        moved=count(f"{both} where r.parent_code <> s.parent"),
        returned=count(f"{both} where r.gone_on is not null"),
        unchanged=count(f"{both} where not {changed}"),
    )
    report.renames = _named(("code", "was", "now"), f"select s.code, r.name, s.name {both} where r.name <> s.name")
    report.moves = _named(
        ("code", "was", "now"), f"select s.code, r.parent_code, s.parent {both} where r.parent_code <> s.parent"
    )
    _find_gone(report)
    return report


def _named(keys: tuple[str, ...], sql: str) -> list[dict]:
    return [dict(zip(keys, row, strict=True)) for row in _rows(f"{sql} order by 1 limit {MOST_NAMED}")]


def _find_gone(report: Report) -> None:
    """What is known, lies under a place that the file lists in full, and is not in the file.

    Counties, towns and villages come in full lists. A file cut down to some counties still names their city and
    province, so those count as listed in full only when most of what is known below them is there.
    """
    report.partly_listed = [
        code
        for (code,) in _rows(
            "select r.parent_code from organisation_region r join division_staging p on p.code = r.parent_code"
            " left join division_staging s on s.code = r.code"
            " where length(r.parent_code) < 6 and r.gone_on is null"
            " group by r.parent_code having count(s.code) * 2 <= count(*) order by 1"
        )
    ]
    with connection.cursor() as cursor:
        marks = ", ".join(["%s"] * len(report.partly_listed)) or "''"
        cursor.execute(
            "insert into division_gone select r.code from organisation_region r"  # noqa: S608 (marks hold no value)
            " join division_staging p on p.code = r.parent_code"
            " left join division_staging s on s.code = r.code"
            f" where s.code is null and r.gone_on is null and r.parent_code not in ({marks})",
            report.partly_listed,
        )
        found = cursor.rowcount
        while found:  # and all that lay below what is gone
            cursor.execute(
                "insert into division_gone select r.code from organisation_region r"
                " join division_gone g on g.code = r.parent_code"
                " where r.gone_on is null and r.code not in (select code from division_gone)"
                " and r.code not in (select code from division_staging)"
            )
            found = cursor.rowcount
    known = "from division_gone g join organisation_region r on r.code = g.code"
    report.gone = _rows("select count(*) from division_gone")[0][0]
    report.vanished = _named(("code", "name"), f"select r.code, r.name {known}")
    report.stations_on_vanished = _named(
        ("code", "name"),
        f"select t.code, t.name {known} join {Station._meta.db_table} t on t.code = g.code",
    )


@command(LOAD_REGIONS, act="organisation.load_regions")
def _apply(*, actor: Actor, report: Report, source: str) -> None:
    """Writes the differences; what is gone is marked with the day and keeps its stations and people."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "update organisation_region set former_name = case when organisation_region.name <> s.name"
            " then organisation_region.name else organisation_region.former_name end,"
            " name = s.name, parent_code = s.parent, gone_on = null, source = %s from division_staging s"
            " where s.code = organisation_region.code and (organisation_region.name <> s.name"
            " or organisation_region.parent_code <> s.parent or organisation_region.gone_on is not null)",
            [source],
        )
        cursor.execute(
            "update organisation_region set gone_on = %s where code in (select code from division_gone)",
            [clock.today()],
        )
        cursor.execute(
            "insert into organisation_region (code, tier, name, parent_code, source, former_name)"
            " select s.code, s.tier, s.name, s.parent, %s, '' from division_staging s"
            " left join organisation_region r on r.code = s.code where r.code is null order by s.code",
            [source],
        )
    counts = ("new", "renamed", "moved", "gone", "returned", "unchanged")
    audit.note(**{name: getattr(report, name) for name in counts})
    report.applied = True
