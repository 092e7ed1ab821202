"""The shapes that scripts rely on. Answers are built in `shapes`; a test holds both together."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from rongyi.api.lists import Paged
from rongyi.api.reading import Code, Day, Given, Id, Moment, NewId
from rongyi.organisation.models import Tier
from rongyi.registry.models import Category, Person, Political, Tag

PartKey = Literal[
    "category", "tag", "service", "honour", "disability", "relative", "placement", "household", "livelihood", "work",
    "entitlement", "credential",
]  # fmt: skip
"""The sorts of entries; a test holds them to those of the registry."""


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class FieldError(Shape):
    loc: list[str | int]
    code: str
    message: str


class ProblemOut(BaseModel):
    """RFC 9457, `application/problem+json`."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[FieldError]


class RegionOut(Shape):
    code: str
    name: str
    tier: str
    parent: str | None
    gone_on: str | None


class RegionList(Shape):
    items: list[RegionOut]
    next: str | None


class FacilityOut(Shape):
    area: str
    label: str
    area_m2: int | None
    in_use: bool


class StationOut(Shape):
    code: str
    name: str
    tier: str
    kind: str
    parent: str | None
    address: str
    phone: str
    hours: str
    area_m2: int | None
    opened_on: str | None
    is_open: bool
    people_count: int
    size_band: str
    version: int


class StationWhole(StationOut):
    facilities: list[FacilityOut]


class StationList(Shape):
    items: list[StationOut]
    next: str | None


class StationFilters(Paged):
    region: Code | None = None
    tier: Tier | None = None


class PersonOut(Shape):
    id: str
    name: str
    sex: str
    birth_date: str
    id_number: str
    phone: str
    station: str
    categories: list[str]
    tags: list[str]
    status: str
    completeness: float
    version: int


class PersonList(Shape):
    items: list[PersonOut]
    next: str | None


class HeldOut(Shape):
    state: Literal["held"]
    held: str | None
    detail: str


class GroupOut(Shape):
    """One of the thirteen groups: how full, and what is missing."""

    key: str
    label: str
    concerns: bool
    percent: int
    missing: list[str]


class EntryOut(Shape):
    """One entry of a file; masked where the caller reads masked only."""

    id: str
    state: Literal["holds", "over", "struck"]
    fields: dict[str, str]


class FileOut(Shape):
    id: str
    version: int
    completeness: float
    groups: list[GroupOut]
    parts: dict[str, list[EntryOut]]


class PersonFilters(Paged):
    q: str = Field("", max_length=60)
    station: Code | None = None
    category: Category | None = None
    status: Person.Status | None = None


class Service(Given):
    """One period in the forces."""

    enlisted_on: Day
    discharged_on: Day | None = None
    branch: str = Field("", max_length=10)
    rank: str = Field("", max_length=30)


class PersonIn(Given):
    id: NewId | None = None
    name: str = Field(max_length=200)
    id_number: str = Field(max_length=40)
    station: Code
    phone: str = Field("", max_length=40)
    categories: list[Category] = Field(max_length=12)
    tags: list[Tag] = Field([], max_length=20)
    address: str = Field("", max_length=200)
    registered_at: str = Field("", max_length=200)
    other_contact: str = Field("", max_length=200)
    ethnicity: str = Field("", max_length=20)
    education: str = Field("", max_length=20)
    marital: str = Field("", max_length=10)
    political_status: Political = None
    party_branch: str = Field("", max_length=60)
    grid: str = Field("", max_length=30)
    verified_on: Day | None = None
    service: list[Service] = Field([], max_length=20)
    parts: dict[PartKey, list[dict[str, str | int | bool | None]]] = Field({}, max_length=12)


class PersonPatch(Given):
    """What is left out stays as it is."""

    name: str = Field(None, max_length=200)
    id_number: str = Field(None, max_length=40)
    phone: str = Field(None, max_length=40)
    categories: list[Category] = Field(None, max_length=12)
    tags: list[Tag] = Field(None, max_length=20)
    address: str = Field(None, max_length=200)
    registered_at: str = Field(None, max_length=200)
    other_contact: str = Field(None, max_length=200)
    ethnicity: str = Field(None, max_length=20)
    education: str = Field(None, max_length=20)
    marital: str = Field(None, max_length=10)
    political_status: Political = None
    party_branch: str = Field(None, max_length=60)
    grid: str = Field(None, max_length=30)
    verified_on: Day = None
    station: Code = None
    deceased_on: Day = None


