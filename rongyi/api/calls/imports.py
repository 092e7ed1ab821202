"""Workbooks in: sent, previewed, applied by the worker, with a report of what somebody must look at."""

import hashlib

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import File, Form, Path, Router
from ninja.files import UploadedFile

from rongyi.api import shapes
from rongyi.api.once import Reply, once
from rongyi.api.problems import Problem, error
from rongyi.api.reading import path_id
from rongyi.api.schemas import ImportColumnsIn, ImportColumnsOut, ImportIn, ImportOut
from rongyi.api.things import thing
from rongyi.api.tokens import needs
from rongyi.kernel.errors import NotFound
from rongyi.kernel.files.store import file_response
from rongyi.kernel.files.stored import StoredFile
from rongyi.registry.imports.jobs import (
    apply_import,
    get_job,
    map_columns,
    report_of,
    resume_import,
    start_import,
)
from rongyi.registry.models import ImportJob
from rongyi.registry.permissions import IMPORT_PEOPLE

router = Router(tags=["imports"])
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PARTS = {"station", "dry_run", "file"}


@router.post("", auth=needs(IMPORT_PEOPLE), response={201: ImportOut}, summary="Send a workbook of people")
def send(request: HttpRequest, given: ImportIn = Form(...), file: UploadedFile = File(...)):
    _refuse_unknown_parts(request)

    def prepare() -> ImportJob:
        return start_import(actor=request.actor, upload=file, station=given.station)

    def act(job: ImportJob) -> Reply:
        job = (
            job if given.dry_run or job.state == ImportJob.State.MAPPING else apply_import(actor=request.actor, job=job)
        )
        return Reply(shapes.import_job(job), 201, {"Location": f"/api/v1/imports/{job.pk}"})

    return once(request, {**given.model_dump(mode="json"), "file": _digest(file)}, act, prepare=prepare)


@router.get("/{id}", auth=needs(IMPORT_PEOPLE), response=ImportOut, summary="How far an import is")
def one_import(request: HttpRequest, id: str = Path(...)):
    return thing(request, shapes.import_job(_job(request, id)))


@router.get("/{id}/columns", auth=needs(IMPORT_PEOPLE), response=ImportColumnsOut, summary="Which heading is what")
def import_columns(request: HttpRequest, id: str = Path(...)):
    return thing(request, shapes.import_columns(_job(request, id)))


@router.post("/{id}/columns", auth=needs(IMPORT_PEOPLE), response=ImportOut, summary="Say which heading is what")
def say_columns(request: HttpRequest, given: ImportColumnsIn, id: str = Path(...)):
    job = _job(request, id)
    chosen = [sheet["name"] for sheet in (job.reading or {}).get("sheets", []) if sheet["chosen"]]
    sheets = chosen if given.sheets is None else given.sheets

    def prepare() -> ImportJob:
        return map_columns(
            actor=request.actor, job=job, keys=given.columns, sheets=sheets, remember=given.remember
        )  # fmt: skip

    def act(mapped: ImportJob) -> Reply:
        return Reply(shapes.import_job(mapped), 200)

    return once(request, given.model_dump(mode="json"), act, prepare=prepare)


@router.post("/{id}/apply", auth=needs(IMPORT_PEOPLE), response=ImportOut, summary="Write what the preview shows")
def apply(request: HttpRequest, id: str = Path(...)):
    def act() -> Reply:
        return Reply(shapes.import_job(apply_import(actor=request.actor, job=_job(request, id))), 200)

    return once(request, {}, act)


@router.post("/{id}/resume", auth=needs(IMPORT_PEOPLE), response=ImportOut, summary="Take up what broke off")
def resume(request: HttpRequest, id: str = Path(...)):
    def act() -> Reply:
        return Reply(shapes.import_job(resume_import(actor=request.actor, job=_job(request, id))), 200)

    return once(request, {}, act)


@router.get("/{id}/report.xlsx", auth=needs(IMPORT_PEOPLE), summary="Rows that somebody must look at")
def import_report(request: HttpRequest, id: str = Path(...)):
    report = report_of(_job(request, id), request.actor)
    if report is None:
        raise NotFound()
    if isinstance(report, StoredFile):
        return file_response(report)
    headers = {"Content-Disposition": 'attachment; filename="report.xlsx"'}
    return HttpResponse(report, content_type=XLSX, headers=headers)


def _job(request: HttpRequest, id: str) -> ImportJob:
    job_id = path_id(id)
    if job_id is None:
        raise NotFound()
    return get_job(request.actor, job_id)


def _refuse_unknown_parts(request: HttpRequest) -> None:
    unknown = sorted((set(request.POST) | set(request.FILES)) - PARTS)
    if unknown:
        errors = [error(["body", name[:40]], "unknown_field", _("没有这个栏目。")) for name in unknown[:20]]
        raise Problem(422, "invalid", _("有些内容填写不对,请按说明修改。"), errors=errors)


def _digest(file: UploadedFile) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()
