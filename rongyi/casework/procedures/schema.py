"""What a file under `definitions/procedures/` may say. Nothing of a matter is in code but its effects."""

from typing import Literal

from django.utils.translation import gettext as _
from pydantic import Field

from rongyi.kernel.definitions import Definition, Words
from rongyi.kernel.definitions.loading import COMPOSED, Part

KEY = r"^[a-z][a-z0-9_]{0,29}$"
PostName = Literal["village", "town", "centre", "bureau", "leader", "city", "province"]
ChannelName = Literal["counter", "home", "online", "phone", "video"]
ApplicantName = Literal["self", "guardian", "proxy", "staff"]
UnitName = Literal["working", "calendar", "months"]
FieldType = Literal["text", "long", "choice", "choices", "date", "money", "integer", "bool"]
ActName = Literal["pass", "return", "back", "refuse", "finish", "note"]
OutcomeName = Literal["done", "refused", "diverted", "lapsed"]
SOURCE = Field(min_length=1, max_length=300)


class Sourced(Part):
    """What says where it comes from: a document, or that it is ours."""

    source: str = SOURCE

    @property
    def said_source(self) -> str:
        return str(_("本产品默认")) if self.source == COMPOSED else self.source


class Condition(Sourced):
    """One question to the personal file. Exactly one of its keys is given; `title` says it in words."""

    title: Words
    categories: list[str] = Field(default_factory=list, max_length=12)
    tags: list[str] = Field(default_factory=list, max_length=20)
    has: str = Field(default="", max_length=20)
    alive: bool | None = None
    age_from: int | None = Field(default=None, ge=0, le=130)
    age_below: int | None = Field(default=None, ge=1, le=130)
    complete_from: int | None = Field(default=None, ge=1, le=100)
    fact: str = Field(default="", max_length=40)
    is_not: bool = False


class Eligibility(Part):
    """All of `all_of` must hold, one of `any_of` (where there are some), and none of `none_of`."""

    all_of: list[Condition] = Field(default_factory=list, max_length=12)
    any_of: list[Condition] = Field(default_factory=list, max_length=20)
    none_of: list[Condition] = Field(default_factory=list, max_length=12)


class Apply(Part):
    """`again`: open = only one at a time; year = once a year; ever = once. `subject`: anyone needs no personal file."""

    subject: Literal["person", "anyone"] = "person"
    channels: list[ChannelName] = Field(min_length=1, max_length=5)
    who: list[ApplicantName] = Field(min_length=1, max_length=4)
    again: Literal["open", "year", "ever", "any"] = "open"
    first_post: PostName = "town"


class Option(Part):
    code: str = Field(pattern=KEY)
    title: Words


class FormField(Part):
    """One typed answer. `data_class` decides who reads it whole: S2 masked for most, S3 for the scope."""

    key: str = Field(pattern=KEY)
    title: Words
    type: FieldType = "text"
    required: bool = False
    options: list[Option] = Field(default_factory=list, max_length=40)
    help: Words | None = None
    data_class: Literal["S2", "S3", "S4"] = "S3"
    least: int | None = None
    most: int | None = None


class PictureCheck(Part):
    """The rule of a portrait: pixels, kilobytes, ground and age in days."""

    width: int = Field(ge=50, le=4000)
    height: int = Field(ge=50, le=4000)
    least_kb: int = Field(ge=1, le=5000)
    most_kb: int = Field(ge=1, le=20000)
    white_ground: bool = False
    within_days: int | None = Field(default=None, ge=1, le=3650)


class Material(Sourced):
    """One paper or picture that the applicant brings. `original`: whether the original is looked at or handed in."""

    key: str = Field(pattern=KEY)
    title: Words
    kind: Literal["scan", "portrait", "paper"] = "scan"
    required: bool = True
    only_for: list[ApplicantName] = Field(default_factory=list, max_length=4)
    when: Condition | None = None
    original: Literal["none", "look", "keep"] = "look"
    picture: PictureCheck | None = None
    within_days: int | None = Field(default=None, ge=1, le=3650)
    help: Words | None = None


