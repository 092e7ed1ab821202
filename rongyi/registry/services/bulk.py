"""Opening files by the thousand, from values that were read and held against the rules before.

Writes what `write_files` writes, row for row (tests/registry/test_bulk.py holds both against each other), without an
object for each row: objects took nine tenths of the time of an import.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from rongyi.kernel import audit, clock
from rongyi.kernel.bulk import insert_rows, insert_tuples, stored_id
from rongyi.kernel.county import county_of
from rongyi.kernel.crypto.fields import SealedField
from rongyi.kernel.crypto.masking import mask_id_number
from rongyi.kernel.crypto.rows import NewRow
from rongyi.kernel.errors import Conflict, NotFound
from rongyi.kernel.ids import uuid7s
from rongyi.kernel.search import name_tokens, tail_tokens
from rongyi.organisation.access import Actor, require_reach
from rongyi.organisation.commands import command
from rongyi.organisation.models import Station
from rongyi.records.bulk import PlainDraft, write_plain_facts
from rongyi.registry.completeness import groups_of, percent
from rongyi.registry.identity import read_id_number
from rongyi.registry.kinds import COLLECTED
from rongyi.registry.models import PART_MODELS, Person, SearchToken
from rongyi.registry.parts import KIND_OF_MODEL, PARTS
from rongyi.registry.permissions import EDIT_PERSON
from rongyi.registry.services.inputs import id_index, phone_index, sort_name

SEALED_OF_PERSON = ("other_contact", "address", "registered_at", "political_status", "party_branch")
PLAIN_OF_PERSON = ("ethnicity", "education", "marital", "grid")
MARKS = {"categories": "category", "tags": "tag"}
Values = Mapping[str, Any]


@dataclass
class Opened:
    """One person's rows on their way: {part: rows as attribute names and values}."""

    person: dict
    parts: dict[str, list[dict]]
    tokens: set[str]
    draft: PlainDraft


def prepare_files(values: Sequence[Values], source: str = "import") -> list[Opened]:
    """Seals and counts everything in memory, so that the lock of writing is short. The values were read before."""
    now, ids = clock.now(), iter(uuid7s(sum(map(_rows_in, values))))
    return [_opened(one, source, now, ids) for one in values]


@command(EDIT_PERSON, on="region_code", act="people.create_many")
def open_files(*, actor: Actor, region_code: str, opened: Sequence[Opened], source: str = "import") -> int:
    """Opens many files below one code in one transaction; each number is unknown."""
    codes = {one.person["region_code"] for one in opened}
    if not all(code.startswith(region_code) for code in codes):
        raise NotFound()
    require_reach(actor, codes)
    try:
        with transaction.atomic():
            _write(actor, opened)
    except IntegrityError as error:  # somebody else was faster by a moment
        raise Conflict(_("有公民身份号码重复或已建过档。"), field="id_number", code="known_number") from error
    audit.note(count=len(opened), source=source)
    return len(opened)


def _rows_in(values: Values) -> int:
    marks = sum(len(values.get(key, ())) for key in MARKS)
    return 1 + marks + sum(map(len, values.get("parts", {}).values()))


def _opened(values: Values, source: str, now: datetime, ids: Iterator[UUID]) -> Opened:
    code = values["region_code"]
    pk, identity = next(ids), read_id_number(values["id_number"])
    whose = {"county": county_of(code), "region_code": code}
    seal, phone = NewRow(Person._meta.db_table, pk, 2 + len(SEALED_OF_PERSON)), values.get("phone", "")
    person = {
        **whose, "id": pk, "name": values["name"], "sort_name": _sort_name(values["name"]), "sex": identity.sex,
        "birth_date": identity.birth_date, "id_number_sealed": seal.seal("id_number", identity.number),
        "id_index": id_index(identity.number), "id_masked": mask_id_number(identity.number),
        "phone_sealed": seal.seal("phone", phone), "phone_index": phone_index(phone), "source": source,
        "created_at": now, "updated_at": now, "row_key": seal.wrapped,
    }  # fmt: skip
    for name in SEALED_OF_PERSON:
        person[f"{name}_sealed"] = seal.seal(name, values.get(name, ""))
    for name in PLAIN_OF_PERSON:
        person[name] = values.get(name, "")
    entries = {MARKS[key]: [{"code": c} for c in values[key]] for key in MARKS if values.get(key)}
    entries |= values.get("parts", {})
    parts = {key: [_part(key, entry, pk, whose, next(ids)) for entry in some] for key, some in entries.items()}
    person["completeness"] = full = _completeness(person, entries)
    data = {"change": "imported", "categories": list(values.get("categories", ())), "completeness": full}
    data = {key: value for key, value in data.items() if value not in ([], None)}
    tokens = {*_name_tokens(values["name"]), *tail_tokens("id_number", identity.number)}
    tokens |= tail_tokens("phone", phone) if phone else set()
    return Opened(person, parts, tokens, PlainDraft(code, pk, data, Person._meta.label_lower, pk))


