"""Papers and workbooks."""

from uuid import UUID

from django.forms import Form
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from rongyi.confirmations.forms import SlipForm
from rongyi.confirmations.models import Hold
from rongyi.confirmations.opening_queries import places_below
from rongyi.confirmations.permissions import CONFIRM, EXPORT_CONFIRMATIONS, VIEW_CONFIRMATIONS
from rongyi.confirmations.queries import duties_visible, get_campaign, get_duty, holds_of
from rongyi.confirmations.services.exporting import XLSX, export_list
from rongyi.confirmations.services.papers import PDF, print_letter, print_slips
from rongyi.confirmations.views.desk import asked_of
from rongyi.kernel.errors import NotFound
from rongyi.kernel.forms import refusals_in, status_of
from rongyi.organisation.access import page
from rongyi.organisation.queries import get_station


@require_http_methods(["GET", "POST"])
@page(CONFIRM)
def slips(request, pk: UUID):
    campaign, home = get_campaign(request.actor, pk), request.actor.home_code
    address = get_station(request.actor, home).address
    initial = {"station": home, "place": address or get_station(request.actor, home).name}
    form = SlipForm(request.POST or None, stations=places_below(request.actor, villages=True), initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            given = dict(form.cleaned_data)
            place = given.pop("station")
            paper = print_slips(actor=request.actor, region_code=place, campaign=campaign, **given)
            return _pdf(paper, f"slips-{place}.pdf")
    return render(request, "confirmations/slips.html", {"form": form, "campaign": campaign}, status=status_of(form))


@require_POST
@page(VIEW_CONFIRMATIONS)
def letter(request, pk: UUID):
    duty = get_duty(request.actor, pk)
    hold = next((h for h in holds_of(duty) if h.state in (Hold.State.HELD, Hold.State.LIFTED)), None)
    if hold is None:
        raise NotFound()
    return _pdf(print_letter(actor=request.actor, duty=duty, hold=hold), "letter.pdf")


def _pdf(paper: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(paper, content_type=PDF, headers=headers)


@require_http_methods(["GET", "POST"])
@page(EXPORT_CONFIRMATIONS)
def export(request, pk: UUID):
    campaign, asked = get_campaign(request.actor, pk), asked_of(request)
    form = Form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            done = export_list(request.actor, campaign, asked)
            return FileResponse(done.file, as_attachment=True, filename=done.name, content_type=XLSX)
    context = {
        "campaign": campaign,
        "form": form,
        "count": asked.narrow(duties_visible(request.actor, campaign)).count(),
    }
    return render(request, "confirmations/export.html", context, status=status_of(form))
