"""Workbooks in: choose, say which column is which, look at what would happen, apply, fetch the report."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rongyi.kernel.errors import NotFound, Refused
from rongyi.kernel.files.checks import WORKBOOKS
from rongyi.kernel.files.store import file_response
from rongyi.kernel.files.stored import StoredFile
from rongyi.kernel.forms import refusals_in, status_of
from rongyi.organisation.access import page
from rongyi.registry.imports import shown
from rongyi.registry.imports.jobs import (
    apply_import,
    choose_headers,
    get_job,
    jobs_visible,
    map_columns,
    report_of,
    resume_import,
    start_import,
)
from rongyi.registry.models import ImportJob
from rongyi.registry.permissions import IMPORT_PEOPLE
from rongyi.registry.queries import stations_in, whole_counties
from rongyi.registry.shown import names_of_stations

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class UploadForm(forms.Form):
    station = forms.ChoiceField(label=_("导入到哪个站"), help_text=_("表格里写了村(社区)的,按表格里的来。"))
    file = forms.FileField(
        label=_("选择表格"), help_text=_("Excel(.xlsx、.xls)、WPS(.et)或 .csv。前几行要有“姓名”和“身份证号”,上面有标题也可以。"),
        widget=forms.FileInput(attrs={"accept": WORKBOOKS.accept}),
    )  # fmt: skip

    def __init__(self, *args, actor, **given):
        super().__init__(*args, **given)
        self.fields["station"].choices = [*whole_counties(actor), *stations_in(actor)]
        self.fields["station"].initial = actor.home_code


@require_http_methods(["GET", "POST"])
@page(IMPORT_PEOPLE)
def imports(request):
    form = UploadForm(request.POST or None, request.FILES or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            data = form.cleaned_data
            job = start_import(
                actor=request.actor, upload=data["file"], station=data["station"], in_background=True
            )  # fmt: skip
            return redirect("registry:import_columns" if job.state == "mapping" else "registry:import", pk=job.pk)
    jobs = list(jobs_visible(request.actor)[:20])
    stations = names_of_stations(j.region_code for j in jobs)
    rows = [{"job": job, "station": stations.get(job.region_code, "")} for job in jobs]
    return render(request, "registry/imports.html", {"form": form, "rows": rows}, status=status_of(form))


@require_safe
@page(IMPORT_PEOPLE)
def import_one(request, pk: UUID):
    job = get_job(request.actor, pk)
    context = shown.import_page(job, request.actor, request.GET)
    context["station"] = names_of_stations([job.region_code]).get(job.region_code, "")
    template = "registry/import.html#state" if request.htmx else "registry/import.html"
    return render(request, template, context)


@require_http_methods(["GET", "POST"])
@page(IMPORT_PEOPLE)
def import_columns(request, pk: UUID):
    job = get_job(request.actor, pk)
    if job.state not in (ImportJob.State.MAPPING, ImportJob.State.PREVIEWED):
        return redirect("registry:import", pk=pk)
    fault = ""
    if request.method == "POST":
        try:
            return _taken_over(request, job)
        except Refused as refusal:
            fault = str(refusal.message)
    context = shown.columns_page(job, request.POST if fault else None) | {"fault": fault}
    return render(request, "registry/import_columns.html", context, status=422 if fault else 200)


def _taken_over(request, job):
    """Another row as the heading leads to the same page with the columns of that row, anything else to the result."""
    if "reread" in request.POST:
        choose_headers(actor=request.actor, job=job, headers=shown.chosen_headers(job, request.POST))
        return redirect("registry:import_columns", pk=job.pk)
    keys, sheets = shown.chosen_columns(job, request.POST)
    map_columns(actor=request.actor, job=job, keys=keys, sheets=sheets, remember="remember" in request.POST)
    return redirect("registry:import", pk=job.pk)


@require_POST
@page(IMPORT_PEOPLE)
def import_apply(request, pk: UUID):
    job = get_job(request.actor, pk)
    try:
        apply_import(actor=request.actor, job=job, seen=request.POST.get("seen", ""))
    except Refused as refusal:
        messages.warning(request, str(refusal.message))
    return redirect("registry:import", pk=pk)


@require_POST
@page(IMPORT_PEOPLE)
def import_resume(request, pk: UUID):
    resume_import(actor=request.actor, job=get_job(request.actor, pk))
    messages.info(request, _now("正在接着写入。"))
    return redirect("registry:import", pk=pk)


@require_safe
@page(IMPORT_PEOPLE)
def import_report(request, pk: UUID):
    report = report_of(get_job(request.actor, pk), request.actor)
    if report is None:
        raise NotFound()
    if isinstance(report, StoredFile):
        return file_response(report)
    response = HttpResponse(report, content_type=XLSX)
    response["Content-Disposition"] = "attachment; filename=report.xlsx"
    return response