class ReasonIn(Given):
    reason: str = Field(min_length=1, max_length=200)


class RevealOut(BaseModel):
    """The unmasked numbers."""

    id: str
    id_number: str
    phone: str


class RecordOut(Shape):
    id: str
    kind: str
    station: str
    people: list[str]
    occurred_at: str
    recorded_at: str
    channel: str
    summary: str
    data: dict[str, Any]
    state: Literal["valid", "corrected", "withdrawn"]
    actor: str


class RecordList(Shape):
    items: list[RecordOut]
    next: str | None


class RecordFilters(Paged):
    kind: str = Field("", max_length=40)
    station: Code | None = None
    from_: Day | None = Field(None, alias="from")
    to: Day | None = None
    person: Id | None = None


class RecordIn(Given):
    id: NewId | None = None
    kind: str = Field(max_length=40)
    station: Code | None = None
    people: list[Id] = Field(max_length=200)
    occurred_at: Moment
    channel: str = Field("", max_length=20)
    data: dict[str, Any]


class CorrectIn(Given):
    """What is left out stays as it was."""

    id: NewId | None = None
    people: list[Id] | None = Field(None, max_length=200)
    occurred_at: Moment | None = None
    channel: str | None = Field(None, max_length=20)
    data: dict[str, Any] | None = None


class ImportIn(Given):
    """With `dry_run` nothing is written: the counts and the report say what would be."""

    station: Code
    dry_run: bool = False


class ImportOut(Shape):
    id: str
    state: Literal["uploaded", "mapping", "previewed", "applying", "done", "failed"]
    rows: int
    created: int
    updated: int
    unchanged: int
    held: int
    rejected: int


class ImportSheetOut(Shape):
    """A sheet of the workbook; `first` and `last` are the rows of its heading, nought where none was found."""

    name: str
    hidden: bool
    chosen: bool
    rows: int
    first: int
    last: int


class ImportColumnOut(Shape):
    """A heading, samples of what stands under it, and the field that it is taken for; empty: not imported."""

    heading: str
    field: str
    samples: list[str]


class ImportColumnsOut(Shape):
    sheets: list[ImportSheetOut]
    columns: list[ImportColumnOut]
    fields: dict[str, str]


class ImportColumnsIn(Given):
    """{heading: field}; headings that are left out are not imported. Without `sheets` those that are chosen now stay."""

    columns: dict[str, str]
    sheets: list[str] | None = None
    remember: bool = False


class ColumnOut(Shape):
    key: str
    label: str
    type: str


class LedgerName(Shape):
    name: str
    title: str


class LedgerNames(Shape):
    items: list[LedgerName]
    next: str | None


class LedgerOut(Shape):
    name: str
    title: str
    columns: list[ColumnOut]
    rows: list[dict[str, Any]]
    next: str | None


class LedgerFilters(Paged):
    station: Code | None = None
    from_: Day | None = Field(None, alias="from")
    to: Day | None = None
    format: Literal["json", "xlsx", "csv"] = "json"


class ExportIn(Given):
    """A ledger as a file. Few people: it is made at once; many: after a second person's approval."""

    ledger: str = Field(max_length=40)
    station: Code | None = None
    from_: Day | None = Field(None, alias="from")
    to: Day | None = None
    format: Literal["xlsx", "csv", "pdf"]
    reason: str = Field(max_length=200)


class ExportOut(Shape):
    id: str
    state: Literal["waiting", "making", "ready", "refused", "failed", "over"]
    ledger: str
    station: str
    format: str
    from_: str | None = Field(alias="from")
    to: str | None
    people: int
    rows: int
    reason: str
    answer: str
    decided_by: str
    asked_at: str
    ends_at: str
    number: str


class ExportList(Shape):
    items: list[ExportOut]
    next: str | None
