"""What is done in the background. Arguments are opaque ids; whoever is compared is read anew when the task runs."""

from uuid import UUID

from django_tasks import task

from rongyi.kernel import audit
from rongyi.merging.services.lookup import look_for_seconds
from rongyi.merging.services.running import carry_on, note_failure, run_of


@task()
def look_for(county: str, person_ids: list[str]) -> int:
    with audit.acting_from("task"):
        return look_for_seconds(county, [UUID(one) for one in person_ids])


@task()
def link(county: str, run_id: str) -> str:
    run = run_of(county, UUID(run_id))
    try:
        with audit.acting_from("task"):
            return carry_on(run).state
    except Exception:
        note_failure(run)
        raise
