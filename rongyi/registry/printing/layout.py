"""What stands where on the form. The groups and fields are those of the file, so paper and page never differ.

The wording of a national form was not found; title, promise and order within a group are ours (本产品默认).
"""

from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from rongyi.kernel.files.store import open_file
from rongyi.kernel.papers import inside
from rongyi.organisation.access import Actor
from rongyi.records.queries import station_names
from rongyi.registry.fields import NEVER_WHOLE, NUMBERS, in_words, masked, reads_whole, shown
from rongyi.registry.models import Part, Person
from rongyi.registry.parts import GROUPS, PartKind, holding, kinds_of_group
from rongyi.registry.policy import fields_of
from rongyi.registry.queries import photo_of, rows_of_file

IDENTITY = (
    "name", "sex", "birth_date", "ethnicity", "id_kind", "id_number", "education", "marital", "political_status",
    "party_branch", "phone", "other_contact",
)  # fmt: skip
WIDE = ("registered_at", "address")
BLANK_ROWS = {"relative": 4, "service": 2, "honour": 2}
AT_MOST = 7


@dataclass
class Cell:
    label: str
    value: str = ""


@dataclass
class Section:
    """Either pairs of label and value, or a table of entries; `lines` are the whole-width fields."""

    title: str
    pairs: list[Cell] = field(default_factory=list)
    lines: list[Cell] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    has_photo: bool = False

    @property
    def couples(self) -> list[list[Cell]]:
        """Two pairs a line; the last may stand alone."""
        cells = self.pairs + ([Cell("")] if len(self.pairs) % 2 else [])
        return [cells[n : n + 2] for n in range(0, len(cells), 2)]


@dataclass
class Paper:
    title: str
    station: str
    sections: list[Section]
    number: str = ""
    is_masked: bool = True
    photo: bytes = b""

    @property
    def photo_inside(self) -> str:
        return inside(self.photo)

    @property
    def promise(self) -> str:
        return _("本人确认以上信息真实、完整,如有变化及时告知服务站。")


def form_of(person: Person, actor: Actor, *, whole: bool, number: str = "") -> Paper:
    """The form filled in as this actor may see it; `whole` prints numbers whole, except those of accounts."""

    def said(thing, name: str) -> str:
        as_shown = shown(thing, name, actor)
        if isinstance(day := getattr(thing, name), date) and not as_shown.is_masked:
            return day.isoformat()  # the narrow columns break a day in words
        if not whole or not as_shown.is_masked:
            return str(as_shown.value or "")
        words = in_words(type(thing), name, getattr(thing, name))
        return masked(name, words) if name in NEVER_WHOLE else words

    held = rows_of_file(person)
    sections = [_identity(lambda name: said(person, name))]
    for kind in _kinds():
        rows = holding(held.get(kind.key, []))
        sections.append(_entries(kind, person.county, [lambda name, row=row: said(row, name) for row in rows]))
    station = station_names([person.region_code]).get(person.region_code, "")
    return Paper(_title(), station, sections, number, not whole, _photo(person, actor))


def _photo(person: Person, actor: Actor) -> bytes:
    stored = photo_of(person)
    return open_file(stored) if stored and reads_whole(actor, "photo_id") else b""


def blank_form(county: str) -> Paper:
    """The same form for the pen."""
    sections = [_identity(lambda name: "")]
    for kind in _kinds():
        lines = 1 if kind.one_at_a_time else BLANK_ROWS.get(kind.key, 1)
        sections.append(_entries(kind, county, [lambda name: ""] * lines))
    return Paper(_title(), "", sections)


def _title() -> str:
    return _("退役军人和其他优抚对象个人信息表")


def _kinds() -> list[PartKind]:
    return [kind for group in GROUPS for kind in kinds_of_group(group) if kind.key != "tag"]


def _identity(said) -> Section:
    section = Section(str(GROUPS["identity"]), has_photo=True)
    section.pairs = [Cell(_label(Person, name), said(name)) for name in IDENTITY]
    section.lines = [Cell(_label(Person, name), said(name)) for name in WIDE]
    return section


def _entries(kind: PartKind, county: str, entries: list) -> Section:
    asked = fields_of(kind, county)
    section = Section(kind.label)
    if kind.one_at_a_time:
        said = entries[-1] if entries else lambda name: ""
        section.pairs = [Cell(_label(kind.model, name), said(name)) for name in asked if name != "starts_on"]
        return section
    names = [name for name in asked if name in kind.told or name in NUMBERS][:AT_MOST]
    section.heads = [_label(kind.model, name) for name in names]
    section.rows = [[said(name) for name in names] for said in entries] or [[""] * len(names)]
    return section


def _label(model: type[Part] | type[Person], name: str) -> str:
    return str(model._meta.get_field(name).verbose_name)
