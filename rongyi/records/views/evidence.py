"""Files of a record: put one there, open it, take it away."""

from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rongyi.kernel.crypto.classes import DataClass
from rongyi.kernel.errors import NotFound
from rongyi.kernel.files.store import file_response
from rongyi.kernel.forms import refusals_in
from rongyi.organisation.access import page
from rongyi.records.evidence_services import attach_evidence, remove_evidence
from rongyi.records.forms import EvidenceForm
from rongyi.records.permissions import CORRECT_RECORD, VIEW_RECORDS, WRITE_RECORD
from rongyi.records.queries import get_evidence, get_fact


@require_POST
@page(WRITE_RECORD)
def attach(request, pk: UUID):
    fact = get_fact(request.actor, pk)
    form = EvidenceForm(request.POST, request.FILES)
    if form.is_valid():
        with refusals_in(form):
            attach_evidence(actor=request.actor, fact=fact, upload=form.cleaned_data["file"])
            messages.success(request, _("材料已保存。"))
    for error in form.errors.get("file", []) + form.non_field_errors():
        messages.error(request, error)
    return redirect("records:fact", pk=pk)


@require_safe
@page(VIEW_RECORDS)
def opened(request, pk: UUID, file: UUID):
    fact = get_fact(request.actor, pk)
    if not request.actor.reads_whole(DataClass.S3):  # security: a photo is of class S3
        raise NotFound()
    return file_response(get_evidence(fact, file), inline=True)


@require_POST
@page(CORRECT_RECORD)
def remove(request, pk: UUID, file: UUID):
    fact = get_fact(request.actor, pk)
    remove_evidence(actor=request.actor, fact=fact, stored=get_evidence(fact, file))
    messages.success(request, _("材料已移除。"))
    return redirect("records:fact", pk=pk)
