"""The station's side: who acts for a person, a new paper, an end."""

from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rongyi.kernel import clock
from rongyi.kernel.files.store import file_response
from rongyi.kernel.forms import refusals_in, status_of
from rongyi.mandates.forms import MandateForm, WayForm
from rongyi.mandates.permissions import RECORD_MANDATE, VIEW_MANDATES
from rongyi.mandates.queries import GONE, get_mandate, mandates_of
from rongyi.mandates.services import open_scan, record_mandate, revoke_mandate
from rongyi.organisation.access import page
from rongyi.registry.queries import get_person


@require_safe
@page(VIEW_MANDATES)
def person_mandates(request, pk: UUID):
    person, today = get_person(request.actor, pk), clock.today()
    rows = [(mandate, mandate.runs_on(today) and person.status not in GONE) for mandate in mandates_of(person)]
    can_record = request.actor.can(RECORD_MANDATE) and person.status not in GONE
    context = {"person": person, "rows": rows, "can_record": can_record, "today": today}
    return render(request, "mandates/person_mandates.html", context)


@require_http_methods(["GET", "POST"])
@page(RECORD_MANDATE)
def mandate_record(request, pk: UUID):
    person = get_person(request.actor, pk)
    form = MandateForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            record_mandate(actor=request.actor, person=person, given=form.given(), received=form.received)
            messages.success(request, _("已登记。对方用这个手机号在首页登录,就可以替本人办事。"))
            return redirect("mandates:person", pk=pk)
    return render(request, "mandates/mandate_record.html", {"person": person, "form": form}, status=status_of(form))


@require_http_methods(["GET", "POST"])
@page(RECORD_MANDATE)
def mandate_revoke(request, pk: UUID):
    mandate = get_mandate(request.actor, pk)
    form = WayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            revoke_mandate(actor=request.actor, mandate=mandate, way=form.cleaned_data["way"])
            messages.success(request, _("已撤销,对方从现在起不能再代办。"))
            return redirect("mandates:person", pk=mandate.person_id)
    return render(request, "mandates/mandate_revoke.html", {"mandate": mandate, "form": form}, status=status_of(form))


@require_POST
@page(VIEW_MANDATES)
def mandate_scan(request, pk: UUID):
    """A POST, since looking at a paper is on record."""
    return file_response(open_scan(actor=request.actor, mandate=get_mandate(request.actor, pk)))