_sort_name = lru_cache(maxsize=20_000)(sort_name)


@lru_cache(maxsize=20_000)
def _name_tokens(name: str) -> frozenset[str]:
    return frozenset(name_tokens(name))


@lru_cache
def _sealed_of(key: str) -> frozenset[str]:
    fields = PARTS[key].model._meta.concrete_fields
    return frozenset(field.name for field in fields if isinstance(field, SealedField))


def _part(key: str, entry: Values, person: UUID, whose: dict, pk: UUID) -> dict:
    sealed = _sealed_of(key)
    seal = NewRow(PARTS[key].model._meta.db_table, pk, len(sealed))
    row = {**whose, "id": pk, "person_id": person, "row_key": seal.wrapped}
    for name, value in entry.items():
        if name in sealed:
            row[f"{name}_sealed"] = seal.seal(name, str(value))
        else:
            row[name] = value
    return row


class _Light(SimpleNamespace):
    """Stands for an entry where only what is filled in counts."""

    def __getattr__(self, name: str) -> None:
        return None


_known_completeness: dict[tuple, int] = {}
KINDS_AT_MOST = 50_000


def _completeness(person: dict, entries: Mapping[str, Sequence[Values]]) -> int:
    """Of two files in which the same is filled in, the second is not reckoned anew."""
    filled = tuple(
        name for name, value in person.items() if value not in (None, "", b"") and name not in ("id", "name")
    )
    held = tuple((key, tuple(tuple(sorted(map(str, e.items()))) if key in MARKS.values() else (
        *sorted(e), e.get("soldier")) for e in some)) for key, some in sorted(entries.items()))  # fmt: skip
    signature = (filled, held)
    if signature not in _known_completeness:
        if len(_known_completeness) >= KINDS_AT_MOST:
            _known_completeness.clear()
        rows = {key: [_entry(key, entry) for entry in some] for key, some in entries.items()}
        _known_completeness[signature] = percent(groups_of(_Light(**person), rows))  # type: ignore[arg-type]
    return _known_completeness[signature]


def _entry(key: str, entry: Values) -> _Light:
    sealed = _sealed_of(key)
    return _Light(**{f"{name}_sealed" if name in sealed else name: value for name, value in entry.items()})


def _write(actor: Actor, opened: Sequence[Opened]) -> None:
    insert_rows(Person, (one.person for one in opened))
    for model in PART_MODELS:
        key = KIND_OF_MODEL[model].key
        rows = [row for one in opened for row in one.parts.get(key, ())]
        if rows:
            insert_rows(model, rows)
    _write_tokens(opened)
    counted = Counter(one.person["region_code"] for one in opened)
    for code, more in sorted(counted.items()):
        Station.objects.filter(pk=code).update(people_count=F("people_count") + more)
    write_plain_facts(COLLECTED, [one.draft for one in opened], actor=actor, at=clock.now(), channel="import")


def _write_tokens(opened: Sequence[Opened]) -> None:
    """In the order of the key, so that each page of the tree is written once."""
    rows = []
    for one in opened:
        county, code, pk = one.person["county"], one.person["region_code"], stored_id(one.person["id"])
        rows += [(county, token, code, pk) for token in one.tokens]
    rows.sort()
    insert_tuples(SearchToken, ("county", "token", "region_code", "person_id"), rows, is_ready=True)
