"""Changes that wait for the next tier: old beside new, accepted or refused with a reason."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rongyi.kernel.forms import refusals_in, status_of
from rongyi.organisation.access import page
from rongyi.registry.models import Proposal
from rongyi.registry.permissions import ACCEPT_CHANGE, EDIT_PERSON, VIEW_PEOPLE
from rongyi.registry.proposal_queries import get_proposal, proposal_line, proposals_page
from rongyi.registry.services.proposing import accept_proposal, refuse_proposal, withdraw_proposal


class DecisionForm(forms.Form):
    reason = forms.CharField(label=_("理由"), max_length=200, required=False, help_text=_("不予核准时写明。"))


@require_safe
@page(VIEW_PEOPLE)
def proposal_list(request):
    state = request.GET.get("state", Proposal.State.OPEN)
    found, next_url = proposals_page(request.actor, state, request.GET.get("cursor"))
    tabs = [
        {"label": label, "url": f"?state={value}", "current": value == state} for value, label in Proposal.State.choices
    ]
    can_decide = request._whole_actor.can(ACCEPT_CHANGE)
    context = {"found": found, "tabs": tabs, "next_url": next_url, "can_decide": can_decide}
    return render(request, "registry/proposals.html", context)


@require_http_methods(["GET", "POST"])
@page(VIEW_PEOPLE)
def proposal(request, pk: UUID):
    one = get_proposal(request.actor, pk)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            if "refuse" in request.POST:
                done = refuse_proposal(actor=request.actor, proposal=one, reason=form.cleaned_data["reason"])
            else:
                done = accept_proposal(actor=request.actor, proposal=one)
            messages.success(request, done.get_state_display())
            return redirect("registry:proposals")
    mine = one.proposed_by == request.actor.user_id
    context = {
        "line": proposal_line(one, request.actor), "form": form, "mine": mine,
        "can_decide": request._whole_actor.can(ACCEPT_CHANGE) and not mine, "can_edit": request._whole_actor.can(EDIT_PERSON),
    }  # fmt: skip
    return render(request, "registry/proposal.html", context, status=status_of(form))


@require_POST
@page(EDIT_PERSON)
def proposal_withdraw(request, pk: UUID):
    withdraw_proposal(actor=request.actor, proposal=get_proposal(request.actor, pk))
    messages.success(request, _("已收回。"))
    return redirect("registry:proposals")
