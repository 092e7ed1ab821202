"""Confirming at the counter, at the door, on the screen: a person, a way, done."""

from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from rongyi.confirmations.enums import TONES, State
from rongyi.confirmations.forms import ConfirmForm, CorrectForm
from rongyi.confirmations.permissions import CONFIRM
from rongyi.confirmations.queries import campaigns_under_way, duties_visible, recent_of, states_of
from rongyi.confirmations.services.confirming import confirm, found_dead
from rongyi.confirmations.services.manual import correct_confirmation, input_of
from rongyi.kernel.errors import NotFound
from rongyi.kernel.forms import refusals_in, status_of
from rongyi.kernel.ids import uuid7
from rongyi.organisation.access import page
from rongyi.records.permissions import CORRECT_RECORD
from rongyi.records.queries import get_fact
from rongyi.records.shown import stored_data
from rongyi.registry.queries import BY_NUMBER, find
from rongyi.registry.services import note_number_search
from rongyi.registry.shown import options_of


@require_http_methods(["GET", "POST"])
@page(CONFIRM)
def record(request):
    campaigns = campaigns_under_way(request.actor)
    initial = {"people": request.GET.getlist("person"), "id": uuid7()}
    if request.GET.get("campaign") in {str(c.pk) for c in campaigns}:
        initial["campaign"] = request.GET["campaign"]
    form = ConfirmForm(request.POST or None, actor=request.actor, campaigns=campaigns, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            _done(request, form)
            return redirect("confirmations:record")
    context = {
        "form": form,
        "chosen": form.chosen(),
        "campaigns": campaigns,
        "recent": recent_of(request.actor),
        "has_changes": any(form[name].value() for name in ("phone", "address", "died_on")),
    }
    return render(request, "confirmations/record.html", context, status=status_of(form))


def _done(request, form: ConfirmForm) -> None:
    duties, given = form.cleaned_data["duties"], form.given()
    if given.changes.died_on and duties:
        person = found_dead(actor=request.actor, duty=duties[0], on=given.changes.died_on)
        messages.success(request, _("已登记%(name)s去世,年度确认随之终止。") % {"name": person.name})
        return
    facts = confirm(actor=request.actor, duties=duties, given=given)
    names = "、".join(sorted(duty.person.name for duty in duties))
    messages.success(request, _("已确认%(n)d人:%(names)s。") % {"n": len(facts), "names": names})


@require_POST
@page(CONFIRM)
def find_due(request):
    """Answers the box while somebody types, and says how each stands; names and numbers come in the body."""
    found = find(request.actor, request.POST.get("q", ""), limit=8)
    if found.kind in BY_NUMBER:
        note_number_search(request.actor, found.kind)
    duties = states_of(request.actor, found.items)
    options = options_of(found.items, as_links=False)
    for option, person in zip(options, found.items, strict=True):
        duty = duties.get(person.pk)
        option["tag"] = str(duty.get_state_display()) if duty else _("不在名单")
        option["tone"] = TONES[State(duty.state)] if duty else "still"
    return render(request, "ui/options.html", {"options": options})


@require_http_methods(["GET", "POST"])
@page(CORRECT_RECORD)
def correct(request, pk: UUID):
    fact = get_fact(request.actor, pk)
    rows = duties_visible(request.actor).filter(county=fact.county, fact=fact)
    duty = rows.select_related("campaign", "person").first()
    if duty is None:
        raise NotFound()
    now = input_of(stored_data(fact), fact.occurred_on)
    names = ("method", "on", "proxy_name", "relation", "letter_on", "with_whom")
    initial = {name: getattr(now, name) for name in names} | {"version": fact.version}
    form = CorrectForm(request.POST or None, duty=duty, actor=request.actor, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            version = form.cleaned_data["version"]
            correct_confirmation(actor=request.actor, fact=fact, duty=duty, given=form.given(), version=version)
            messages.success(request, _("已更正。原来的记录留有痕迹。"))
            return redirect("confirmations:duty", pk=duty.pk)
    context = {"form": form, "duty": duty, "fact": fact}
    return render(request, "confirmations/correct.html", context, status=status_of(form))
