"""What would happen to each row, decided before anything is written."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from rongyi.kernel.errors import Refused
from rongyi.kernel.sheets.reader import Sheet
from rongyi.organisation.access import Actor
from rongyi.organisation.models import SUBTREE_END, Station
from rongyi.registry.imports import columns
from rongyi.registry.models import Person
from rongyi.registry.queries import marks_of
from rongyi.registry.services import PersonInput, Prepared, prepare
from rongyi.registry.services.inputs import TEXTS
from rongyi.registry.services.opening import known_elsewhere

OUTCOMES = ("created", "updated", "unchanged", "held", "rejected")
COMPARED = ("name", "phone", *TEXTS)


@dataclass
class Row:
    """One line of the workbook and what is to become of it."""

    sheet: str
    number: int
    cells: list
    outcome: str = ""
    column: str = ""
    code: str = ""
    message: str = ""
    given: PersonInput | None = None
    prepared: Prepared | None = None
    person: Person | None = None
    changes: dict = field(default_factory=dict)

    def reject(self, refusal: Refused, labels: dict[str, str], outcome: str = "rejected") -> None:
        self.outcome, self.code, self.message = outcome, refusal.code, str(refusal.message)
        self.column = labels.get(refusal.field or "", "")


@dataclass
class Plan:
    """All rows with their outcomes; `header` is the workbook's own, for the report."""

    sheet: str
    header: list[str]
    rows: list[Row]

    def counts(self) -> dict[str, int]:
        counts = {"rows": len(self.rows), **dict.fromkeys(OUTCOMES, 0)}
        for row in self.rows:
            counts[row.outcome] += 1
        return counts

    def troubled(self) -> list[Row]:
        return [row for row in self.rows if row.outcome in ("rejected", "held")]


def plan_import(
    sheets: list[Sheet], *, actor: Actor, station: str, progress: Callable[[int, int], None] | None = None
) -> Plan:
    """Reads the first visible sheet that has a header row and decides on each of its rows."""
    sheet, number, keys = _table(sheets)
    header = [columns.text_of(cell) for cell in sheet.rows[number]]
    labels = {key: header[place] for place, key in keys.items()}
    labels["service"] = labels.get("enlisted_on", "")
    villages = _Villages(station)
    rows = []
    for line, cells in enumerate(sheet.rows[number + 1 :], number + 2):
        if not any(columns.text_of(cell) for cell in cells) or _is_total(cells):
            continue
        row = Row(sheet.name, line, list(cells))
        rows.append(row)
        try:
            row.given = _given(row, keys, villages, station)
            row.prepared = prepare(row.given)
        except Refused as refusal:
            row.reject(refusal, labels)
        if progress and len(rows) % 200 == 0:
            progress(len(rows), len(sheet.rows))
    _decide([row for row in rows if not row.outcome], actor, labels)
    return Plan(sheet.name, header, rows)


def _table(sheets: list[Sheet]) -> tuple[Sheet, int, dict[int, str]]:
    for sheet in sheets:
        found = None if sheet.hidden else columns.header_of(sheet.rows)
        if found:
            return sheet, *found
    raise Refused(
        _("没有找到表头。第一行(或前20行内)要有“姓名”和“公民身份号码”(或“身份证号”)两个栏目。"),
        field="file",
        code="no_header",
    )


def _is_total(cells: list) -> bool:
    return columns.plain(next((c for c in cells if columns.text_of(c)), "")) in ("合计", "总计", "小计", "共计")


