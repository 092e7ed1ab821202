"""Proposing an erasure and deciding over it."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rongyi.accounts.fresh import fresh_sign_in
from rongyi.erasure.forms import DecideForm, ProposeForm
from rongyi.erasure.models import Erasure
from rongyi.erasure.permissions import DECIDE_ERASURE, PROPOSE_ERASURE, VIEW_ERASURES
from rongyi.erasure.queries import PAGE, erasures_listed, get_erasure
from rongyi.erasure.services import decide_erasure, propose_erasure
from rongyi.kernel.forms import refusals_in, status_of
from rongyi.organisation.access import page
from rongyi.registry.queries import get_person


@require_safe
@page(VIEW_ERASURES)
def erasure_list(request):
    before = request.GET.get("before", "")
    found = erasures_listed(request.actor, before=_place(before))
    more, found = len(found) > PAGE, found[:PAGE]
    url = reverse("erasure:list")
    context = {
        "erasures": found,
        "decides": request._whole_actor.can(DECIDE_ERASURE),
        "first_url": url if before else "",
        "next_url": f"{url}?{urlencode({'before': found[-1].pk})}" if more else "",
    }
    return render(request, "erasure/erasure_list.html", context)


@require_http_methods(["GET", "POST"])
@page(PROPOSE_ERASURE)
def erasure_propose(request, pk: UUID):
    person = get_person(request.actor, pk)
    form = ProposeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            propose_erasure(actor=request.actor, person=person, **form.cleaned_data)
            messages.success(request, _("已提出,等局领导批准。30 天内办结。"))
            return redirect("erasure:list")
    return render(request, "erasure/erasure_propose.html", {"person": person, "form": form}, status=status_of(form))


@require_http_methods(["GET", "POST"])
@page(DECIDE_ERASURE)
@fresh_sign_in
def erasure_decide(request, pk: UUID):
    erasure = get_erasure(request.actor, pk)
    form = DecideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            decide_erasure(actor=request.actor, erasure=erasure, **form.cleaned_data)
            messages.success(request, _("已办好。"))
            return redirect("erasure:list")
    context = {"erasure": erasure, "form": form, "open": erasure.state == Erasure.State.WAITING}
    return render(request, "erasure/erasure_decide.html", context, status=status_of(form))


def _place(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
