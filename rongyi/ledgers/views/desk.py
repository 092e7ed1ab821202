"""Pages of ledgers: which there are, one of them with its filters, and taking one out as a file."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rongyi.kernel.forms import refusals_in
from rongyi.ledgers import paging
from rongyi.ledgers.approval_services import ask_export
from rongyi.ledgers.exports import export_ledger
from rongyi.ledgers.forms import AskForm, ExportForm, LedgerFilterForm
from rongyi.ledgers.pages import list_of_ledgers, page_of_ledger, summary_of_export
from rongyi.ledgers.permissions import EXPORT_LEDGER, VIEW_LEDGERS
from rongyi.ledgers.queries import ledger
from rongyi.organisation.access import page


@require_safe
@page(VIEW_LEDGERS)
def ledger_list(request):
    return render(request, "ledgers/ledger_list.html", {"ledgers": list_of_ledgers(request.actor)})


@require_safe
@page(VIEW_LEDGERS)
def ledger_shown(request, name: str):
    book = ledger(name)
    form = LedgerFilterForm(request.GET, ledger=book, actor=request.actor)
    context: dict[str, Any] = {"ledger": book, "form": form}
    if form.is_valid():
        context |= page_of_ledger(request.actor, book, form.asked(), paging.read(request.GET.get("cursor")))
        context |= paging.links(request.GET, context["next"])
    template = "ledgers/ledger.html#ledger" if request.htmx and not request.htmx.boosted else "ledgers/ledger.html"
    return render(request, template, context, status=200 if form.is_valid() else 422)


@require_http_methods(["GET", "POST"])
@page(EXPORT_LEDGER)
def ledger_export(request, name: str):
    book = ledger(name)
    filters = LedgerFilterForm(request.GET, ledger=book, actor=request.actor)
    context = {"ledger": book, "filters": filters, "query": paging.kept(request.GET)}
    if filters.is_valid():
        context |= summary_of_export(request.actor, book, filters)
    form = (AskForm if context.get("needs_approval") else ExportForm)(request.POST or None)
    if request.method == "POST" and form.is_valid() and filters.is_valid():
        with refusals_in(form):
            return _taken(request, name, {**form.cleaned_data, **filters.asked()})
    status = 422 if form.errors or filters.errors else 200
    return render(request, "ledgers/ledger_export.html", context | {"form": form}, status=status)


def _taken(request, name: str, given: dict):
    """The file at once, or the request for it where somebody else decides."""
    if "reason" in given:
        ask_export(actor=request.actor, name=name, **given)
        messages.success(request, _("申请已提交。批准后在这里下载。"))
        return redirect("ledgers:exports")
    done = export_ledger(request.actor, name, **given)
    return FileResponse(done.file, as_attachment=True, filename=done.name, content_type=done.content_type)
