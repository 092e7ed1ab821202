"""What somebody types of a person, and what a file takes from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from pypinyin import lazy_pinyin

from rongyi.kernel import clock
from rongyi.kernel.county import county_of
from rongyi.kernel.crypto.blind import blind_index
from rongyi.kernel.crypto.masking import mask_id_number
from rongyi.kernel.errors import Refused
from rongyi.kernel.ids import uuid7
from rongyi.registry.completeness import groups_of, percent
from rongyi.registry.documents import indexed, read_document
from rongyi.registry.identity import read_name, read_phone
from rongyi.registry.models import Category, IdKind, Part, Person, PersonCategory, PersonTag, ServicePeriod, Tag
from rongyi.registry.parts import KIND_OF_MODEL, PartKind, part_kind
from rongyi.registry.rules import check_period
from rongyi.registry.services.entries import build, read_part
from rongyi.registry.values import read_value

ID_INDEX, PHONE_INDEX = "person.id_number", "person.phone"
TEXTS = {
    "other_contact": 80, "address": 120, "registered_at": 120, "ethnicity": 20, "education": 20, "marital": 10,
    "grid": 30, "party_branch": 60,
}  # fmt: skip


@dataclass
class PersonInput:
    """A person as typed; sex and birth date come from the number, unless it is of another paper (`id_kind`), and then
    they are given, the day as text. `service`: (enlisted, discharged, branch, rank).

    `parts` holds any other entries by the key of registry/parts.py, each a mapping of field and value, with choices as
    codes or as words: {"honour": [{"kind": "三等功", "year": 1990}], "household": [{"members": 4}]}.
    """

    name: str
    id_number: str
    region_code: str
    phone: str = ""
    categories: Sequence[str] = ()
    tags: Sequence[str] = ()
    address: str = ""
    registered_at: str = ""
    other_contact: str = ""
    ethnicity: str = ""
    education: str = ""
    marital: str = ""
    grid: str = ""
    political_status: str = ""
    party_branch: str = ""
    verified_on: date | str | None = None
    service: Sequence[tuple] = ()
    parts: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    id: UUID | None = None
    is_demo: bool = False
    id_kind: str = ""
    birth_date: str = ""
    sex: str = ""


@dataclass
class Prepared:
    """A file that is ready to be written, with its parts."""

    person: Person
    categories: list[PersonCategory] = field(default_factory=list)
    tags: list[PersonTag] = field(default_factory=list)
    periods: list[ServicePeriod] = field(default_factory=list)
    others: list[Part] = field(default_factory=list)

    def all_parts(self) -> list[Part]:
        return [*self.categories, *self.tags, *self.periods, *self.others]


def sort_name(name: str) -> str:
    return "".join(lazy_pinyin(name)).lower()[:120]


def id_index(number: str, kind: str = IdKind.RESIDENT) -> bytes:
    return blind_index(ID_INDEX, indexed(number, kind))


def phone_index(phone: str) -> bytes | None:
    return blind_index(PHONE_INDEX, phone) if phone else None


def read_text(name: str, text: str) -> str:
    text = (text or "").strip()
    if len(text) > TEXTS[name]:
        raise Refused(
            _("“%(label)s”最多%(most)d个字,现在有%(now)d个。")
            % {"label": Person._meta.get_field(name).verbose_name, "most": TEXTS[name], "now": len(text)},
            field=name,
            code="too_long",
        )
    return text


def read_field(name: str, value: Any) -> Any:
    """A field of the person as it is stored."""
    if name == "name":
        return read_name(value)
    if name == "phone":
        return read_phone(value)
    return read_text(name, value) if name in TEXTS else read_value(Person, name, value)


def read_codes(codes: Sequence[str], choices, *, field: str) -> list[str]:
    known = dict(choices.choices)
    for code in codes:
        if code not in known:
            names = "、".join(f"{key}({label})" for key, label in known.items())
            raise Refused(
                _("没有“%(code)s”这一类。可选:%(names)s。") % {"code": code, "names": names},
                field=field,
                code="invalid",
            )
    return list(dict.fromkeys(codes))


def prepare(given: PersonInput) -> Prepared:
    """Checks each field and builds the rows, all in memory; raises Refused with the field that is wrong."""
    identity = read_document(given.id_kind, given.id_number, birth_date=given.birth_date, sex=given.sex)
    phone = read_phone(given.phone)
    now = clock.now()
    county, code = county_of(given.region_code), given.region_code
    person = Person(
        id=given.id or uuid7(), county=county, region_code=code, name=read_name(given.name), sex=identity.sex,
        birth_date=identity.birth_date, id_kind=identity.kind, id_index=id_index(identity.number, identity.kind),
        id_masked=mask_id_number(identity.number), phone_index=phone_index(phone), is_demo=given.is_demo,
        created_at=now, updated_at=now,
    )  # fmt: skip
    person.sort_name = sort_name(person.name)
    person.id_number, person.phone = identity.number, phone
    for name in (*TEXTS, "political_status", "verified_on"):
        setattr(person, name, read_field(name, getattr(given, name)))
    whose = {"county": county, "region_code": code, "person": person}
    prepared = Prepared(
        person,
        [PersonCategory(code=c, **whose) for c in read_codes(given.categories, Category, field="categories")],
        [PersonTag(code=c, **whose) for c in read_codes(given.tags, Tag, field="tags")],
        [_period(part, identity.birth_date, whose) for part in given.service],
    )
    for key, entries in given.parts.items():
        _add_entries(prepared, part_kind(key), entries)
    person.completeness = percent(groups_of(person, _by_kind(prepared)))
    return prepared


def _add_entries(prepared: Prepared, kind: PartKind, entries: Sequence[Mapping]) -> None:
    """Reads the entries of one part; a category or tag given twice, here and by its code, is one with its proof."""
    try:
        rows = [build(kind, prepared.person, read_part(kind, entry, prepared.person)) for entry in entries]
    except Refused as refusal:
        refusal.field = f"{kind.key}.{refusal.field}" if refusal.field else kind.key
        raise
    codes: dict[str, list] = {"category": prepared.categories, "tag": prepared.tags}
    bare = codes.get(kind.key)
    if bare is not None:
        bare[:] = [row for row in bare if row.code not in {new.code for new in rows}]
    keys = [getattr(row, kind.once_by) for row in rows] if kind.once_by else [1] * len(rows) * kind.one_at_a_time
    if len(keys) != len(set(keys)):
        raise Refused(_("同一项同时只能有一条。"), field=kind.key, code="already")
    prepared.others += rows


def _by_kind(prepared: Prepared) -> dict[str, list[Part]]:
    rows: dict[str, list[Part]] = {}
    for row in prepared.all_parts():
        rows.setdefault(KIND_OF_MODEL[type(row)].key, []).append(row)
    return rows


def _period(part: tuple, birth: date, whose: dict) -> ServicePeriod:
    enlisted, discharged, branch, rank = (*part, None, "", "")[:4] if len(part) < 4 else part[:4]
    check_period(enlisted, discharged, birth)
    return ServicePeriod(enlisted_on=enlisted, discharged_on=discharged, branch=branch or "", rank=rank or "", **whose)
