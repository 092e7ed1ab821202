"""What the comparisons weigh and from when on somebody is asked, as `definitions/linkage/default.yaml` says."""

from collections.abc import Iterator, Mapping
from typing import cast

from django.utils.translation import gettext as _
from pydantic import Field

from rongyi.kernel.definitions import Definition, Words, load_one
from rongyi.kernel.definitions.loading import Finding, Part
from rongyi.merging.likeness.levels import FIELDS

FOLDER, NAME = "linkage", "default"


class Outcome(Part):
    name: str
    points: int = Field(ge=-20, le=20)
    title: Words


class Compared(Part):
    name: str
    title: Words
    outcomes: list[Outcome] = Field(min_length=2, max_length=8)

    def outcome(self, name: str) -> Outcome:
        return next(outcome for outcome in self.outcomes if outcome.name == name)


class LinkagePolicy(Definition):
    ask_from: int = Field(ge=1, le=80)
    strong_from: int = Field(ge=1, le=100)
    undo_days: int = Field(ge=1, le=366)
    fields: list[Compared]

    def points(self) -> dict[str, dict[str, int]]:
        return {field.name: {o.name: o.points for o in field.outcomes} for field in self.fields}

    def score(self, outcomes: Mapping[str, str]) -> int:
        points = self.points()
        return sum(points[field][outcome] for field, outcome in outcomes.items())

    @property
    def most(self) -> int:
        """The longest bar that is drawn."""
        return max(abs(o.points) for field in self.fields for o in field.outcomes)


def findings(name: str, definition: Definition) -> Iterator[Finding]:
    """What the schema cannot know: every comparison that is made has its points, and no other is named."""
    policy = cast(LinkagePolicy, definition)
    known = {field.name: field.outcomes for field in FIELDS}
    if policy.strong_from < policy.ask_from:
        what = _("“%(name)s”小于“%(other)s”。") % {"name": "strong_from", "other": "ask_from"}
        yield ("strong_from",), what, _("请不要小于 ask_from。")
    if sorted(field.name for field in policy.fields) != sorted(known):
        mend = _("应正好有:%(known)s。") % {"known": "、".join(known)}
        yield ("fields",), _("比较的项目不全,或有不认识的。"), mend
        return
    for n, field in enumerate(policy.fields):
        if sorted(outcome.name for outcome in field.outcomes) != sorted(known[field.name]):
            mend = _("应正好有:%(known)s。") % {"known": "、".join(known[field.name])}
            yield ("fields", n, "outcomes"), _("“%(name)s”的结果不全,或有不认识的。") % {"name": field.name}, mend


def policy_now() -> LinkagePolicy:
    """The policy in use; a faulty file raises FaultyDefinition."""
    loaded = load_one(FOLDER, NAME)
    if loaded is None:
        raise FileNotFoundError(f"definitions/{FOLDER}/{NAME}.yaml")
    return cast(LinkagePolicy, loaded.content)
