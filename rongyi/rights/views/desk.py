"""The station's side: what one person was told and agreed to, what people asked for, copies to hand over."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rongyi.kernel import clock, paging
from rongyi.kernel.errors import Stale
from rongyi.kernel.forms import refusals_in, status_of
from rongyi.organisation.access import page
from rongyi.registry.queries import get_person
from rongyi.rights.copies import CONTENT_TYPES, copy_at_the_desk
from rongyi.rights.forms import AnswerForm, ConsentForm, CopyForm, StationRequestForm, WayForm
from rongyi.rights.models import Request
from rongyi.rights.permissions import COPY_PERSON, HANDLE_RIGHTS, RECORD_CONSENT, VIEW_RIGHTS
from rongyi.rights.queries import get_consent, get_request, looks_at, requests_due, requests_of, standings
from rongyi.rights.services import answer, ask, record_consent, withdraw_consent


@require_safe
@page(VIEW_RIGHTS)
def request_list(request):
    state = request.GET.get("state", Request.State.OPEN)
    found, after = requests_due(request.actor, state, paging.read(request.GET.get("cursor")))
    tabs = [
        {"label": label, "url": f"?state={value}", "current": value == state} for value, label in Request.State.choices
    ]
    context = {
        "found": found,
        "tabs": tabs,
        "next_url": f"{paging.url(after)}&state={state}" if after else "",
        "today": clock.today(),
    }
    return render(request, "rights/request_list.html", context)


@require_safe
@page(VIEW_RIGHTS)
def person_rights(request, pk: UUID):
    person = get_person(request.actor, pk)
    context = {
        "person": person,
        "standings": standings(person),
        "requests": requests_of(person),
        "looks": looks_at(person),
        "can_record": request.actor.can(RECORD_CONSENT),
        "can_copy": request.actor.can(COPY_PERSON),
    }
    return render(request, "rights/person_rights.html", context)


@require_http_methods(["GET", "POST"])
@page(RECORD_CONSENT)
def consent_record(request, pk: UUID):
    person = get_person(request.actor, pk)
    form = ConsentForm(request.POST or None, initial={"notice": request.GET.get("notice", "")})
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            record_consent(actor=request.actor, person=person, **form.cleaned_data)
            messages.success(request, _("已登记。"))
            return redirect("rights:person", pk=pk)
    return render(request, "rights/consent_record.html", {"person": person, "form": form}, status=status_of(form))


@require_http_methods(["GET", "POST"])
@page(RECORD_CONSENT)
def consent_withdraw(request, pk: UUID):
    consent = get_consent(request.actor, pk)
    person = get_person(request.actor, consent.person_id)
    form = WayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            withdraw_consent(actor=request.actor, consent=consent, way=form.cleaned_data["way"])
            messages.success(request, _("已收回,从现在起不再使用。"))
            return redirect("rights:person", pk=person.pk)
    context = {"person": person, "consent": consent, "form": form}
    return render(request, "rights/consent_withdraw.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
@page(HANDLE_RIGHTS)
def request_new(request, pk: UUID):
    person = get_person(request.actor, pk)
    form = StationRequestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            ask(actor=request.actor, person=person, **form.cleaned_data)
            messages.success(request, _("已登记,三十天内答复。"))
            return redirect("rights:person", pk=pk)
    return render(request, "rights/request_new.html", {"person": person, "form": form}, status=status_of(form))


@require_http_methods(["GET", "POST"])
@page(VIEW_RIGHTS)
def request_answer(request, pk: UUID):
    asked = get_request(request.actor, pk)
    form = AnswerForm(request.POST or None, initial={"version": asked.version})
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            try:
                answer(actor=request.actor, request=asked, **form.cleaned_data)
                messages.success(request, _("已答复。"))
                return redirect("rights:requests")
            except Stale:
                form.add_error(None, _("别人刚刚答复了这件请求。您写的还在下面。"))
                asked = get_request(request.actor, pk)
    context = {"asked": asked, "form": form, "can_answer": request.actor.can(HANDLE_RIGHTS), "today": clock.today()}
    return render(request, "rights/request_answer.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
@page(COPY_PERSON)
def copy(request, pk: UUID):
    person = get_person(request.actor, pk)
    form = CopyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            content, name = copy_at_the_desk(actor=request.actor, person=person, **form.cleaned_data)
            return as_attachment(content, name)
    return render(request, "rights/copy.html", {"person": person, "form": form}, status=status_of(form))


def as_attachment(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=CONTENT_TYPES[name.rpartition(".")[2]])
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response
