"""From values to an entry of a file, in memory."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from rongyi.kernel.crypto.blind import blind_index
from rongyi.kernel.ids import uuid7
from rongyi.registry.models import Credential, Part, Person
from rongyi.registry.parts import PartKind
from rongyi.registry.policy import fields_of
from rongyi.registry.rules import check
from rongyi.registry.values import read_values

CREDENTIAL_INDEX = "credential.number"


def read_part(kind: PartKind, given: Mapping[str, Any], person: Person) -> dict[str, Any]:
    """All values of a new entry, read and held against the rules."""
    values = read_values(kind, given, fields_of(kind, person.county))
    blank = {name: None for name in fields_of(kind, person.county) if name not in values}
    values |= read_values(kind, blank, fields_of(kind, person.county))
    check(kind, values, person)
    return values


def build(kind: PartKind, person: Person, values: Mapping[str, Any], id: UUID | None = None) -> Part:
    row = kind.model(county=person.county, region_code=person.region_code, person=person, id=id or uuid7())
    for name, value in values.items():
        setattr(row, name, value)
    index(row)
    return row


def index(row: Part) -> None:
    if isinstance(row, Credential):
        row.number_index = blind_index(CREDENTIAL_INDEX, row.number) if row.number else None
