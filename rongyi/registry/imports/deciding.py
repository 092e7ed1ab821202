"""What would happen to each line, held against the files as they are now."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from rongyi.organisation.access import Actor
from rongyi.records.queries import station_names
from rongyi.registry.imports.targets import label_of
from rongyi.registry.models import Part, Person, PersonCategory, PersonTag
from rongyi.registry.parts import PARTS, holds
from rongyi.registry.services.inputs import PersonInput, id_index
from rongyi.registry.services.opening import known_elsewhere
from rongyi.registry.values import to_text

OUTCOMES = ("created", "updated", "unchanged", "held", "rejected")
COMPARED = (
    "phone", "other_contact", "address", "registered_at", "ethnicity", "education", "marital", "grid",
    "political_status", "party_branch",
)  # fmt: skip
OF_STATIONS = "退役军人服务站"
ELSEWHERE = "station_differs"
"""The line names another station than the file: said, and left to an act of its own."""
MARKS = {"categories": PersonCategory, "tags": PersonTag}


@dataclass(slots=True)
class Line:
    """One line of the workbook and what is to become of it. `changes`: [field, former value, new value]."""

    sheet: str
    number: int
    cells: list
    values: dict = field(default_factory=dict)
    outcome: str = ""
    column: str = ""
    code: str = ""
    message: str = ""
    notes: list[str] = field(default_factory=list)
    changes: list[list] = field(default_factory=list)
    index: bytes = b""

    def packed(self) -> list:
        return [
            self.sheet, self.number, self.cells, self.values, self.outcome, self.column, self.code, self.message,
            self.notes, self.changes,
        ]  # fmt: skip

    def settle(self, outcome: str, code: str = "", message: str = "", column: str = "") -> None:
        self.outcome, self.code, self.message, self.column = outcome, code, message, column

    def find_index(self) -> bytes:
        if not self.index and self.values.get("id_number"):
            self.index = id_index(self.values["id_number"])
        return self.index


def input_of(values: dict, station: str) -> PersonInput:
    given = {key: value for key, value in values.items() if key not in ("region_code",)}
    return PersonInput(region_code=values.get("region_code") or station, **given)


@dataclass
class Known:
    """The files that the lines of one bundle name, with as much of them as the lines speak of."""

    people: dict[bytes, Person]
    marks: dict[str, dict] = field(default_factory=dict)
    parts: dict[str, dict] = field(default_factory=dict)


def known_of(lines: Iterable[Line], actor: Actor) -> Known:
    """A constant number of queries for a bundle; none beyond the first where nobody is known."""
    lines = [line for line in lines if line.find_index()]
    known = Known(known_elsewhere([line.index for line in lines]))
    near = {p.pk: p for p in known.people.values() if actor.covers(p.region_code)}
    if not near:
        return known
    counties = {p.county for p in near.values()}
    for key, model in MARKS.items():
        rows = model.objects.filter(county__in=counties, person__in=list(near), ends_on=None, is_struck=False)
        for person, code in rows.order_by("code").values_list("person_id", "code"):
            known.marks.setdefault(key, {}).setdefault(person, []).append(code)
    for key in sorted({key for line in lines for key in line.values.get("parts", ())}):
        for row in PARTS[key].model.objects.filter(county__in=counties, person__in=list(near)):
            if holds(row):
                known.parts.setdefault(key, {}).setdefault(row.person_id, []).append(row)
    return known


def decide(lines: list[Line], actor: Actor, labels: dict[str, str]) -> None:
    """Settles each line that could be read; what is filled in changes a file, an empty cell never clears one."""
    known = known_of(lines, actor)
    number = labels.get("id_number", "")
    for line in lines:
        line.changes = []
        person = known.people.get(line.index)
        if person is None:
            line.settle("created")
        elif not actor.covers(person.region_code):
            line.settle("held", "held", _("需要上级核对后才能建档,已留存。"), number)
        else:
            _decide_known(line, person, known, labels)
    _say_which_are_elsewhere(lines, known, labels)


def _say_which_are_elsewhere(lines: list[Line], known: Known, labels: dict[str, str]) -> None:
    """A transfer passes responsibility, so no sheet does it by the way: the line changes the rest of the file only."""
    moved = {}
    for line in lines:
        given, person = line.values.get("region_code", ""), known.people.get(line.index)
        if person and line.outcome in ("updated", "unchanged") and not person.region_code.startswith(given):
            moved[id(line)] = (given, person.region_code)
    names = station_names({code for pair in moved.values() for code in pair}) if moved else {}
    for line in lines:
        if id(line) in moved:
            given, own = (names.get(code, code).removesuffix(OF_STATIONS) for code in moved[id(line)])
            message = _("表里写的是“%(given)s”,档案现在归“%(own)s”。这次不转站。") % {"given": given, "own": own}
            line.settle(line.outcome, ELSEWHERE, message, labels.get("station", ""))


def _decide_known(line: Line, person: Person, known: Known, labels: dict[str, str]) -> None:
    name = labels.get("name", "")
    if person.status == Person.Status.DECEASED:
        line.settle("held", "deceased", _("此人已登记去世。如登记有误,请先更正档案。"), name)
    elif person.status == Person.Status.MERGED:
        line.settle("held", "merged", _("此人的档案已并入另一份档案,请在那份档案里修改。"), labels.get("id_number", ""))
    elif line.values["name"] != person.name:
        message = _("这个号码在档案里叫“%(known)s”,表里写的是“%(given)s”。请核对姓名和号码;确实改名的,在档案里改。")
        line.settle("held", "name_differs", message % {"known": person.name, "given": line.values["name"]}, name)
    else:
        line.changes = changes_of(line.values, person, known)
        line.settle("updated" if line.changes else "unchanged")


def changes_of(values: dict, person: Person, known: Known) -> list[list]:
    """[field, former, new]: as text, which is what is shown and what is compared again before writing."""
    changes: list[list] = []
    for key in COMPARED:
        value = values.get(key)
        if value and value != getattr(person, key):
            changes.append([key, getattr(person, key), value])
    for key in MARKS:
        held = known.marks.get(key, {}).get(person.pk, [])
        new = [code for code in values.get(key, ()) if code not in held]
        if new:
            changes.append([key, held, [*held, *new]])
    for key, entries in values.get("parts", {}).items():
        rows = known.parts.get(key, {}).get(person.pk, [])
        for entry, former in missing_parts(key, entries, rows):
            changes.append([key, former, entry])
    return changes


def missing_parts(key: str, entries: list[dict], rows: list[Part]) -> list[tuple[dict, dict]]:
    """(entry, what it takes the place of) for each entry that the file does not hold yet."""
    kind = PARTS[key]
    if kind.one_at_a_time:
        held = {name: getattr(rows[-1], name) for name in kind.fields if name != "starts_on"} if rows else {}
        former = {name: value for name, value in held.items() if value not in (None, "")}
        entry = {**former, **entries[0]}
        return [(entry, former)] if _texts(entry) != _texts(former) else []
    left = list(rows)
    missing: list[tuple[dict, dict]] = []
    for entry in entries:
        same = next((row for row in left if _is_same(key, entry, row)), None)
        if same is None:
            missing.append((entry, {}))
        else:
            left.remove(same)
    return missing


def _is_same(key: str, entry: dict, row: Any) -> bool:
    """As far as the sheet says anything: an award without a year is the award of any year."""
    match key:
        case "service":
            return entry["enlisted_on"][:7] == row.enlisted_on.isoformat()[:7]
        case "honour":
            return entry["kind"] == row.kind and entry.get("year") in (None, row.year)
        case "disability":
            return (entry["cause"], entry["grade"]) == (row.cause, row.grade)
        case "placement":
            return entry["mode"] == row.mode
    return entry["name"] == row.name


def _texts(values: dict) -> dict[str, str]:
    return {name: to_text(value) for name, value in values.items()}


def change_label(key: str) -> str:
    return label_of(key) if key not in PARTS else PARTS[key].label
