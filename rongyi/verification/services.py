"""Looking at files and keeping the findings in step. What agrees again closes by itself; nothing is rejected."""

from collections.abc import Callable, Iterable, Iterator
from typing import cast
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django_tasks import task

from rongyi.kernel import audit, clock
from rongyi.kernel.errors import Refused
from rongyi.organisation.access import Actor
from rongyi.organisation.commands import command
from rongyi.registry.models import Person
from rongyi.verification.definitions import CheckDefinition, checks
from rongyi.verification.models import Finding
from rongyi.verification.permissions import KEEP_FINDING, RUN_CHECKS
from rongyi.verification.rule_queries import RULES

CHUNK = 400
OPEN, KEPT, SOLVED = Finding.State.OPEN, Finding.State.KEPT, Finding.State.SOLVED


def recheck(county: str, person_ids: Iterable[UUID]) -> int:
    """Looks at some people anew, in the caller's transaction; answers how many findings are new."""
    new = 0
    for ids in _chunks(sorted(set(person_ids))):
        new += _recheck_chunk(county, ids)
    return new


def recheck_county(county: str, progress: Callable[[int, int], None] | None = None) -> int:
    """Looks at a whole county, chunk by chunk; running it again, or after a kill, does no harm."""
    ids = list(Person.objects.filter(county=county).order_by("pk").values_list("pk", flat=True))
    new, done = 0, 0
    for some in _chunks(ids):
        with transaction.atomic():
            new += _recheck_chunk(county, some)
        done += len(some)
        if progress:
            progress(done, len(ids))
    return new


@command(RUN_CHECKS, on="county", act="verification.run")
def ask_for_checks(*, actor: Actor, county: str) -> None:
    """Hands the county to the worker."""
    transaction.on_commit(lambda: run_checks.enqueue(county))


@task()
def run_checks(county: str) -> int:
    return recheck_county(county)


@command(KEEP_FINDING, on="finding", act="verification.keep")
def keep_as_right(*, actor: Actor, finding: Finding, reason: str) -> Finding:
    """The next tier says that the file is right as it is, and why; the check is not raised again for this person."""
    reason = (reason or "").strip()
    if len(reason) < 2:
        raise Refused(_("请写明为什么无误,至少两个字。"), field="reason", code="required")
    mine = Finding.objects.filter(county=finding.county, pk=finding.pk, state=OPEN)
    if not mine.update(state=KEPT, closed_on=clock.today(), closed_by=actor.name[:50]):
        raise Refused(_("这个问题已经了结了。"), code="closed_already")
    finding.refresh_from_db()
    finding.reason = reason[:200]
    finding.save(update_fields=["row_key", "reason"])
    audit.note(check=finding.check_name, reason=reason[:200])
    return finding


def _recheck_chunk(county: str, ids: list[UUID]) -> int:
    today, places = clock.today(), dict(_places(county, ids))
    rows = Finding.objects.filter(county=county, person__in=ids, state__in=[OPEN, KEPT])
    known = {(row.person_id, row.check_name): row for row in rows.only("county", "person_id", "check_name", "state")}
    failing: dict[tuple[UUID, str], CheckDefinition] = {}
    for name, loaded in checks().items():
        check = cast(CheckDefinition, loaded.content)
        failing |= {(pk, name): check for pk in RULES[check.rule].ask(county, ids, check.settings)}
    made = [
        Finding(
            county=county, region_code=places[pk], person_id=pk, check_name=name, owner=check.owner, found_on=today,
            due_on=clock.add_working_days(today, check.working_days),
        )
        for (pk, name), check in failing.items()
        if (pk, name) not in known
    ]  # fmt: skip
    Finding.objects.bulk_create(made, batch_size=200, ignore_conflicts=True)  # another process may have been first
    over = [row.pk for key, row in known.items() if row.state == OPEN and key not in failing]
    Finding.objects.filter(county=county, pk__in=over, state=OPEN).update(state=SOLVED, closed_on=today)
    return len(made)


def _places(county: str, ids: list[UUID]):
    return Person.objects.filter(county=county, pk__in=ids).order_by("pk").values_list("pk", "region_code")


def _chunks(ids: list[UUID]) -> Iterator[list[UUID]]:
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]
