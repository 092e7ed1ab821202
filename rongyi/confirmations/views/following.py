"""One person: told, telephoned, looked for, and a hold proposed when nothing else is left."""

from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rongyi.confirmations.enums import WAITING, State
from rongyi.confirmations.forms import AttemptForm, ReasonForm
from rongyi.confirmations.models import Hold
from rongyi.confirmations.permissions import CONFIRM, DECIDE_HOLD, PROPOSE_HOLD, VIEW_CONFIRMATIONS
from rongyi.confirmations.queries import attempts_of, get_duty, holds_of
from rongyi.confirmations.services.following import record_attempt, tell
from rongyi.confirmations.services.holding import propose_hold
from rongyi.confirmations.shown import duty_rows, group_titles
from rongyi.confirmations.shown import station_names as names_of
from rongyi.confirmations.views.desk import rights
from rongyi.kernel import clock
from rongyi.kernel.forms import refusals_in, status_of
from rongyi.organisation.access import page
from rongyi.records.permissions import CORRECT_RECORD
from rongyi.registry.permissions import REVEAL_PERSON
from rongyi.registry.services import reveal


@require_safe
@page(VIEW_CONFIRMATIONS)
def duty(request, pk: UUID):
    found, whole = get_duty(request.actor, pk), request._whole_actor
    holds = holds_of(found)
    context = {
        "duty": found,
        "row": duty_rows(request.actor, [found], clock.today())[0],
        "station": names_of([found.region_code]).get(found.region_code, ""),
        "group": group_titles(found.campaign).get(found.group, ""),
        "attempts": attempts_of(found),
        "holds": holds,
        "proposed": next((hold for hold in holds if hold.state == Hold.State.PROPOSED), None),
        "is_open": found.campaign.state != "closed",
        "can_try": whole.can(CONFIRM) and found.state in (*WAITING, State.SUSPENDED),
        "can_propose": whole.can(PROPOSE_HOLD) and found.state == State.FOLLOW_UP,
        "can_correct": whole.can(CORRECT_RECORD),
        **rights(request),
        "can_decide": whole.can(DECIDE_HOLD) and whole.covers(found.county),
    }
    return render(request, "confirmations/duty.html", context)


@require_POST
@page(CONFIRM)
def told(request, pk: UUID):
    found = get_duty(request.actor, pk)
    tell(actor=request.actor, duty=found)
    if request.htmx:
        return render(request, "confirmations/_told.html")
    messages.success(request, _("已记下:%(name)s今天通知过。") % {"name": found.person.name})
    back = request.POST.get("back", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return redirect(back) if safe else redirect("confirmations:duty", pk=pk)


@require_POST
@page(REVEAL_PERSON)
def phone(request, pk: UUID):
    """The whole number at one press, since the list is there to be telephoned through; each look is on record."""
    found = get_duty(request.actor, pk)
    numbers = reveal(actor=request.actor, person=found.person, reason=_("年度确认联系本人"))
    context = {"duty": found, "number": numbers["phone"]}
    return render(request, "confirmations/phone.html#number" if request.htmx else "confirmations/phone.html", context)


@require_http_methods(["GET", "POST"])
@page(CONFIRM)
def attempt(request, pk: UUID):
    found = get_duty(request.actor, pk)
    form = AttemptForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            record_attempt(actor=request.actor, duty=found, given=form.given())
            messages.success(request, _("已记下联系情况。"))
            return redirect("confirmations:duty", pk=pk)
    return render(request, "confirmations/attempt.html", {"form": form, "duty": found}, status=status_of(form))


@require_http_methods(["GET", "POST"])
@page(PROPOSE_HOLD)
def propose(request, pk: UUID):
    found = get_duty(request.actor, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            propose_hold(actor=request.actor, duty=found, reason=form.cleaned_data["reason"])
            messages.success(request, _("已报县里决定。决定以前照常发放。"))
            return redirect("confirmations:duty", pk=pk)
    context = {"form": form, "duty": found, "attempts": attempts_of(found), "rules": found.campaign.settings}
    return render(request, "confirmations/propose.html", context, status=status_of(form))
