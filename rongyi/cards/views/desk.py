"""Cards of a place, one card with what happened to it, and entering one that exists already."""

from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rongyi.cards.forms import EnterForm
from rongyi.cards.permissions import EDIT_OFFERS, HAND_OVER, KEEP_CARD, VIEW_CARDS
from rongyi.cards.queries import (
    Asked,
    card_page,
    cards_of,
    cards_visible,
    counts,
    events_of,
    get_card,
    provinces,
    station_names,
    waiting_to_hand_over,
)
from rongyi.cards.services.issuing import enter_card
from rongyi.cards.shown import acts_for, card_rows, event_lines, matters_for, tabs
from rongyi.casework.permissions import OPEN_CASE
from rongyi.kernel import clock
from rongyi.kernel.forms import refusals_in, status_of
from rongyi.organisation.access import page
from rongyi.registry.queries import get_person


@require_safe
@page(VIEW_CARDS)
def card_list(request):
    today, given = clock.today(), request.GET
    asked = Asked(given.get("state", "live")[:14], given.get("station", "")[:12])
    shown = card_page(asked.narrow(cards_visible(request.actor), today), given.get("after", "")[:60])
    whole = request._whole_actor
    context = {
        "rows": card_rows(shown.cards, today),
        "tabs": tabs(asked, counts(request.actor, today)),
        "next_url": f"?state={asked.state}&station={asked.station}&after={shown.next}" if shown.next else "",
        "first_url": f"?state={asked.state}&station={asked.station}" if "after" in given else "",
        "waiting": waiting_to_hand_over(whole).count() if whole.can(HAND_OVER) else 0,
        "can_hand_over": whole.can(HAND_OVER),
        "can_edit_offers": whole.can(EDIT_OFFERS),
    }
    return render(request, "cards/cards.html", context)


@require_safe
@page(VIEW_CARDS)
def card(request, pk: UUID):
    found = get_card(request.actor, pk)
    others = [one for one in cards_of(found.person) if one.pk != found.pk]
    today = clock.today()
    context = {
        "row": card_rows([found], today)[0],
        "events": event_lines(events_of(found)),
        "others": card_rows(others, today),
        "matters": matters_for(found) if request._whole_actor.can(OPEN_CASE) else [],
        "acts": acts_for(found) if request._whole_actor.can(KEEP_CARD) else [],
        "province": dict(provinces()).get(found.province, ""),
        "station": station_names([found.region_code]).get(found.region_code, ""),
    }
    return render(request, "cards/card.html", context)


@require_http_methods(["GET", "POST"])
@page(KEEP_CARD)
def enter(request, person: UUID):
    found = get_person(request.actor, person)
    form = EnterForm(request.POST or None, provinces=provinces(), initial={"province": found.county[:2]})
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            made = enter_card(actor=request.actor, person=found, given=form.given())
            messages.success(request, _("优待证已登记。"))
            return redirect("cards:card", pk=made.pk)
    return render(request, "cards/enter.html", {"form": form, "person": found}, status=status_of(form))
