"""What is over goes by itself, once a day, and the run is on record.

An app declares its sweep; whichever worker comes first takes the day. A run that was killed is taken over after an
hour; every sweep deletes in small chunks, so that running again does no harm and nobody waits long for a lock.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from rongyi.kernel import audit, clock
from rongyi.kernel.county import all_counties
from rongyi.kernel.ids import uuid7

log = logging.getLogger("rongyi.sweeps")

CHUNK = 500
TAKEN_OVER_AFTER = timedelta(hours=1)


class DailyRun(models.Model):
    """One sweep of one day: who takes it inserts the row."""

    name = models.CharField(_("名称"), max_length=40)
    day = models.DateField(_("日期"))
    started_at = models.DateTimeField(_("开始"))
    claim = models.UUIDField(default=uuid7)
    finished_at = models.DateTimeField(_("完成"), null=True)
    count = models.PositiveIntegerField(_("处理"), default=0)

    class Meta:
        verbose_name = _("每日清理")
        constraints = [models.UniqueConstraint(fields=["name", "day"], name="kernel_dailyrun_once")]


@dataclass(frozen=True)
class Sweep:
    """`run` does the work in chunks and says how many things it dealt with."""

    name: str
    label: str
    run: Callable[[], int]


SWEEPS: dict[str, Sweep] = {}
audit.call_acts({"kernel.sweep": _("到期清理")})


def sweep(name: str, label) -> Callable:
    """Declares a daily sweep."""

    def wrap(run: Callable[[], int]) -> Callable[[], int]:
        if name in SWEEPS:
            raise ValueError(f"sweep {name} is declared twice")
        SWEEPS[name] = Sweep(name, label, run)
        return run

    return wrap


def run_due() -> dict[str, int]:
    """Runs what has not run today; {sweep: how many things went}. One that fails does not keep the others from it."""
    done = {}
    for one in SWEEPS.values():
        if not _claimed(one.name, clock.now()):
            continue
        try:
            done[one.name] = _run(one)
        except Exception as error:
            log.error("sweep %s failed: %s", one.name, type(error).__name__)
    return done


def run_now(name: str) -> int:
    """Runs one sweep whether or not it ran today."""
    DailyRun.objects.get_or_create(name=name, day=clock.today(), defaults={"started_at": clock.now()})
    return _run(SWEEPS[name])


def delete_in_chunks(rows: models.QuerySet) -> int:
    """Deletes rows of every county, each chunk in a transaction of its own."""
    gone = 0
    with all_counties():
        while keys := list(rows.values_list("pk", flat=True)[:CHUNK]):
            with transaction.atomic():
                gone += rows.model._base_manager.filter(pk__in=keys).delete()[0]
    return gone


def _claimed(name: str, now: datetime) -> bool:
    """Whether this process has the day: its row went in first, or the run that had it was killed."""
    claim, today = uuid7(), DailyRun.objects.filter(name=name, day=now.date())
    if not today.exists():
        mine = DailyRun(name=name, day=now.date(), started_at=now, claim=claim)
        DailyRun.objects.bulk_create([mine], ignore_conflicts=True)
        return today.filter(claim=claim).exists()
    left_behind = today.filter(finished_at=None, started_at__lt=now - TAKEN_OVER_AFTER)
    return left_behind.update(started_at=now, claim=claim) == 1


def _run(one: Sweep) -> int:
    count = one.run()
    with transaction.atomic():
        DailyRun.objects.filter(name=one.name, day=clock.today()).update(finished_at=clock.now(), count=count)
        audit.append([audit.Line(act="kernel.sweep", detail={"sweep": one.name, "count": count})])
    return count
