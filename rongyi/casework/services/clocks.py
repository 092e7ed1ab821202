"""The limits of a case: started, stopped, taken up again, ended. Dates come from the kernel's calendar only."""

from calendar import monthrange
from datetime import date, timedelta

from rongyi.casework.enums import Unit
from rongyi.casework.models import Case, CaseClock
from rongyi.casework.procedures.schema import Limit, Procedure, Step
from rongyi.casework.statutes import STATUTES
from rongyi.kernel import clock

BACK = "-"
"""What was left when a case came back: no span begins by it."""


def last_day(start: date, days: int, unit: str) -> date:
    """The day at whose end a limit is over; the day of the start does not count."""
    if unit == Unit.WORKING:
        return clock.add_working_days(start, days)
    if unit == Unit.MONTHS:
        month = start.month - 1 + days
        year, month = start.year + month // 12, month % 12 + 1
        return date(year, month, min(start.day, monthrange(year, month)[1]))
    return start + timedelta(days=days)


def start(case: Case, key: str, title: str, limit: Limit, on: date) -> None:
    source = STATUTES[limit.statute].source if limit.statute else limit.source
    CaseClock.objects.create(
        county=case.county, region_code=case.region_code, case=case, key=key, title=title[:60], days=limit.days,
        unit=limit.unit, statute=limit.statute, source=source, started_on=on,
        due_on=last_day(on, limit.days, limit.unit),
    )  # fmt: skip


def enter(case: Case, procedure: Procedure, step: Step, left: str, on: date) -> None:
    """The clocks at the entering of a step, after `left` (empty at the application): one for the step, and those over
    several steps that begin here."""
    if step.limit is not None:
        start(case, f"step:{step.key}", str(step.title), step.limit, on)
    for span in procedure.spans:
        if span.after == left and not _ran(case, f"span:{span.key}"):
            start(case, f"span:{span.key}", str(span.title), span.limit, on)


def leave(case: Case, procedure: Procedure, step: Step, target: Step, on: date) -> bool:
    """Ends the clocks that end between a step and the next, those of steps that are left out too. Whether all of them
    were in time."""
    order = [one.key for one in procedure.steps]
    passed = order[: order.index(target.key)]
    keys = [f"step:{step.key}", *(f"span:{span.key}" for span in procedure.spans if span.until in passed)]
    ending = running(case).filter(key__in=keys)
    late = ending.filter(due_on__lt=on).exists()
    ending.update(ended_on=on)
    return not late


def leave_back(case: Case, procedure: Procedure, step: Step, target: Step, on: date) -> bool:
    """Sent back inside the house: the step's own clock ends, those over several steps run on."""
    mine = running(case).filter(key=f"step:{step.key}")
    late = mine.filter(due_on__lt=on).exists()
    mine.update(ended_on=on)
    return not late


def close(case: Case, on: date) -> bool:
    """The case ended: nothing runs any more. Whether all was in time."""
    late = running(case).filter(due_on__lt=on).exists()
    running(case).update(ended_on=on)
    return not late


def running(case: Case):
    return CaseClock.objects.filter(county=case.county, case=case, ended_on=None)


def shift(case: Case, stopped_on: date, on: date) -> None:
    """Takes the clocks up again: what was stopped does not count, day for day in the clock's own unit."""
    for one in running(case):
        if one.unit == Unit.WORKING:
            days = clock.working_days_between(stopped_on, on)
            one.due_on = clock.add_working_days(one.due_on, days)
        else:
            days = (on - stopped_on).days
            one.due_on += timedelta(days=days)
        one.stopped_days += days
        one.save(update_fields=["due_on", "stopped_days"])


def keep_due(case: Case) -> None:
    """The case shows the nearest end of a limit that runs."""
    due_on = running(case).order_by("due_on").values_list("due_on", flat=True).first()
    if due_on != case.due_on:
        Case.objects.filter(county=case.county, pk=case.pk).update(due_on=due_on)
        case.due_on = due_on


def _ran(case: Case, key: str) -> bool:
    return CaseClock.objects.filter(county=case.county, case=case, key=key).exists()
