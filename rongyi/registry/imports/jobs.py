"""An import as a thing with a state: uploaded, mapped, previewed, applied in the background, done, with its report."""

import io
from collections.abc import Callable
from datetime import timedelta
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
from rongyi.kernel.sheets.reader import stream_sheets
from rongyi.organisation.access import Actor, actor_of, require_reach
from rongyi.organisation.commands import command
from rongyi.registry.imports.applying import apply_chunks
from rongyi.registry.imports.chunks import chunks_of, counts_of
from rongyi.registry.imports.planning import Planner
from rongyi.registry.imports.report import write_report
from rongyi.registry.imports.targets import MUST, is_key
from rongyi.registry.imports.templates import save_template
from rongyi.registry.models import ImportJob
from rongyi.registry.permissions import IMPORT_PEOPLE
from rongyi.registry.services.opening import require_station

State = ImportJob.State
Progress = Callable[[int, int], None] | None
AT_ONCE = 1_500_000
"""Bytes of a workbook that is read while the clerk waits; a larger one is read by the worker."""
QUIET_FOR = timedelta(seconds=90)
"""A run that has written nothing for so long has died; it may be taken up."""


def jobs_visible(actor: Actor):
    return ImportJob.objects.visible_to(actor).order_by("-created_at", "-pk")


def get_job(actor: Actor, job_id: UUID) -> ImportJob:
    job = jobs_visible(actor).filter(pk=job_id).first()
    if job is None:
        raise NotFound()
    return job


def start_import(
    *, actor: Actor, upload, station: str, id: UUID | None = None, in_background: bool = False
) -> ImportJob:
    """Keeps the file and reads it; nothing is written to any personal file yet."""
    job = _upload(actor=actor, upload=upload, station=station, id=id)
    if in_background and upload.size > AT_ONCE:
        read_workbook.enqueue(job.county, str(job.pk), str(actor.user_id))
        return job
    return preview(actor=actor, job=job)


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
    job.file_id, job.file_name, job.file_digest = stored.pk, stored.name[:120], stored.sha256
    job.save()
    return job


def preview(*, actor: Actor, job: ImportJob, progress: Progress = None) -> ImportJob:
    """Reads the stored workbook, decides on each line and keeps that with the job."""
    chunks_of(job).delete()
    planner = Planner(job, actor, progress)
    stored = StoredFile.objects.get(county=job.county, pk=job.file_id)
    try:
        planner.run(stream_sheets(open_file(stored), stored.name))
        if not planner.readable() and not planner.can_be_pointed_at():
            raise _no_header(planner)
    except Refused as refusal:
        job.state, job.message = State.FAILED, str(refusal.message)[:300]
        job.save()
        raise
    job.reading, job.plan_digest = planner.plain(), planner.digest()
    for key, value in planner.counts.items():
        setattr(job, key, value)
    job.state = State.PREVIEWED if planner.has_all_it_needs() else State.MAPPING
    job.position, job.message, job.touched_at = 0, "", clock.now()
    job.save()
    return job


def _no_header(planner: Planner) -> Refused:
    hidden = [sheet.name for sheet in planner.sheets if sheet.hidden and sheet.header]
    if hidden:
        message = _("能看见的工作表里没有人员名单,隐藏的工作表“%(names)s”里有。请取消隐藏后再上传。")
        return Refused(message % {"names": "、".join(hidden)}, field="file", code="no_header")
    return Refused(
        _("没有找到表头。前40行内要有一行写着“姓名”和“公民身份号码”(或“身份证号”)等栏目。"),
        field="file",
        code="no_header",
    )


def map_columns(*, actor: Actor, job: ImportJob, keys: dict[str, str], sheets: list[str], remember: bool) -> ImportJob:
    """Takes over which heading means what, and which sheets are read; the next workbook of these headings follows."""
    job = _map(actor=actor, job=job, keys=keys, sheets=sheets, remember=remember)
    return preview(actor=actor, job=job)  # long work, so not under the lock of the act


