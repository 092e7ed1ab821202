"""For everybody: whether a card that is shown is valid, and where cards are good for something."""

from urllib.parse import urlencode

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rongyi.accounts.rates import spend
from rongyi.cards.forms import OfferSearch
from rongyi.cards.offer_queries import offer_page, offers_valid, places_with_offers
from rongyi.cards.services.showing import look_at
from rongyi.cards.shown import offer_rows
from rongyi.cards.views.offers import page_asked
from rongyi.kernel import clock
from rongyi.organisation.access import public_page

LOOKS_A_MINUTE = 30
"""Of one address: a ticket office in a rush, and no more (本产品默认)."""


@public_page
@require_http_methods(["GET", "POST"])
def check(request, word: str):
    """security: a GET uses nothing up and tells nothing, so that no preview of a link spends the code."""
    if request.method == "GET":
        return render(request, "cards/check.html", {})
    rate = spend("card-check", request.META.get("REMOTE_ADDR", ""), LOOKS_A_MINUTE)
    if not rate.allowed:
        context = {"message": _("查得太多了,请过一分钟再试。"), "retry_at": None}
        response = render(request, "429.html", context, status=429)
        response["Retry-After"] = str(rate.seconds)
        return response
    return render(request, "cards/check.html", {"is_asked": True, "is_valid": look_at(word), "now": clock.now()})


@public_page
@require_safe
def offers(request):
    today, number = clock.today(), page_asked(request)
    form = OfferSearch(request.GET or None, places=places_with_offers(today))
    asked = form.asked()
    found, more = offer_page(offers_valid(today, **asked), number)
    again = {"place": asked["place"], "kind": asked["kind"], "q": asked["text"]}
    context = {
        "form": form,
        "rows": offer_rows(found, today),
        "next_url": f"?{urlencode({**again, 'page': number + 1})}" if more else "",
        "first_url": f"?{urlencode(again)}" if number > 1 else "",
    }
    return render(request, "cards/offers.html", context)
