"""Pages of visits: record one, see that it is recorded, correct it, and who is due."""

from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rongyi.kernel import clock, paging
from rongyi.kernel.errors import Conflict, Stale
from rongyi.kernel.forms import refusals_in, status_of
from rongyi.kernel.ids import uuid7
from rongyi.organisation.access import page
from rongyi.records.models import Fact
from rongyi.records.permissions import CORRECT_RECORD
from rongyi.visits.enums import Reason
from rongyi.visits.forms import FIELDS, VisitForm
from rongyi.visits.permissions import MAKE_VISIT, VIEW_VISITS
from rongyi.visits.policy import policy_now
from rongyi.visits.queries import count_due, former_visit, get_visit, latest_of, people_due, people_of_visit
from rongyi.visits.services import correct_visit, record_visit
from rongyi.visits.shown import comparison, due_rows, form_values, lines_of


@require_http_methods(["GET", "POST"])
@page(MAKE_VISIT)
def visit_record(request):
    initial = {"people": request.GET.getlist("person"), "id": uuid7()}
    if request.GET.get("reason") in Reason.values:
        initial["reason"] = request.GET["reason"]
    form = VisitForm(request.POST or None, actor=request.actor, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form, FIELDS):
            try:
                return _recorded(request, form)
            except Conflict:
                form.data = form.data.copy()
                form.data["id"] = str(uuid7())  # what was typed stays; pressed again, it is another visit
                raise
    return render(request, "visits/visit_record.html", {"form": form, "chosen": form.chosen()}, status=status_of(form))


def _recorded(request, form):
    given = form.visit()
    is_double = given.id is not None and former_visit(request.actor, given.id) is not None
    fact = record_visit(actor=request.actor, given=given)
    if is_double:
        messages.info(request, _("已经记过了,没有重复记。"))
    else:
        messages.success(request, _("已记录。时间线、台账和统计里都有了,不用再填。"))
    return redirect("visits:recorded", pk=fact.pk)


@require_safe
@page(VIEW_VISITS)
def visit_recorded(request, pk: UUID):
    visit = get_visit(request.actor, pk)
    people = people_of_visit(request.actor, visit)
    context = {
        "visit": visit,
        "people": people,
        "lines": lines_of(visit, people),
        "can_record": request.actor.can(MAKE_VISIT),
        "can_correct": visit.state == Fact.State.VALID and request.actor.can(CORRECT_RECORD),
    }
    return render(request, "visits/visit_recorded.html", context)


@require_http_methods(["GET", "POST"])
@page(CORRECT_RECORD)
def visit_correct(request, pk: UUID):
    visit = get_visit(request.actor, pk)
    people = people_of_visit(request.actor, visit)
    form = VisitForm(request.POST or None, actor=request.actor, initial=form_values(visit, people))
    context = {"form": form, "visit": visit}
    if request.method == "POST" and form.is_valid():
        with refusals_in(form, FIELDS):
            try:
                given, version = form.visit(), form.cleaned_data["version"]
                right = correct_visit(actor=request.actor, fact=visit, given=given, version=version)
                messages.success(request, _("已更正。原来的记录留有痕迹。"))
                return redirect("visits:recorded", pk=right.pk)
            except Stale:
                context |= _against_the_latest(request, visit, form)
    return render(request, "visits/visit_correct.html", {**context, "chosen": form.chosen()}, status=status_of(form))


def _against_the_latest(request, visit, form) -> dict:
    """What was typed beside what holds now; pressed again, it corrects what holds now."""
    latest = latest_of(visit)
    form.data = form.data.copy()
    form.data["version"] = str(latest.version)
    people = people_of_visit(request.actor, latest)
    return {
        "visit": latest,
        "conflict": comparison(form, latest, people),
        "by": latest.handler,
        "at": latest.recorded_at,
    }


@require_safe
@page(VIEW_VISITS)
def visits_due(request):
    today = clock.today()
    found = people_due(request.actor, today, after=paging.read(request.GET.get("cursor")))
    context = {
        "rows": due_rows(found.contacts, today),
        "count": count_due(request.actor, today),
        "next_url": paging.url(found.next),
        "can_record": request.actor.can(MAKE_VISIT),
        "is_first": "cursor" not in request.GET,
        "policy": policy_now(),
    }
    return render(request, "visits/visits_due.html", context)
