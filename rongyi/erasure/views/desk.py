"""Proposing an erasure and deciding over it."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rongyi.accounts.fresh import fresh_sign_in
from rongyi.erasure.forms import DecideForm, ProposeForm
from rongyi.erasure.keeping_queries import papers_of, words_of
from rongyi.erasure.models import Erasure
from rongyi.erasure.permissions import DECIDE_ERASURE, PROPOSE_ERASURE, VIEW_ERASURES
from rongyi.erasure.queries import PAGE, erasures_listed, get_erasure
from rongyi.erasure.services import decide_erasure, print_certificate, propose_erasure
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
    context = {"person": person, "form": form, "papers": papers_of(person)}
    return render(request, "erasure/erasure_propose.html", context, status=status_of(form))


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
            return redirect("erasure:done", pk=pk)
    is_open = erasure.state == Erasure.State.WAITING
    papers = papers_of(get_person(request.actor, erasure.person_id)) if is_open else []
    context = {"erasure": erasure, "form": form, "open": is_open, "papers": papers}
    return render(request, "erasure/erasure_decide.html", context, status=status_of(form))


@require_safe
@page(VIEW_ERASURES)
def erasure_done(request, pk: UUID):
    erasure = get_erasure(request.actor, pk)
    context = {"erasure": erasure, "gone": words_of(erasure.counts), "is_done": erasure.state == Erasure.State.DONE}
    return render(request, "erasure/erasure_done.html", context)


@require_POST
@page(VIEW_ERASURES)
def certificate(request, pk: UUID):
    content = print_certificate(actor=request.actor, erasure=get_erasure(request.actor, pk))
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(False, f"{_('删除个人信息证明')}.pdf") or "inline"
    return response


def _place(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
