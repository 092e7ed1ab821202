"""The shapes of matters and cases that scripts rely on. Answers are built in `case_shapes`."""

from typing import Any, Literal

from pydantic import Field

from rongyi.api.lists import Paged
from rongyi.api.reading import Code, Day, Given, Id, NewId
from rongyi.api.schemas import Shape
from rongyi.casework.enums import Applicant, Channel, MaterialState, Outcome, Post, State
from rongyi.casework.procedures.schema import ActName, FieldType, UnitName

KEY = r"^[a-z][a-z0-9_]{0,39}$"


class OptionOut(Shape):
    code: str
    title: str


class FieldOut(Shape):
    """One answer that is asked for. Money is text of yuan; what is S2 is taken and never answered."""

    key: str
    title: str
    type: FieldType
    required: bool
    options: list[OptionOut]
    data_class: str


class LimitOut(Shape):
    days: int
    unit: UnitName
    source: str
    statute: str | None


class MaterialOut(Shape):
    key: str
    title: str
    required: bool
    original: str
    only_for: list[Applicant]
    source: str


class ActOut(Shape):
    key: str
    title: str
    kind: ActName
    asks: list[FieldOut]
    reasons: list[OptionOut]


class StepOut(Shape):
    key: str
    title: str
    post: Post
    outside: str | None
    limit: LimitOut | None


class StepWhole(StepOut):
    not_by: list[str]
    acts: list[ActOut]


class ProcedureOut(Shape):
    name: str
    title: str
    topic: str
    summary: str
    source: str
    version: str
    subject: Literal["person", "anyone"]
    who: list[Applicant]
    channels: list[Channel]
    materials: list[MaterialOut]
    steps: list[StepOut]


class SpanOut(Shape):
    """A limit over several steps."""

    key: str
    title: str
    after: str | None
    until: str
    limit: LimitOut


class ProcedureWhole(ProcedureOut):
    basis: list[str]
    form: list[FieldOut]
    steps: list[StepWhole]  # type: ignore[assignment]
    spans: list[SpanOut]
    stops: list[OptionOut]


class ProcedureList(Shape):
    items: list[ProcedureOut]
    next: str | None


class CaseOut(Shape):
    """Where a case stands. Who it is about is asked of the person."""

    id: str
    number: str
    procedure: str
    procedure_version: str
    topic: str
    station: str
    person: str | None
    channel: Channel
    applicant: Applicant
    claim: str
    state: State
    step: str | None
    post: Post | None
    at: str | None
    began_on: str | None
    entered_on: str | None
    due_on: str | None
    stopped_on: str | None
    stop: str | None
    outcome: Outcome | None
    ended_on: str | None
    version: int


class EntryOfCase(Shape):
    seq: int
    step: str | None
    act: str
    kind: str
    to_step: str | None
    post: Post | None
    instead_of: Post | None
    at: str
    late: bool
    actor: str
    reason: str | None
    note: str | None
    values: dict[str, Any]
    record: str | None


class ClockOut(Shape):
    key: str
    days: int
    unit: UnitName
    source: str
    started_on: str
    due_on: str
    stopped_days: int
    extended_days: int
    ended_on: str | None


class PaperOut(Shape):
    """A material of the case: how it stands, never what is on it."""

    key: str
    state: MaterialState
    shown: bool
    given_on: str | None


class DocumentOut(Shape):
    kind: str
    number: str
    made_at: str
    delivered_on: str | None


class CaseWhole(CaseOut):
    """`hidden` names what the caller's role does not read whole and what is therefore left out."""

    name: str
    phone: str
    handler: str | None
    follows: str | None
    reason: str | None
    answers: dict[str, Any]
    hidden: list[str]
    entries: list[EntryOfCase]
    clocks: list[ClockOut]
    materials: list[PaperOut]
    documents: list[DocumentOut]


class CaseList(Shape):
    items: list[CaseOut]
    next: str | None


class CaseFilters(Paged):
    procedure: str = Field("", max_length=40)
    state: State | None = None
    station: Code | None = None
    person: Id | None = None
    due_before: Day | None = None


class CaseIn(Given):
    """`shown` are the materials whose originals were looked at; `claim` tells two cases of one matter apart."""

    id: NewId | None = None
    procedure: str = Field(pattern=KEY)
    person: Id | None = None
    station: Code | None = None
    name: str = Field("", max_length=50)
    phone: str = Field("", max_length=20)
    channel: Channel
    applicant: Applicant
    answers: dict[str, Any] = Field({}, max_length=60)
    shown: list[str] = Field([], max_length=40)
    claim: str = Field("", max_length=60)
    follows: Id | None = None
    note: str = Field("", max_length=1000)


class ActIn(Given):
    """`values` answer what the act asks for. Of the acts beside a step: pause takes `stop`, hand_over `user` (empty:
    back to the post), extend `key` and `days`, supplement the answers that changed."""

    values: dict[str, Any] = Field({}, max_length=60)
    note: str = Field("", max_length=1000)
    reason: str = Field("", max_length=30)
    lacking: list[str] = Field([], max_length=40)
