"""Files that were asked for: one's own, and those that wait for one's decision."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rongyi.accounts.fresh import fresh_sign_in
from rongyi.kernel.files.store import file_response
from rongyi.kernel.forms import refusals_in, status_of
from rongyi.ledgers.approval_services import decide_export, fetch_export, is_same_person
from rongyi.ledgers.export_queries import PAGE, exports_listed, exports_waiting_for, get_export
from rongyi.ledgers.forms import DecideForm
from rongyi.ledgers.models import Export
from rongyi.ledgers.pages import export_in_words
from rongyi.ledgers.permissions import APPROVE_EXPORT, EXPORT_LEDGER
from rongyi.organisation.access import page


@require_safe
@page(EXPORT_LEDGER)
def export_list(request):
    before = request.GET.get("before", "")
    found = exports_listed(request.actor, before=_place(before))
    more, found = len(found) > PAGE, found[:PAGE]
    url = reverse("ledgers:exports")
    context = {
        "exports": found,
        "waiting": [] if before else exports_waiting_for(request._whole_actor),
        "first_url": url if before else "",
        "next_url": f"{url}?{urlencode({'before': found[-1].pk})}" if more else "",
    }
    return render(request, "ledgers/export_list.html", context)


@require_http_methods(["GET", "POST"])
@page(APPROVE_EXPORT)
@fresh_sign_in
def export_decide(request, pk: UUID):
    export = get_export(request.actor, pk)
    form = DecideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            decide_export(actor=request.actor, export=export, **form.cleaned_data)
            messages.success(request, _("已办好,申请人会看到结果。"))
            return redirect("ledgers:exports")
    context = {
        "export": export, "form": form, "pairs": export_in_words(export),
        "open": export.state_now == Export.State.WAITING and not is_same_person(request.actor, export),
    }  # fmt: skip
    return render(request, "ledgers/export_decide.html", context, status=status_of(form))


@require_POST
@page(EXPORT_LEDGER)
def export_file(request, pk: UUID):
    return file_response(fetch_export(actor=request.actor, export=get_export(request.actor, pk)))


def _place(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
