"""Matters in plain words for those who come: whom for, what to bring, how long it takes, and the law behind it."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from rongyi.casework.eligibility import Answer, Profile, Verdict, judge
from rongyi.casework.enums import Applicant, Channel, Post, Unit
from rongyi.casework.procedures import Procedure, store
from rongyi.casework.procedures.schema import Limit
from rongyi.kernel.definitions.loading import COMPOSED

ORDER = ("card", "honour", "aid", "benefit", "disability", "arrival", "placement", "petition", "legal", "other")
"""Topics as the guide lists them: what most people come for first."""


@dataclass(frozen=True)
class Matter:
    """One matter as a card of the guide."""

    name: str
    procedure: Procedure
    is_online: bool


def matters() -> list[Matter]:
    """Those that somebody may ask for; what the bureau begins by itself is not in the guide."""
    found = [
        Matter(name, one, "online" in one.apply.channels)
        for name, one in store.procedures().items()
        if set(one.apply.who) != {Applicant.STAFF.value}
    ]
    return sorted(found, key=lambda matter: (ORDER.index(matter.procedure.topic), matter.name))


def matter(name: str) -> Matter | None:
    return next((one for one in matters() if one.name == name), None)


def limit_words(limit: Limit | None) -> str:
    if limit is None:
        return ""
    words = {
        Unit.WORKING: _("%(n)d个工作日"), Unit.CALENDAR: _("%(n)d天"), Unit.MONTHS: _("%(n)d个月"),
    }  # fmt: skip
    return words[Unit(limit.unit)] % {"n": limit.days}


def way(procedure: Procedure) -> list[dict]:
    """[{title, where, limit, source, is_ours}] of the steps."""
    return [
        {
            "title": str(step.title), "where": str(step.outside or Post(step.post).label),
            "limit": limit_words(step.limit), "source": step.limit.source if step.limit else "",
            "is_ours": bool(step.limit) and step.limit.source == COMPOSED,
        }
        for step in procedure.steps
    ]  # fmt: skip


def ways_in(procedure: Procedure) -> str:
    return "、".join(str(Channel(one).label) for one in procedure.apply.channels)


@dataclass(frozen=True)
class Chance:
    """A matter and whether the answers fit it."""

    matter: Matter
    verdict: Verdict


def chances(profile: Profile) -> dict[str, list[Chance]]:
    """{"yes", "unknown", "no"}: each in the order of the guide. Only those that ask something of the person."""
    found: dict[str, list[Chance]] = {answer.value: [] for answer in Answer}
    for one in matters():
        if one.procedure.apply.subject == "person":
            verdict = judge(one.procedure, profile)
            found[verdict.answer.value].append(Chance(one, verdict))
    return found


def profile_from(categories: list[str], tags: list[str], born: int | None) -> Profile:
    """What a short questionnaire tells; it is not kept and names nobody."""
    return Profile(
        categories=frozenset(categories), tags=frozenset(tags), alive=True,
        birth_date=date(born, 12, 31) if born else None,
    )  # fmt: skip
