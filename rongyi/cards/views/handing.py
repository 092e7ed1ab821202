"""Handing over many cards: choose, print the list, have it signed, sign it off."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from rongyi.cards.forms import HandOverForm
from rongyi.cards.permissions import HAND_OVER
from rongyi.cards.queries import waiting_to_hand_over
from rongyi.cards.services.handing import MOST, PDF, hand_over_cards, print_ceremony, print_list
from rongyi.cards.shown import hand_over_rows
from rongyi.kernel.forms import refusals_in, status_of
from rongyi.organisation.access import page


def _form(request) -> HandOverForm:
    waiting = list(waiting_to_hand_over(request.actor)[:MOST])
    posted = request.POST if request.method == "POST" else None
    return HandOverForm(posted, waiting=waiting, rows=hand_over_rows(waiting), has_all="all" in request.GET)


def _page(request, form: HandOverForm):
    context = {"form": form, "count": waiting_to_hand_over(request.actor).count(), "most": MOST}
    return render(request, "cards/hand_over.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
@page(HAND_OVER)
def hand_over(request):
    form = _form(request)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            count = hand_over_cards(
                actor=request.actor, cases=form.chosen, received=form.received, way=form.cleaned_data["way"]
            )
            messages.success(request, _("已登记发放 %(n)d 张。") % {"n": count})
            return redirect("cards:hand_over")
    return _page(request, form)


@require_POST
@page(HAND_OVER)
def hand_over_list(request):
    form = _form(request)
    if form.is_valid():
        with refusals_in(form):
            return _pdf(print_list(actor=request.actor, cases=form.chosen), "cards-list.pdf")
    return _page(request, form)


@require_POST
@page(HAND_OVER)
def hand_over_ceremony(request):
    form = _form(request)
    if form.is_valid():
        with refusals_in(form):
            paper = print_ceremony(actor=request.actor, cases=form.chosen, ceremony=form.ceremony)
            return _pdf(paper, "cards-ceremony.pdf")
    return _page(request, form)


def _pdf(paper: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(paper, content_type=PDF, headers=headers)