@command(IMPORT_PEOPLE, on="job", act="people.import_map")
def _map(*, actor: Actor, job: ImportJob, keys: dict[str, str], sheets: list[str], remember: bool) -> ImportJob:
    if job.state not in (State.MAPPING, State.PREVIEWED):
        raise Refused(_("这份导入已经在写入或已完成,不能再改栏目对应。"), code="not_previewed")
    labels = {column["label"] for column in job.reading["columns"]}
    names = {sheet["name"] for sheet in job.reading["sheets"]}
    wrong = sorted({label for label in keys if label not in labels} | {n for n in sheets if n not in names})
    if wrong:
        raise Refused(_("表里没有“%(name)s”。") % {"name": wrong[0][:40]}, field="columns", code="unknown_column")
    _check_keys(keys)
    if not sheets:
        raise Refused(_("至少选一张工作表。"), field="sheets", code="required")
    headers = (job.reading.get("chosen") or {}).get("headers")
    job.reading = {**job.reading, "chosen": {"keys": keys, "sheets": sheets, "headers": headers}}
    for sheet in job.reading["sheets"] if remember else ():
        if sheet["labels"] and sheet["name"] in sheets:
            save_template(actor, job, [label for label in sheet["labels"] if label], keys)
    audit.note(columns=sum(bool(key) for key in keys.values()), remembered=remember)
    job.state = State.MAPPING  # until it is read anew, nothing of it can be applied
    job.save()
    return job


def choose_headers(*, actor: Actor, job: ImportJob, headers: dict[str, int]) -> ImportJob:
    """Takes over in which row of a sheet the heading stands, where it was not found or was found wrongly."""
    return preview(actor=actor, job=_choose_headers(actor=actor, job=job, headers=headers))


@command(IMPORT_PEOPLE, on="job", act="people.import_map")
def _choose_headers(*, actor: Actor, job: ImportJob, headers: dict[str, int]) -> ImportJob:
    if job.state not in (State.MAPPING, State.PREVIEWED):
        raise Refused(_("这份导入已经在写入或已完成,不能再改栏目对应。"), code="not_previewed")
    if not headers:
        raise Refused(_("请先选表头是哪一行。"), field="sheets", code="required")
    tops = {sheet["name"]: {row for row, _cells in sheet.get("top", ())} for sheet in job.reading["sheets"]}
    if any(number not in tops.get(name, ()) for name, number in headers.items()):
        raise Refused(_("表头只能选列出来的行。"), field="sheets", code="unknown_row")
    before = (job.reading.get("chosen") or {}).get("headers") or {}
    # the columns are found anew: under another heading none of the former stands
    job.reading = {**job.reading, "chosen": {"headers": {**before, **headers}}}
    audit.note(headers=len(headers))
    job.state = State.MAPPING
    job.save()
    return job


def _check_keys(keys: dict[str, str]) -> None:
    chosen = [key for key in keys.values() if key and key != "ignore"]
    if bad := [key for key in chosen if not is_key(key)]:
        raise Refused(_("没有这个栏目:%(name)s。") % {"name": bad[0][:40]}, field="columns", code="unknown_field")
    if not set(MUST) <= set(chosen):
        raise Refused(_("要有一列对应“姓名”,一列对应“公民身份号码”。"), field="columns", code="required")


@command(IMPORT_PEOPLE, on="job", act="people.import_apply")
def apply_import(*, actor: Actor, job: ImportJob, seen: str = "") -> ImportJob:
    """Hands the previewed workbook to the worker; pressed twice, it is applied once. `seen`: what the clerk saw."""
    if seen and seen != job.plan_digest:
        raise Refused(_("结果已经重新算过,请看过新的结果再写入。"), code="plan_changed")
    waiting = ImportJob.objects.filter(county=job.county, pk=job.pk, state=State.PREVIEWED)
    if not waiting.update(state=State.APPLYING, position=0, touched_at=clock.now()):
        raise Refused(_("这份导入已经在写入或已完成。"), code="not_previewed")
    return _handed_over(actor, job)


