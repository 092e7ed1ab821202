"""Papers of a case: looked at, brought, shown, printed, handed over."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rongyi.casework.forms import CheckForm, DeliverForm
from rongyi.casework.material_forms import MaterialForm
from rongyi.casework.material_queries import file_of_material, material_of
from rongyi.casework.permissions import ACT_ON_CASE, PRINT_DOCUMENT, VIEW_CASES
from rongyi.casework.services.documents import deliver_document, document_of, keep_stamped, print_document
from rongyi.casework.services.looking import look_at
from rongyi.casework.services.materials import attach_material, check_material
from rongyi.casework.shown import name_of
from rongyi.casework.views.case import found
from rongyi.kernel.errors import NotFound
from rongyi.kernel.files.checks import FileRefused
from rongyi.kernel.files.store import file_response, receive
from rongyi.kernel.forms import refusals_in
from rongyi.organisation.access import page

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_http_methods(["GET", "POST"])
@page(ACT_ON_CASE)
def material(request, pk: UUID, key: str):
    case, procedure = found(request, pk)
    row, asked = material_of(case, key), procedure.material(key)
    if row is None or asked is None:
        raise NotFound()
    bringing = request.method == "POST" and "bring" in request.POST
    checking = request.method == "POST" and not bringing
    upload = MaterialForm(*((request.POST, request.FILES) if bringing else ()), material=asked)
    check = CheckForm(request.POST if checking else None, material=asked, initial={"state": "accepted"})
    if (bringing and _brought(request, case, key, upload)) or (checking and _checked(request, case, key, check)):
        return redirect("casework:case", pk=pk)
    context = {
        "case": case,
        "procedure": procedure,
        "row": row,
        "material": asked,
        "upload": upload,
        "check": check,
        "name": name_of(case, request.actor),
    }
    bad = (bringing and upload.errors) or (checking and check.errors)
    return render(request, "casework/material.html", context, status=422 if bad else 200)


def _brought(request, case, key: str, form: MaterialForm) -> bool:
    if not form.is_valid():
        return False
    with refusals_in(form):
        attach_material(actor=request.actor, case=case, key=key, received=form.received, dated_on=form.day)
        messages.success(request, _("已收下。"))
        return True
    return False


def _checked(request, case, key: str, form: CheckForm) -> bool:
    if not form.is_valid():
        return False
    with refusals_in(form):
        check_material(actor=request.actor, case=case, key=key, **form.cleaned_data)
        messages.success(request, _("已记下。"))
        return True
    return False


@require_safe
@page(VIEW_CASES)
def material_file(request, pk: UUID, key: str):
    """security: through the case, never by the file's own number."""
    case, _procedure = found(request, pk)
    stored = file_of_material(case, key)
    if stored is None:
        raise NotFound()
    look_at(actor=request.actor, case=case)
    return file_response(stored, inline=True)


@require_POST
@page(PRINT_DOCUMENT)
def document(request, pk: UUID, document: UUID):
    case, _procedure = found(request, pk)
    format = "docx" if request.POST.get("format") == "docx" else "pdf"
    content, name = print_document(actor=request.actor, document=document_of(case, document), format=format)
    response = HttpResponse(content, content_type=DOCX if format == "docx" else "application/pdf")
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "POST"])
@page(ACT_ON_CASE)
def deliver(request, pk: UUID, document: UUID):
    case, procedure = found(request, pk)
    paper = document_of(case, document)
    form = DeliverForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            deliver_document(actor=request.actor, document=paper, **form.cleaned_data)
            _stamp(request, paper)
            messages.success(request, _("已登记送达。"))
            return redirect("casework:case", pk=pk)
    context = {"case": case, "procedure": procedure, "form": form, "document": paper}
    return render(request, "casework/deliver.html", context, status=422 if form.errors else 200)


def _stamp(request, paper) -> None:
    """The scan of the sealed paper, where there is one."""
    if "scan" not in request.FILES:
        return
    try:
        keep_stamped(actor=request.actor, document=paper, received=receive(request.FILES["scan"]))
    except FileRefused as refusal:
        messages.warning(request, str(refusal.message))
