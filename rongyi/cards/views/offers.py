"""The catalogue of offers, as staff keep it."""

from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rongyi.cards.forms import OfferForm
from rongyi.cards.offer_queries import get_offer, offer_page, offers_visible, own_places
from rongyi.cards.permissions import EDIT_OFFERS, VIEW_CARDS
from rongyi.cards.services.offering import add_offer, change_offer
from rongyi.cards.shown import offer_rows
from rongyi.kernel import clock
from rongyi.kernel.forms import refusals_in, status_of
from rongyi.organisation.access import page


def page_asked(request) -> int:
    word = request.GET.get("page", "1")
    return int(word) if word.isdigit() and len(word) < 5 else 1


@require_safe
@page(VIEW_CARDS)
def offer_list(request):
    number = page_asked(request)
    offers, more = offer_page(offers_visible(request.actor), number)
    context = {
        "rows": offer_rows(offers, clock.today()),
        "next_url": f"?page={number + 1}" if more else "",
        "first_url": "?page=1" if number > 1 else "",
        "can_edit": request._whole_actor.can(EDIT_OFFERS),
    }
    return render(request, "cards/offer_list.html", context)


@require_http_methods(["GET", "POST"])
@page(EDIT_OFFERS)
def offer_new(request):
    form = OfferForm(request.POST or None, places=own_places(request.actor))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            data = dict(form.cleaned_data)
            add_offer(actor=request.actor, region_code=data.pop("region_code"), given=data)
            messages.success(request, _("已列入优待目录。"))
            return redirect("cards:offers")
    return render(request, "cards/offer.html", {"form": form}, status=status_of(form))


@require_http_methods(["GET", "POST"])
@page(EDIT_OFFERS)
def offer_edit(request, pk: UUID):
    offer = get_offer(request.actor, pk)
    form = OfferForm(request.POST or None, instance=offer, places=[])
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            data = dict(form.cleaned_data)
            change_offer(actor=request.actor, offer=offer, version=data.pop("version") or 0, given=data)
            messages.success(request, _("已保存。"))
            return redirect("cards:offers")
    return render(request, "cards/offer.html", {"form": form, "offer": offer}, status=status_of(form))
