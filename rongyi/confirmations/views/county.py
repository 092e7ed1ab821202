"""What a county does: opening and closing, and deciding over proposals."""

from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rongyi.confirmations.forms import CampaignForm, DecisionForm, ReasonForm
from rongyi.confirmations.opening_queries import initial_of, places_below
from rongyi.confirmations.permissions import DECIDE_HOLD, OPEN_CAMPAIGN, VIEW_CONFIRMATIONS
from rongyi.confirmations.policy import policies, policy
from rongyi.confirmations.queries import attempts_of, get_campaign, get_duty, holds_of
from rongyi.confirmations.queries import proposals as proposals_of
from rongyi.confirmations.services.holding import decide_hold, end_duty, letter_text, restore
from rongyi.confirmations.services.opening import close_campaign, open_campaign
from rongyi.confirmations.shown import definition_choices
from rongyi.confirmations.shown import station_names as names_of
from rongyi.kernel.forms import refusals_in, status_of
from rongyi.organisation.access import page


@require_http_methods(["GET", "POST"])
@page(OPEN_CAMPAIGN)
def campaign_new(request):
    name = request.POST.get("definition") or request.GET.get("kind") or next(iter(sorted(policies(), reverse=True)), "")
    rules, _version = policy(name)
    form = CampaignForm(
        request.POST or None, rules=rules, stations=places_below(request.actor), initial=initial_of(rules, name)
    )
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            place = form.cleaned_data["station"]
            made = open_campaign(actor=request.actor, region_code=place, given=form.given())
            messages.success(request, _("已开展。名单正在生成,一会儿就好。"))
            return redirect("confirmations:campaign", pk=made.pk)
    kinds = [{"label": title, "url": f"?kind={kind}", "current": kind == name} for kind, title in definition_choices()]
    context = {"form": form, "kinds": kinds, "rules": rules}
    return render(request, "confirmations/campaign_new.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
@page(OPEN_CAMPAIGN)
def campaign_close(request, pk: UUID):
    found = get_campaign(request.actor, pk)
    if request.method == "POST":
        close_campaign(actor=request.actor, campaign=found)
        messages.success(request, _("已结束。名单和记录都在,可以查看和导出。"))
        return redirect("confirmations:campaign", pk=pk)
    return render(request, "confirmations/campaign_close.html", {"campaign": found})


@require_safe
@page(VIEW_CONFIRMATIONS)
def proposals(request):
    found = list(proposals_of(request.actor)[:50])
    stations = names_of(hold.region_code for hold in found)
    rows = [{"hold": hold, "duty": hold.duty, "station": stations.get(hold.region_code, "")} for hold in found]
    can_decide = request._whole_actor.can(DECIDE_HOLD)
    return render(request, "confirmations/proposals.html", {"rows": rows, "can_decide": can_decide})


@require_http_methods(["GET", "POST"])
@page(DECIDE_HOLD)
def decide(request, pk: UUID):
    found = get_duty(request.actor, pk)
    form = DecisionForm(request.POST or None, initial={"letter": letter_text(found)})
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            hold = decide_hold(actor=request.actor, duty=found, **form.given())
            messages.success(request, _("已决定:%(state)s。") % {"state": hold.get_state_display()})
            return redirect("confirmations:duty", pk=pk)
    hold = next((h for h in holds_of(found) if h.state == "proposed"), None)
    context = {"form": form, "duty": found, "hold": hold, "attempts": attempts_of(found)}
    return render(request, "confirmations/decide.html", context, status=status_of(form))


def _reasoned(request, pk: UUID, act, done: str, words: dict):
    """The shape that lifting and ending share: one question, one service, back to the person."""
    found = get_duty(request.actor, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            act(actor=request.actor, duty=found, reason=form.cleaned_data["reason"])
            messages.success(request, done)
            return redirect("confirmations:duty", pk=pk)
    return render(
        request, "confirmations/reasoned.html", {"form": form, "duty": found, **words}, status=status_of(form)
    )


@require_http_methods(["GET", "POST"])
@page(DECIDE_HOLD)
def restore_payment(request, pk: UUID):
    words = {
        "title": _("恢复发放"),
        "effect": _("从今天起恢复发放。年度确认仍要办,本人来办后一并记下。"),
        "act": _("恢复发放"),
    }
    return _reasoned(request, pk, restore, _("已恢复发放。"), words)


@require_http_methods(["GET", "POST"])
@page(DECIDE_HOLD)
def end(request, pk: UUID):
    words = {
        "title": _("终止年度确认"),
        "effect": _("这个人今年不用再确认。去世、迁出、类别变动请改档案,系统会自己终止;这里只办别的情形。"),
        "act": _("终止"),
    }
    return _reasoned(request, pk, end_duty, _("已终止。"), words)