class Limit(Sourced):
    """How long. `statute` names a limit of law (rongyi.casework.statutes): shorter is allowed, longer is not."""

    days: int = Field(ge=1, le=730)
    unit: UnitName = "working"
    statute: str = Field(default="", max_length=40)


class Reason(Sourced):
    code: str = Field(pattern=KEY)
    title: Words
    source: str = SOURCE


class Act(Part):
    """One thing that the holder of a step can do. `to` is needed only where it is not the next step."""

    key: str = Field(pattern=KEY)
    title: Words
    kind: ActName
    to: str = Field(default="", max_length=30)
    outcome: OutcomeName | None = None
    asks: list[FormField] = Field(default_factory=list, max_length=20)
    reasons: list[str] = Field(default_factory=list, max_length=30)
    documents: list[str] = Field(default_factory=list, max_length=6)
    effects: list[str] = Field(default_factory=list, max_length=6)
    tell: Words | None = None
    when: Condition | None = None


class Step(Part):
    """One station of the way. `not_by`: whoever acted at these steps does not act here. `least`: how long something
    must stand (such as a public notice) before the case may go on."""

    key: str = Field(pattern=KEY)
    title: Words
    post: PostName
    limit: Limit | None = None
    least: Limit | None = None
    not_by: list[str] = Field(default_factory=list, max_length=12)
    acts: list[Act] = Field(min_length=1, max_length=10)
    for_whom: Words | None = None
    outside: Words | None = None
    help: Words | None = None


class Span(Part):
    """A limit over several steps: from the moment that `after` is passed (or the application) to the passing of `until`."""

    key: str = Field(pattern=KEY)
    title: Words
    after: str = Field(default="", max_length=30)
    until: str = Field(pattern=KEY)
    limit: Limit


class Stop(Sourced):
    """What stops the clocks, such as an expert's opinion that is waited for."""

    key: str = Field(pattern=KEY)
    title: Words
    most_days: int | None = Field(default=None, ge=1, le=730)


class Procedure(Definition):
    """One matter (事项)."""

    topic: Literal[
        "card", "aid", "honour", "petition", "legal", "arrival", "placement", "disability", "benefit", "other"
    ]
    number_prefix: str = Field(pattern=r"^[A-Z]{2,6}$")
    basis: list[str] = Field(min_length=1, max_length=20)
    summary: Words
    apply: Apply
    eligibility: Eligibility = Eligibility()
    form: list[FormField] = Field(default_factory=list, max_length=40)
    materials: list[Material] = Field(default_factory=list, max_length=20)
    reasons: list[Reason] = Field(default_factory=list, max_length=40)
    steps: list[Step] = Field(min_length=1, max_length=20)
    spans: list[Span] = Field(default_factory=list, max_length=10)
    stops: list[Stop] = Field(default_factory=list, max_length=10)
    follow_up_days: int | None = Field(default=None, ge=1, le=365)
    asks_rating: bool = True
    is_sealed: bool = False

    def step(self, key: str) -> Step | None:
        return next((step for step in self.steps if step.key == key), None)

    def after(self, key: str) -> Step | None:
        """The step that comes next in the file; None after the last."""
        keys = [step.key for step in self.steps]
        n = keys.index(key) + 1
        return self.steps[n] if n < len(keys) else None

    def reason(self, code: str) -> Reason | None:
        return next((reason for reason in self.reasons if reason.code == code), None)

    def material(self, key: str) -> Material | None:
        return next((material for material in self.materials if material.key == key), None)

    def act(self, step_key: str, act_key: str) -> Act | None:
        step = self.step(step_key)
        return next((act for act in step.acts if act.key == act_key), None) if step else None

    def target(self, step: Step, act: Act) -> Step | None:
        """Where an act leads; None where it stays or ends."""
        if act.kind == "pass":
            return self.step(act.to) if act.to else self.after(step.key)
        return self.step(act.to) if act.kind == "back" and act.to else None
