"""Stock-taking: with a phone's camera, with a hand scanner, or by typing."""

from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rongyi.archives.forms import CountForm, SeeForm
from rongyi.archives.models import Box, StockTake
from rongyi.archives.permissions import KEEP_ARCHIVES, VIEW_ARCHIVES
from rongyi.archives.queries import get_stocktake, last_seen, stocktakes
from rongyi.archives.queries.counts import box_in_count, seen_by_code, standing_of
from rongyi.archives.services import close_count, see_piece, start_count
from rongyi.kernel.errors import NotFound, Refused
from rongyi.kernel.forms import refusals_in, status_of
from rongyi.organisation.access import page


@require_safe
@page(VIEW_ARCHIVES)
def counts(request):
    can_keep = request._whole_actor.can(KEEP_ARCHIVES)
    context = {"form": CountForm(actor=request.actor), "counts": stocktakes(request.actor), "can_keep": can_keep}
    return render(request, "archives/counts.html", context)


@require_POST
@page(KEEP_ARCHIVES)
def begin(request):
    form = CountForm(request.POST, actor=request.actor)
    if form.is_valid():
        with refusals_in(form):
            fonds = form.known[form.cleaned_data["fonds"]]
            return redirect("archives:count", pk=start_count(actor=request.actor, fonds=fonds).pk)
    context = {"form": form, "counts": stocktakes(request.actor), "can_keep": True}
    return render(request, "archives/counts.html", context, status=status_of(form))


@require_safe
@page(VIEW_ARCHIVES)
def count(request, pk: UUID):
    """While it is open a page to scan on, afterwards the frozen report."""
    stocktake = get_stocktake(request.actor, pk)
    if stocktake.closed_at:
        return render(request, "archives/count_report.html", {"count": stocktake, "result": stocktake.result})
    box = box_in_count(stocktake, request.GET.get("box"))
    can_keep = request._whole_actor.can(KEEP_ARCHIVES)
    return render(request, "archives/count.html", {**_board(stocktake), "box": box, "can_keep": can_keep})


@require_POST
@page(KEEP_ARCHIVES)
def see(request, pk: UUID):
    stocktake, form = get_stocktake(request.actor, pk), SeeForm(request.POST)
    context = {"can_keep": True, **_read(request, stocktake, form), **_board(stocktake)}
    template = "archives/count.html#board" if request.htmx else "archives/count.html"
    return render(request, template, context, status=422 if context.get("wrong") else 200)


def _board(stocktake: StockTake) -> dict:
    standing = standing_of(stocktake)
    return {"count": stocktake, "standing": standing, "last": last_seen(stocktake), "form": SeeForm()}


def _read(request, stocktake: StockTake, form: SeeForm) -> dict:
    """What one scan or one typed code comes to: another box, or a piece seen in the box at hand."""
    if not form.is_valid():
        return {"wrong": _("没有读到内容,请再扫一次。")}
    box = box_in_count(stocktake, form.cleaned_data["box"])
    try:
        thing = seen_by_code(request.actor, stocktake, form.cleaned_data["code"])
        if isinstance(thing, Box):
            return {"box": thing, "now": thing}
        seen = see_piece(actor=request.actor, stocktake=stocktake, piece=thing, box=box)
    except NotFound:
        return {"box": box, "wrong": _("这个全宗里没有这个档号或盒号。请看清是不是别的全宗的档案。")}
    except Refused as refusal:
        return {"box": box, "wrong": str(refusal.message)}
    return {"box": box, "seen": seen}


@require_http_methods(["GET", "POST"])
@page(KEEP_ARCHIVES)
def close(request, pk: UUID):
    stocktake = get_stocktake(request.actor, pk)
    if request.method == "POST":
        close_count(actor=request.actor, stocktake=stocktake)
        messages.success(request, _("清点已结束,报告不再变化。"))
        return redirect("archives:count", pk=pk)
    return render(request, "archives/count_close.html", {"count": stocktake, "standing": standing_of(stocktake)})