@command(IMPORT_PEOPLE, on="job", act="people.import_resume")
def resume_import(*, actor: Actor, job: ImportJob) -> ImportJob:
    """Takes up a writing that broke off; what is written is not written again."""
    if not is_resumable(job):
        raise Refused(_("这份导入没有中断,不用继续。"), code="not_interrupted")
    mine = ImportJob.objects.filter(county=job.county, pk=job.pk, state=job.state, touched_at=job.touched_at)
    if not mine.update(state=State.APPLYING, message="", touched_at=clock.now()):
        raise Refused(_("已经有人在继续写入。"), code="not_interrupted")
    return _handed_over(actor, job)


def is_resumable(job: ImportJob) -> bool:
    if job.state == State.FAILED:
        return bool(job.rows) and chunks_of(job).filter(is_applied=False).exists()
    return job.state == State.APPLYING and (job.touched_at is None or clock.now() - job.touched_at > QUIET_FOR)


def _handed_over(actor: Actor, job: ImportJob) -> ImportJob:
    job.state = State.APPLYING
    audit.note(rows=job.rows)
    transaction.on_commit(lambda: run_import.enqueue(job.county, str(job.pk), str(actor.user_id)))
    return job


@task()
def read_workbook(county: str, job_id: str, user_id: str) -> dict:
    """Reads a large workbook behind the page that shows how far it is."""
    job = ImportJob.objects.get(county=county, pk=job_id)
    actor = actor_of(User.objects.filter(pk=user_id).first()).acting(IMPORT_PEOPLE)

    def told(done: int, _all: int) -> None:
        ImportJob.objects.filter(county=county, pk=job_id).update(position=done, touched_at=clock.now())

    with audit.acting_from("task"):
        try:
            return {"rows": preview(actor=actor, job=job, progress=told).rows}
        except Refused as refusal:
            return {"refused": refusal.code}


@task()
def run_import(county: str, job_id: str, user_id: str) -> dict:
    """Acts with the rights of who asked, looked up again now; a second run does no harm."""
    user = User.objects.filter(pk=user_id).first()
    job = ImportJob.objects.get(county=county, pk=job_id)
    actor = actor_of(user)
    with audit.acting_from("task"):
        return finish_import(actor=actor, job=job)


def finish_import(*, actor: Actor, job: ImportJob, progress: Progress = None) -> dict[str, int]:
    if job.state == State.DONE:
        return {}
    try:
        actor = actor.acting(IMPORT_PEOPLE)  # security: who may no longer do it writes nothing, no held case either
        require_reach(actor, [job.region_code])
        apply_chunks(job, actor=actor, progress=progress)
    except Exception as error:
        message = (
            str(error.message)[:300]
            if isinstance(error, Refused | Denied | NotFound)
            else str(_("写入中断。点“继续写入”接着写,已写入的不会重复。"))
        )
        failed = {"state": State.FAILED, "message": message}
        ImportJob.objects.filter(county=job.county, pk=job.pk).update(**failed)  # the position is the bundles' own
        raise
    counts = counts_of(job)
    with transaction.atomic():
        report_id = _keep_report(job, actor)
        done = {**counts, "position": counts["rows"], "state": State.DONE, "message": "", "report_id": report_id}
        ImportJob.objects.filter(county=job.county, pk=job.pk).update(**done)
    return counts


def _keep_report(job: ImportJob, actor: Actor) -> UUID | None:
    target = io.BytesIO()
    if not write_report(job, target, user=actor.name):
        return None
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
    target = io.BytesIO()
    return target.getvalue() if write_report(job, target, user=actor.name) else None


def sent_before(job: ImportJob, actor: Actor) -> ImportJob | None:
    """An earlier import of the very same file, as far as this actor sees it."""
    same = jobs_visible(actor).filter(county=job.county, file_digest=job.file_digest, state=State.DONE)
    return same.exclude(pk=job.pk).exclude(file_digest="").first()