def _given(row: Row, keys: dict[int, str], villages: "_Villages", station: str) -> PersonInput:
    values = {key: row.cells[place] if place < len(row.cells) else None for place, key in keys.items()}
    texts = {key: columns.text_of(values.get(key), field=key) for key in ("name", "id_number", "phone", *TEXTS)}
    enlisted = columns.date_of(values.get("enlisted_on"), field="enlisted_on")
    discharged = columns.date_of(values.get("discharged_on"), field="discharged_on")
    branch, rank = columns.branch_of(values.get("branch")), columns.text_of(values.get("rank"))[:30]
    return PersonInput(
        region_code=villages.code_of(columns.text_of(values.get("station"))) or station,
        categories=columns.categories_of(values.get("categories")),
        tags=columns.tags_of(values.get("tags")),
        service=((enlisted, discharged, branch, rank),) if enlisted else (),
        **texts,
    )


class _Villages:
    """Stations below the import's own, by code or by name as people write it."""

    def __init__(self, station: str):
        rows = Station.objects.filter(pk__gte=station, pk__lt=station + SUBTREE_END).values_list("pk", "region__name")
        self.codes: dict[str, list[str]] = {}
        for code, name in rows:
            for word in {code, name, bare_village(name)}:
                self.codes.setdefault(word, []).append(code)

    def code_of(self, text: str) -> str:
        if not text:
            return ""
        found = self.codes.get(text) or self.codes.get(bare_village(text)) or []
        if len(found) == 1:
            return found[0]
        what = (
            _("有几个村(社区)都叫“%(name)s”,请改写区划代码。") if found else _("本站范围内没有“%(name)s”这个村(社区)。")
        )
        raise Refused(what % {"name": text[:30]}, field="station", code="unknown_station")


def bare_village(name: str) -> str:
    """横渠村委会, 横渠村, 横渠村村民委员会 → 横渠"""
    name = re.sub(r"退役军人服务站$", "", name.strip())
    name = re.sub(r"(村民委员会|居民委员会|村委会|居委会)$", "", name)
    return re.sub(r"(社区|村)$", "", name) or name


def _decide(rows: list[Row], actor: Actor, labels: dict[str, str]) -> None:
    known = known_elsewhere([bytes(row.prepared.person.id_index) for row in rows])
    _categories, _tags = marks_of(p for p in known.values() if actor.covers(p.region_code))
    first_of: dict[bytes, Row] = {}
    for row in rows:
        index = bytes(row.prepared.person.id_index)
        former, person = first_of.setdefault(index, row), known.get(index)
        if former is not row:
            _decide_repeated(row, former, labels)
        elif person is None:
            row.outcome = "created"
        elif not actor.covers(person.region_code):
            row.reject(
                Refused(_("需要上级核对后才能建档,已留存。"), field="id_number", code="held"), labels, outcome="held"
            )
        else:
            _decide_known(row, person, _categories.get(person.pk, []), _tags.get(person.pk, []), labels)


def _decide_repeated(row: Row, former: Row, labels: dict[str, str]) -> None:
    if _values(row) == _values(former):
        row.outcome = "unchanged"
        return
    message = _("与第%(line)d行是同一个公民身份号码,内容却不一样。请留下对的一行。") % {"line": former.number}
    row.reject(Refused(message, field="id_number", code="contradicts"), labels, outcome="held")


def _values(row: Row) -> tuple:
    given = row.given
    return *(getattr(row.prepared.person, name) for name in COMPARED), given.region_code, tuple(given.categories)


def _decide_known(row: Row, person: Person, categories: list[str], tags: list[str], labels: dict[str, str]) -> None:
    """Filled cells that differ are changes; an empty cell never clears what is known."""
    if person.status == Person.Status.DECEASED:
        message = _("此人已登记去世。如登记有误,请先更正档案。")
        row.reject(Refused(message, field="name", code="deceased"), labels, outcome="held")
        return
    fresh = row.prepared.person
    for name in COMPARED:
        value = getattr(fresh, name)
        if value and value != getattr(person, name):
            row.changes[name] = value
    for key, held, new in (("categories", categories, row.given.categories), ("tags", tags, row.given.tags)):
        if set(new) - set(held):
            row.changes[key] = [*held, *(code for code in new if code not in held)]
    row.person, row.outcome = person, "updated" if row.changes else "unchanged"
