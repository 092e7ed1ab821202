"""Writing what was planned: chunk by chunk, all or nothing for each row."""

from collections.abc import Callable

from django.db import transaction

from rongyi.kernel.errors import Refused
from rongyi.organisation.access import Actor
from rongyi.organisation.commands import record_failure
from rongyi.registry.imports.plan import Plan, Row
from rongyi.registry.models import ImportJob
from rongyi.registry.services import create_people, update_person
from rongyi.registry.services.opening import hold

CHUNK = 200


def apply_plan(
    plan: Plan, *, actor: Actor, station: str, job: ImportJob | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, int]:  # fmt: skip
    """Applies a plan; the position of the job commits with each chunk. Returns the counts as they came out.

    A killed run is planned anew from the same file: what is written already comes out as unchanged.
    """
    for start in range(0, len(plan.rows), CHUNK):
        chunk = plan.rows[start : start + CHUNK]
        with transaction.atomic():
            _apply_chunk(chunk, actor, station)
            if job is not None:
                ImportJob.objects.filter(county=job.county, pk=job.pk).update(position=start + len(chunk))
        if progress:
            progress(start + len(chunk), len(plan.rows))
    return plan.counts()


def _apply_chunk(chunk: list[Row], actor: Actor, station: str) -> None:
    new = [row for row in chunk if row.outcome == "created"]
    if new:
        try:
            with transaction.atomic():
                create_people(actor=actor, region_code=station, given=[row.given for row in new], source="import")
        except Refused:  # somebody opened one of them meanwhile: row by row then
            for row in new:
                _tried(row, lambda row=row: create_people(
                    actor=actor, region_code=station, given=[row.given], source="import"
                ))  # fmt: skip
    for row in chunk:
        if row.outcome == "updated":
            _tried(row, lambda row=row: update_person(
                actor=actor, person=row.person, changes=row.changes, version=row.person.version, source="import"
            ))  # fmt: skip
        elif row.outcome == "held":
            hold(actor, row.given, row.prepared.person, why=row.code)


def _tried(row: Row, act: Callable) -> None:
    try:
        with transaction.atomic():
            act()
    except Refused as refusal:
        row.reject(refusal, {})
        record_failure(refusal)
