"""An import as a thing with a state: uploaded, previewed, applied in the background, done, with its report."""

import io
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django_tasks import task

from rongyi.accounts.models import User
from rongyi.kernel import audit, clock
from rongyi.kernel.county import county_of
from rongyi.kernel.errors import Denied, NotFound, Refused
from rongyi.kernel.files.checks import WORKBOOKS
from rongyi.kernel.files.store import open_file, store_file
from rongyi.kernel.files.stored import StoredFile
from rongyi.kernel.sheets.reader import read_sheets
from rongyi.organisation.access import Actor, actor_of, require_reach
from rongyi.organisation.commands import command
from rongyi.registry.imports.applying import apply_plan
from rongyi.registry.imports.plan import Plan, plan_import
from rongyi.registry.imports.report import write_report
from rongyi.registry.models import ImportJob
from rongyi.registry.permissions import IMPORT_PEOPLE
from rongyi.registry.services.opening import require_station

State = ImportJob.State


def jobs_visible(actor: Actor):
    return ImportJob.objects.visible_to(actor).order_by("-created_at", "-pk")


def get_job(actor: Actor, job_id: UUID) -> ImportJob:
    job = jobs_visible(actor).filter(pk=job_id).first()
    if job is None:
        raise NotFound()
    return job


def start_import(*, actor: Actor, upload, station: str, id: UUID | None = None) -> tuple[ImportJob, Plan]:
    """Keeps the file and shows what would happen; nothing is written to any personal file yet."""
    job = _upload(actor=actor, upload=upload, station=station, id=id)
    return job, preview(actor=actor, job=job)


@command(IMPORT_PEOPLE, act="people.import_upload")
def _upload(*, actor: Actor, upload, station: str, id: UUID | None) -> ImportJob:
    require_station(actor, station)
    job = ImportJob(
        county=county_of(station), region_code=station, created_at=clock.now(), actor_id=actor.user_id,
        **({"id": id} if id else {}),
    )  # fmt: skip
    stored = store_file(
        upload, county=job.county, region_code=station, owner_kind="registry.importjob", owner_id=job.pk,
        actor_id=actor.user_id, policy=WORKBOOKS,
    )  # fmt: skip
    job.file_id, job.file_name = stored.pk, stored.name[:120]
    job.save()
    return job


def preview(*, actor: Actor, job: ImportJob) -> Plan:
    """Plans the stored workbook and keeps the counts with the job."""
    try:
        plan = plan_of(actor, job)
    except Refused as refusal:
        job.state, job.message = State.FAILED, str(refusal.message)[:300]
        job.save()
        raise
    _keep_counts(job, plan.counts(), State.PREVIEWED)
    return plan


def plan_of(actor: Actor, job: ImportJob) -> Plan:
    stored = StoredFile.objects.get(county=job.county, pk=job.file_id)
    return plan_import(read_sheets(open_file(stored), stored.name), actor=actor, station=job.region_code)


def _keep_counts(job: ImportJob, counts: dict[str, int], state: str) -> None:
    for key, value in counts.items():
        setattr(job, key, value)
    job.state = state
    job.save()


@command(IMPORT_PEOPLE, on="job", act="people.import_apply")
def apply_import(*, actor: Actor, job: ImportJob) -> ImportJob:
    """Hands the previewed workbook to the worker; pressed twice, it is applied once."""
    waiting = ImportJob.objects.filter(county=job.county, pk=job.pk, state=State.PREVIEWED)
    if not waiting.update(state=State.APPLYING, position=0):
        raise Refused(_("这份导入已经在写入或已完成。"), code="not_previewed")
    job.state = State.APPLYING
    audit.note(rows=job.rows)
    transaction.on_commit(lambda: run_import.enqueue(job.county, str(job.pk), str(actor.user_id)))
    return job


@task()
def run_import(county: str, job_id: str, user_id: str) -> dict:
    """Acts with the rights of who asked, looked up again now; a second run does no harm."""
    user = User.objects.filter(pk=user_id).first()
    job = ImportJob.objects.get(county=county, pk=job_id)
    actor = actor_of(user)
    with audit.acting_from("task"):
        return finish_import(actor=actor, job=job)


def finish_import(*, actor: Actor, job: ImportJob) -> dict[str, int]:
    if job.state == State.DONE:
        return {}
    try:
        actor = actor.acting(IMPORT_PEOPLE)  # security: who may no longer do it writes nothing, no held case either
        require_reach(actor, [job.region_code])
        plan = plan_of(actor, job)
        counts = apply_plan(plan, actor=actor, station=job.region_code, job=job)
    except Exception as error:
        job.state = State.FAILED
        job.message = (
            str(error.message)[:300]
            if isinstance(error, Refused | Denied | NotFound)
            else str(_("写入中断。请再导入一次,已写入的不会重复。"))
        )
        job.save(update_fields=["state", "message"])  # the position is what the chunks committed
        raise
    with transaction.atomic():
        job.report_id = _keep_report(job, plan, actor)
        job.position = len(plan.rows)
        _keep_counts(job, counts, State.DONE)
    return counts


def _keep_report(job: ImportJob, plan: Plan, actor: Actor) -> UUID | None:
    if not plan.troubled():
        return None
    target = io.BytesIO()
    write_report(plan, target, user=actor.name, number=str(job.pk)[-12:])
    target.seek(0)
    target.name = "导入报告.xlsx"
    stored = store_file(
        target, county=job.county, region_code=job.region_code, owner_kind="registry.importjob", owner_id=job.pk,
        actor_id=actor.user_id, policy=WORKBOOKS,
    )  # fmt: skip
    return stored.pk


def report_of(job: ImportJob, actor: Actor) -> StoredFile | bytes | None:
    """The kept report of a finished import, or one made now from the preview; None when there is nothing to mend."""
    if job.report_id:
        return StoredFile.objects.get(county=job.county, pk=job.report_id)
    if job.state != State.PREVIEWED:
        return None
    plan, target = plan_of(actor, job), io.BytesIO()
    if not plan.troubled():
        return None
    write_report(plan, target, user=actor.name, number=str(job.pk)[-12:])
    return target.getvalue()
