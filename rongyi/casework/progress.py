"""The way of a case as the applicant understands it: what is done, where it is now, what still comes."""

from dataclasses import dataclass
from datetime import date

from rongyi.casework.enums import ActKind, Post, State
from rongyi.casework.models import Case, CaseEntry
from rongyi.casework.procedures.schema import Procedure, Step


@dataclass(frozen=True)
class Stage:
    """`state` is done, now, next or stopped; `told` is the word that the definition has for the applicant."""

    title: str
    where: str
    state: str
    on: date | None = None
    due_on: date | None = None
    told: str = ""


def stages(case: Case, procedure: Procedure, entries: list[CaseEntry]) -> list[Stage]:
    """Done steps in the order in which they were done, then the present one, then the straight way to the end."""
    done = [_done(procedure, entry) for entry in entries if entry.kind in (ActKind.PASS, ActKind.FINISH) and entry.step]
    step = procedure.step(case.step)
    if case.state == State.ENDED or step is None:
        return done
    here = Stage(
        str(step.title), _where(step), "stopped" if case.state == State.RETURNED else "now", case.entered_on,
        case.due_on,
    )  # fmt: skip
    return [*done, here, *(Stage(str(one.title), _where(one), "next") for one in _ahead(procedure, step))]


def told(procedure: Procedure, entries: list[CaseEntry]) -> list[tuple[date, str]]:
    """What the applicant was told, the latest first."""
    words = []
    for entry in reversed(entries):
        act = procedure.act(entry.step, entry.act)
        if act is not None and act.tell:
            words.append((entry.at.date(), str(act.tell)))
    return words


def _done(procedure: Procedure, entry: CaseEntry) -> Stage:
    step, act = procedure.step(entry.step), procedure.act(entry.step, entry.act)
    return Stage(
        str(step.title) if step else entry.step, _where(step) if step else "", "done", entry.at.date(),
        told=str(act.tell) if act and act.tell else "",
    )  # fmt: skip


def _where(step: Step) -> str:
    return str(step.outside or Post(step.post).label)


def _ahead(procedure: Procedure, step: Step) -> list[Step]:
    ahead: list[Step] = []
    while True:
        act = next((act for act in step.acts if act.kind in (ActKind.PASS, ActKind.FINISH)), None)
        target = procedure.target(step, act) if act else None
        if target is None:
            return ahead
        ahead.append(target)
        step = target
