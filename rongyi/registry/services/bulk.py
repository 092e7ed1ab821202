"""Opening files by the thousand, from values that were read and held against the rules before.

Writes what `write_files` writes, row for row (tests/registry/test_bulk.py holds both against each other), without an
object for each row: objects took nine tenths of the time of an import. `prepare_files` asks nothing of the database, so
that another process may do it before the lock of writing is taken.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from pypinyin import lazy_pinyin
from pypinyin.constants import PHRASES_DICT

from rongyi.kernel import audit, clock
from rongyi.kernel.bulk import Packed, Rows, add_to, insert_packed, packed, rows_of, stored_id, stored_text
from rongyi.kernel.county import county_of
from rongyi.kernel.crypto.blind import indexer, normalised
from rongyi.kernel.crypto.fields import SealedField
from rongyi.kernel.crypto.masking import mask_id_number
from rongyi.kernel.crypto.rows import NewRows
from rongyi.kernel.errors import Conflict, NotFound
from rongyi.kernel.ids import uuid7s
from rongyi.kernel.search import ID_NUMBER, PHONE, name_tokens, tails_of
from rongyi.organisation.access import Actor, require_reach
from rongyi.organisation.commands import command
from rongyi.organisation.models import Station
from rongyi.records.bulk import PlainDraft, write_plain_facts
from rongyi.records.models import Fact
from rongyi.registry.completeness import groups_of, percent
from rongyi.registry.kinds import COLLECTED
from rongyi.registry.models import PART_MODELS, Person, SearchToken
from rongyi.registry.parts import KIND_OF_MODEL, PARTS
from rongyi.registry.permissions import EDIT_PERSON
from rongyi.registry.services.inputs import ID_INDEX, PHONE_INDEX, sort_name

SEALED_OF_PERSON = ("other_contact", "address", "registered_at", "political_status", "party_branch")
PLAIN_OF_PERSON = ("ethnicity", "education", "marital", "grid")
MARKS = {"categories": "category", "tags": "tag"}
TOKEN_FIELDS = ("county", "token", "region_code", "person_id")
Values = Mapping[str, Any]


@dataclass(slots=True)
class Opened:
    """Files on their way into the database, in plain types: whoever prepares them may be another process.

    `people`: rows; `parts`: {part: rows}; `facts`: (station, person, fact and its key, data) for each person.
    """

    codes: list[str]
    indexes: list[bytes]
    people: Packed
    parts: dict[str, Packed]
    tokens: Packed
    facts: list[tuple[str, bytes, bytes, bytes, dict]]

    def plain(self) -> tuple:
        return tuple(getattr(self, name) for name in self.__slots__)


def prepare_files(values: Sequence[Values], source: str = "import", *, now: datetime | None = None) -> Opened:
    """Seals and counts everything in memory, so that the lock of writing is short. The values were read before."""
    return _Preparing(source, now or clock.now(), uuid7s(sum(map(_ids_for, values)))).opened(values)


@command(EDIT_PERSON, on="region_code", act="people.create_many")
def open_files(*, actor: Actor, region_code: str, opened: Opened, source: str = "import") -> int:
    """Opens many files below one code in one transaction; each number is unknown."""
    codes = set(opened.codes)
    if not all(code.startswith(region_code) for code in codes):
        raise NotFound()
    require_reach(actor, codes)
    try:
        with transaction.atomic():
            _write(actor, opened)
    except IntegrityError as error:  # somebody else was faster by a moment
        raise Conflict(_("有公民身份号码重复或已建过档。"), field="id_number", code="known_number") from error
    audit.note(count=len(opened.codes), source=source)
    return len(opened.codes)


def _write(actor: Actor, opened: Opened) -> None:
    insert_packed(Person, rows_of(Person).names, opened.people)
    for model in PART_MODELS:
        insert_packed(model, rows_of(model).names, opened.parts.get(KIND_OF_MODEL[model].key, []))
    insert_packed(SearchToken, TOKEN_FIELDS, opened.tokens)
    add_to(Station, "people_count", Counter(opened.codes))
    source = Person._meta.label_lower
    drafts = [
        PlainDraft(code, who := UUID(bytes=person), data, source, who, UUID(bytes=fact), key)
        for code, person, fact, key, data in opened.facts
    ]
    write_plain_facts(COLLECTED, drafts, actor=actor, at=clock.now(), channel="import")


def _ids_for(values: Values) -> int:
    """Of the person, the fact and each entry."""
    marks = sum(len(values.get(key, ())) for key in MARKS)
    return 2 + marks + sum(map(len, values.get("parts", {}).values()))


@dataclass(frozen=True)
class _Table:
    """What is the same for all rows of one part."""

    name: str
    rows: Rows
    sealed: frozenset[str]


@cache
def _table_of(key: str) -> _Table:
    model = PARTS[key].model
    sealed = frozenset(f.name for f in model._meta.concrete_fields if isinstance(f, SealedField))
    return _Table(model._meta.db_table, rows_of(model), sealed)


class _Preparing:
    """One bundle in the making; keys, digests and defaults are looked up once."""

    def __init__(self, source: str, now: datetime, ids: Iterable[UUID]):
        self.ids: Iterator[UUID] = iter(ids)
        self.keys = NewRows()
        self.id_index, self.phone_index = indexer(ID_INDEX), indexer(PHONE_INDEX)
        self.id_tails, self.phone_tails = tails_of(ID_NUMBER), tails_of(PHONE)
        self.rows, self.table = rows_of(Person), Person._meta.db_table
        self.fact_table = Fact._meta.db_table
        self.base = self.rows.ready({"source": source, "created_at": now, "updated_at": now})
        self.change = "imported" if source == "import" else "created"
        self.codes: list[str] = []
        self.indexes: list[bytes] = []
        self.people: list[list] = []
        self.parts: dict[str, list[list]] = {}
        self.tokens: list[tuple] = []
        self.facts: list[tuple] = []

    def opened(self, values: Iterable[Values]) -> Opened:
        for one in values:
            self._person(one)
        self.tokens.sort()  # the order of the key: each page of the tree is written once
        parts = {key: packed(rows) for key, rows in self.parts.items()}
        return Opened(self.codes, self.indexes, packed(self.people), parts, packed(self.tokens), self.facts)

    def _person(self, values: Values) -> None:
        pk, code, number, phone = next(self.ids), values["region_code"], values["id_number"], values.get("phone", "")
        person = {
            "county": county_of(code), "region_code": code, "id": pk, "name": values["name"],
            "sort_name": _sort_name(values["name"]), "sex": "male" if int(number[16]) % 2 else "female",
            "birth_date": f"{number[6:10]}-{number[10:12]}-{number[12:14]}", "id_index": self.id_index(number),
            "id_masked": mask_id_number(number),
        }  # fmt: skip
        tokens = {*_name_tokens(values["name"]), *self.id_tails(number)}
        if phone:
            plain = normalised(phone)
            person["phone_index"] = self.phone_index(plain)
            tokens |= self.phone_tails(plain)
        self._seal(person, values, number, phone)
        entries = _entries(values)
        person["completeness"] = full = _completeness(person, values, entries)
        self.codes.append(code)
        self.indexes.append(person["id_index"])
        self.people.append(self.rows.ready(person, self.base))
        for key, some in entries.items():
            self._part(key, some, pk, person)
        county, place, who = stored_text(person["county"]), stored_text(code), stored_id(pk)
        self.tokens += [(county, token, place, who) for token in map(stored_text, tokens)]
        self._fact(code, pk, values, full)

    def _seal(self, person: dict, values: Values, number: str, phone: str) -> None:
        row = self.keys.row(self.table, person["id"], 2 + len(SEALED_OF_PERSON))
        person["row_key"], person["id_number_sealed"] = row.wrapped, row.seal("id_number", number)
        if phone:
            person["phone_sealed"] = row.seal("phone", phone)
        for name in SEALED_OF_PERSON:
            if values.get(name):
                person[f"{name}_sealed"] = row.seal(name, values[name])
        for name in PLAIN_OF_PERSON:
            if values.get(name):
                person[name] = values[name]

    def _part(self, key: str, entries: Sequence[Values], person: UUID, whose: dict) -> None:
        table = _table_of(key)
        rows = self.parts.setdefault(key, [])
        for entry in entries:
            pk = next(self.ids)
            sealed = self.keys.row(table.name, pk, len(table.sealed))
            row = {
                "county": whose["county"], "region_code": whose["region_code"], "id": pk, "person_id": person,
                "row_key": sealed.wrapped,
            }  # fmt: skip
            for name, value in entry.items():
                if name in table.sealed:
                    row[f"{name}_sealed"] = sealed.seal(name, str(value))
                else:
                    row[name] = value
            rows.append(table.rows.ready(row))

    def _fact(self, code: str, person: UUID, values: Values, full: int) -> None:
        data: dict[str, Any] = {"change": self.change}
        if values.get("categories"):
            data["categories"] = list(values["categories"])
        data["completeness"] = full
        pk = next(self.ids)
        self.facts.append((code, person.bytes, pk.bytes, self.keys.row(self.fact_table, pk).wrapped, data))


def _entries(values: Values) -> dict[str, Sequence[Values]]:
    entries = {MARKS[key]: [{"code": code} for code in values[key]] for key in MARKS if values.get(key)}
    return entries | values.get("parts", {})


@lru_cache(maxsize=20_000)
def _sort_name(name: str) -> str:
    """As `sort_name`, sign by sign where no two signs stand in the dictionary of phrases: that is what takes time."""
    length = len(name)
    if any(name[a:b] in PHRASES_DICT for a in range(length) for b in range(a + 2, length + 1)):
        return sort_name(name)
    return "".join(map(_reading, name)).lower()[:120]


@lru_cache(maxsize=10_000)
def _reading(sign: str) -> str:
    return "".join(lazy_pinyin(sign))


@lru_cache(maxsize=20_000)
def _name_tokens(name: str) -> frozenset[str]:
    return frozenset(name_tokens(name))


class _Light(SimpleNamespace):
    """Stands for an entry where only what is filled in counts."""

    def __getattr__(self, name: str) -> None:
        return None


_known_completeness: dict[tuple, int] = {}
KINDS_AT_MOST = 50_000


def _completeness(person: dict, values: Values, entries: Mapping[str, Sequence[Values]]) -> int:
    """Of two files in which the same is filled in, the second is not reckoned anew."""
    filled = tuple([name for name, value in values.items() if value])
    held = tuple([
        (key, *[e["code"] if key in MARKS.values() else (*e, e.get("soldier")) for e in some])
        for key, some in entries.items()
    ])  # fmt: skip
    signature = (filled, held)
    known = _known_completeness.get(signature)
    if known is None:
        if len(_known_completeness) >= KINDS_AT_MOST:
            _known_completeness.clear()
        rows = {key: [_entry(key, entry) for entry in some] for key, some in entries.items()}
        known = _known_completeness[signature] = percent(groups_of(_Light(**person), rows))  # type: ignore[arg-type]
    return known


def _entry(key: str, entry: Values) -> _Light:
    sealed = _table_of(key).sealed
    return _Light(**{f"{name}_sealed" if name in sealed else name: value for name, value in entry.items()})
