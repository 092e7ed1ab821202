"""Who a matter is for, asked of the personal file or of a few answers given without one.

An answer is yes, no or not known: the questionnaire on the portal knows less than the file does.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from rongyi.casework.procedures.schema import Condition, Procedure
from rongyi.kernel import clock
from rongyi.registry.models import Person

Fact = Callable[["Profile"], bool | None]
FACTS: dict[str, Fact] = {}
"""{name: question}. Apps above register what they know of a person, such as «holds a card»."""


def register_fact(name: str, question: Fact) -> None:
    """`question(profile)` answers True, False or, without a file, None."""
    FACTS[name] = question


@dataclass(frozen=True)
class Profile:
    """What is known of somebody. None means not known, an empty set means none. `has` are keys of parts of the file."""

    person: Person | None = None
    categories: frozenset[str] | None = None
    tags: frozenset[str] | None = None
    has: frozenset[str] | None = None
    birth_date: date | None = None
    alive: bool | None = None
    complete: int | None = None
    facts: dict[str, bool] = field(default_factory=dict)

    @property
    def age(self) -> int | None:
        """Full years today."""
        born = self.birth_date
        if born is None:
            return None
        today = clock.today()
        return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


class Answer(StrEnum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Line:
    """One condition and its answer; `wanted` says how it counts."""

    condition: Condition
    answer: Answer
    wanted: str


@dataclass(frozen=True)
class Verdict:
    """`answer` over all; `lines` in the order of the file, each with its source."""

    answer: Answer
    lines: tuple[Line, ...]

    @property
    def reasons(self) -> list[Line]:
        """What speaks against it. Of those of which one is enough, none speaks against it once one holds."""
        if self.answer != Answer.NO:
            return []
        one_holds = any(line.wanted == "any" and line.answer != Answer.NO for line in self.lines)
        return [line for line in self.lines if line.answer == Answer.NO and not (line.wanted == "any" and one_holds)]


def judge(procedure: Procedure, profile: Profile) -> Verdict:
    rules = procedure.eligibility
    needed = [Line(c, answer(c, profile), "all") for c in rules.all_of]
    one_of = [Line(c, answer(c, profile), "any") for c in rules.any_of]
    barred = [Line(c, _turned(answer(c, profile)), "none") for c in rules.none_of]
    parts = [*(line.answer for line in needed), *(line.answer for line in barred)]
    if one_of:
        parts.append(_best(line.answer for line in one_of))
    return Verdict(_worst(parts), (*needed, *one_of, *barred))


def answer(condition: Condition, profile: Profile) -> Answer:
    found = _asked(condition, profile)
    if found is None:
        return Answer.UNKNOWN
    return Answer.YES if found != condition.is_not else Answer.NO


def _asked(condition: Condition, profile: Profile) -> bool | None:
    if condition.categories:
        return None if profile.categories is None else bool(profile.categories & set(condition.categories))
    if condition.tags:
        return None if profile.tags is None else bool(profile.tags & set(condition.tags))
    if condition.has:
        return None if profile.has is None else condition.has in profile.has
    if condition.alive is not None:
        return None if profile.alive is None else profile.alive == condition.alive
    if condition.complete_from is not None:
        return None if profile.complete is None else profile.complete >= condition.complete_from
    if condition.fact:
        if condition.fact in profile.facts:
            return profile.facts[condition.fact]
        return FACTS[condition.fact](profile)
    age = profile.age
    if age is None:
        return None
    return age >= condition.age_from if condition.age_from is not None else age < (condition.age_below or 0)


def _turned(found: Answer) -> Answer:
    return {Answer.YES: Answer.NO, Answer.NO: Answer.YES}.get(found, found)


def _best(found: Iterable[Answer]) -> Answer:
    seen = set(found)
    return next(a for a in (Answer.YES, Answer.UNKNOWN, Answer.NO) if a in seen)


def _worst(found: Iterable[Answer]) -> Answer:
    seen = set(found)
    return next((a for a in (Answer.NO, Answer.UNKNOWN) if a in seen), Answer.YES)
