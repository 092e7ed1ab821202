"""The personal information form, filled in or blank."""

from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from rongyi.kernel.errors import NotFound
from rongyi.kernel.forms import refusals_in, status_of
from rongyi.organisation.access import page
from rongyi.registry.permissions import PRINT_PERSON
from rongyi.registry.printing.services import CONTENT_TYPES, blank, print_form
from rongyi.registry.queries import get_person


class PrintForm(forms.Form):
    format = forms.ChoiceField(
        label=_("格式"), choices=[("pdf", _("PDF,直接打印")), ("docx", _("Word,还要修改"))], initial="pdf",
        widget=forms.RadioSelect,
    )  # fmt: skip
    whole = forms.BooleanField(label=_("打印完整号码"), required=False)
    reason = forms.CharField(
        label=_("理由"), max_length=200, required=False, help_text=_("打印完整号码时填写,会留下记录。")
    )


@require_http_methods(["GET", "POST"])
@page(PRINT_PERSON)
def person_print(request, pk: UUID):
    person = get_person(request.actor, pk)
    form = PrintForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            return _attachment(*print_form(actor=request.actor, person=person, **form.cleaned_data))
    return render(request, "registry/person_print.html", {"person": person, "form": form}, status=status_of(form))


@require_safe
@page(PRINT_PERSON)
def blank_form(request, format: str):
    if format not in CONTENT_TYPES:
        raise NotFound()
    return _attachment(*blank(request.actor.home_county, format))


def _attachment(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=CONTENT_TYPES[name.rpartition(".")[2]])
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response
