"""Pages of one record: read it with its trail, withdraw it, correct it."""

from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rongyi.kernel.errors import NotFound, Stale
from rongyi.kernel.forms import refusals_in
from rongyi.organisation.access import page
from rongyi.records.forms import KindForm, ReasonForm
from rongyi.records.kinds import KINDS
from rongyi.records.pages import against_the_latest, page_of_fact
from rongyi.records.permissions import CORRECT_RECORD, VIEW_RECORDS
from rongyi.records.queries import get_fact, latest_of
from rongyi.records.services import correct, withdraw


@require_safe
@page(VIEW_RECORDS)
def fact_shown(request, pk: UUID):
    fact = get_fact(request.actor, pk)
    return render(request, "records/fact.html", page_of_fact(fact, request.actor))


@require_http_methods(["GET", "POST"])
@page(CORRECT_RECORD)
def fact_withdraw(request, pk: UUID):
    fact = get_fact(request.actor, pk)
    form = ReasonForm(request.POST or None, initial={"version": fact.version})
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            withdraw(actor=request.actor, fact=fact, **form.cleaned_data)
            messages.success(request, _("已撤回。台账和统计里不再计入,记录仍可查看。"))
            return redirect("records:fact", pk=pk)
    context = {**page_of_fact(fact, request.actor), "form": form}
    return render(request, "records/fact_withdraw.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@page(CORRECT_RECORD)
def fact_correct(request, pk: UUID):
    fact = get_fact(request.actor, pk)
    kind = KINDS[fact.kind]
    if kind.correct_at:
        return redirect(kind.correct_at, pk=pk)
    if not kind.record:  # what another page of the house writes is mended there
        raise NotFound()
    form = KindForm(request.POST or None, kind=kind, actor=request.actor, fact=fact)
    context = {}
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            try:
                right = _corrected(request.actor, fact, form)
                messages.success(request, _("已更正。原来的记录留有痕迹。"))
                return redirect("records:fact", pk=right.pk)
            except Stale:
                fact = latest_of(fact)
                context = against_the_latest(fact, form, request.actor)
    context = {**page_of_fact(fact, request.actor), **context, "form": form}
    status = Stale.status if "conflict" in context else 422 if form.errors else 200
    return render(request, "records/fact_correct.html", context, status=status)


def _corrected(actor, fact, form: KindForm):
    given = form.cleaned_data
    return correct(
        actor=actor, fact=fact, at=given["day"], channel=form.channel_given, data=form.data_given(),
        summary=fact.summary, minutes=fact.minutes, version=given["version"], id=given["id"],
    )  # fmt: skip
