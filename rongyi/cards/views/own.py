"""The holder's own side: how the card stands, the code to show, and reporting a loss."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rongyi.cards.forms import OwnLossForm
from rongyi.cards.permissions import OWN_CARD
from rongyi.cards.services.losing import report_own_loss
from rongyi.cards.services.showing import GOOD_FOR, address_of, make_code, picture_of
from rongyi.cards.shown import own_card_shown
from rongyi.kernel import clock
from rongyi.kernel.forms import refusals_in, status_of
from rongyi.organisation.access import page
from rongyi.rights.services import own_person

MINUTES = int(GOOD_FOR.total_seconds() // 60)


@require_safe
@page(OWN_CARD)
def own_card(request):
    person = own_person(request.actor)
    return render(request, "cards/own_card.html", {"person": person, **own_card_shown(person, clock.today())})


@require_POST
@page(OWN_CARD)
def own_code(request):
    """Shown by the answer itself: what is good for minutes has no address to come back to."""
    word = make_code(actor=request.actor, person=own_person(request.actor))
    address = address_of(word, request.build_absolute_uri("/"))
    return render(request, "cards/own_code.html", {"picture": picture_of(address), "minutes": MINUTES})


@require_http_methods(["GET", "POST"])
@page(OWN_CARD)
def own_loss(request):
    person = own_person(request.actor)
    form = OwnLossForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            report_own_loss(actor=request.actor, person=person, **form.cleaned_data)
            messages.success(request, _("已登记临时挂失。请尽快到银行网点正式挂失,再到服务站补领。"))
            return redirect("own_card:card")
    return render(request, "cards/own_loss.html", {"form": form}, status=status_of(form))
