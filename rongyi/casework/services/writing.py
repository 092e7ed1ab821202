"""What every act does in the end: the case moves, the entry is written, the fact goes to the spine, and all are told."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import F, Max

from rongyi.casework.enums import Side
from rongyi.casework.kinds import CASE
from rongyi.casework.models import Case, CaseEntry
from rongyi.casework.procedures.schema import Act, Procedure, Step
from rongyi.casework.signals import case_moved
from rongyi.kernel import clock
from rongyi.kernel.errors import Stale
from rongyi.organisation.access import Actor
from rongyi.records.services import Draft, write_fact


@dataclass
class Done:
    """One act as it is written down."""

    act: str
    kind: str
    title: str
    step: Step | None = None
    to: Step | None = None
    note: str = ""
    reason: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    post: str = ""
    instead_of: str = ""
    on_time: bool = True
    channel: str = ""
    definition: Act | None = None


def claim(case: Case, **changes) -> None:
    """The case moves, or somebody was quicker. security: by the version that was read, and by the state it had."""
    rows = Case.objects.filter(county=case.county, pk=case.pk, version=case.version, state=case.state)
    if not rows.update(version=F("version") + 1, **changes):
        raise Stale()
    case.version += 1
    for name, value in changes.items():
        setattr(case, name, value)


def write(
    case: Case, procedure: Procedure, done: Done, actor: Actor, entered_on: date | None = None
) -> CaseEntry:  # fmt: skip
    """`entered_on`: when the case had come to the step at which this was done, where time is counted."""
    fact = write_fact(_draft(case, procedure, done, entered_on), actor=actor)
    entry = CaseEntry(
        county=case.county, region_code=case.region_code, case=case, seq=_next(case),
        step=done.step.key if done.step else "", act=done.act, kind=done.kind, to_step=done.to.key if done.to else "",
        post=done.post, at=clock.now(), entered_on=entered_on, was_late=not done.on_time, actor_id=actor.user_id,
        actor_name=actor.name[:50], role=actor.role, instead_of=done.instead_of, reason_code=done.reason, fact=fact,
    )  # fmt: skip
    entry.note, entry.values = done.note.strip()[:1000], done.values
    entry.save(force_insert=True)
    case_moved.send(sender=Case, case=case, entry=entry, procedure=procedure, act=done.definition, actor=actor)
    return entry


def _draft(case: Case, procedure: Procedure, done: Done, entered_on: date | None) -> Draft:
    days = clock.working_days_between(entered_on, clock.today()) if entered_on else 0
    return Draft(
        CASE, case.region_code, clock.now(),
        people=[case.person_id] if case.person_id and not procedure.is_sealed else [],
        data={
            "case_number": case.number, "procedure": case.procedure, "matter": procedure.title.zh,
            "step": done.step.title.zh if done.step else None, "act": done.title, "sort": done.kind,
            "post": done.post or None, "outcome": case.outcome or None, "on_time": done.on_time, "days": max(days, 0),
        },
        channel=done.channel or (case.channel if done.act == Side.APPLY else ""), source=case,
    )  # fmt: skip


def _next(case: Case) -> int:
    entries = CaseEntry.objects.filter(county=case.county, case=case)
    return (entries.aggregate(last=Max("seq"))["last"] or 0) + 1
