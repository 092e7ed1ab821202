"""A month's run: made by one, looked over by its differences, approved by another."""

from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rongyi.accounts.fresh import fresh_sign_in
from rongyi.benefits.enums import LineState, RunState
from rongyi.benefits.forms import HoldForm, ReasonForm, RunForm, SureForm
from rongyi.benefits.permissions import APPROVE_RUN, MAKE_RUN, VIEW_RUNS
from rongyi.benefits.queries import difference_page, get_run, line_page, needs_care, run_list, runs_visible
from rongyi.benefits.services.approving import approve, drop, send_back
from rongyi.benefits.services.bank import batch_of
from rongyi.benefits.services.looking import look
from rongyi.benefits.services.making import hold_line, start_run, submit
from rongyi.benefits.shown import benefit_tabs, difference_rows, line_rows, run_figures, run_rows, tone
from rongyi.benefits.views.desk import after_of
from rongyi.kernel.forms import refusals_in, status_of
from rongyi.kernel.ids import uuid7
from rongyi.organisation.access import page


@require_safe
@page(VIEW_RUNS)
def run_list_page(request):
    rows = run_rows(run_list(request.actor))
    context = {"rows": rows, "rooms": benefit_tabs(request._whole_actor, "runs")}
    context["can_make"] = request._whole_actor.can(MAKE_RUN)
    return render(request, "benefits/run_list.html", context)


@require_http_methods(["GET", "POST"])
@page(MAKE_RUN)
def run_new(request):
    form = RunForm(request.POST or None, initial={"id": uuid7()})
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            made = start_run(actor=request.actor, region_code=request.actor.home_county, **form.cleaned_data)
            messages.success(request, _("已开始计算,一会儿就好。"))
            return redirect("benefits:run", pk=made.pk)
    return render(request, "benefits/run_new.html", {"form": form}, status=status_of(form))


def _former(request, found):
    """The run before it that went the whole way, to draw both side by side."""
    rows = runs_visible(request.actor).filter(county=found.county, period__lt=found.period, state=RunState.SETTLED)
    return rows.order_by("-period", "-pk").first()


@require_safe
@page(VIEW_RUNS)
def run(request, pk: UUID):
    found, whole = get_run(request.actor, pk), request._whole_actor
    why = request.GET.get("why", "")[:12]
    rows, more = difference_page(found, why, after_of(request.GET.get("after")))
    if rows:
        look(actor=whole, run=found, what="differences", count=len(rows))
    context = {
        "run": found, "tone": tone(found.state), "batch": batch_of(found), "why": why,
        "differences": difference_rows(rows), "next_url": f"?why={why}&after={more}" if more else "",
        "care": needs_care(found), "can_make": whole.can(MAKE_RUN), "can_approve": whole.can(APPROVE_RUN),
        "is_maker": whole.user_id in (found.made_by, found.submitted_by),
        **run_figures(found, _former(request, found)),
    }  # fmt: skip
    return render(request, "benefits/run.html", context)


@require_safe
@page(VIEW_RUNS)
def lines(request, pk: UUID):
    found, state = get_run(request.actor, pk), request.GET.get("state", "")[:8]
    start = request.GET.get("after", "")
    rows, more = line_page(found, state, int(start) if start.isdecimal() and len(start) < 9 else 0)
    if rows:
        look(actor=request._whole_actor, run=found, what="lines", count=len(rows))
    whole = request._whole_actor
    tabs = [{"label": _("全部"), "url": "?", "current": not state}]
    tabs += [{"label": s.label, "url": f"?state={s.value}", "current": s == state} for s in LineState]
    context = {
        "run": found, "rows": line_rows(rows), "tabs": tabs, "next_url": f"?state={state}&after={more}" if more else "",
        "first_url": f"?state={state}" if start else "",
        "can_hold": whole.can(MAKE_RUN) and found.state == RunState.PROPOSED, "can_make": whole.can(MAKE_RUN),
    }  # fmt: skip
    return render(request, "benefits/line_list.html", context)


def _asked(request, found, form, act, words: dict):
    """One question, one service, back to the run."""
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            act(actor=request.actor, run=found, **form.cleaned_data)
            messages.success(request, words["done"])
            return redirect("benefits:run", pk=found.pk)
    back = reverse("benefits:run", args=[found.pk])
    context = {"form": form, "run": found, "back": back, **run_figures(found, None), **words}
    return render(request, "benefits/run_ask.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
@page(MAKE_RUN)
def hold(request, pk: UUID):
    number = request.GET.get("number", "")
    form = HoldForm(request.POST or None, initial={"number": number[:8]})
    effect = _("这一行这次不发,钱还欠着,下一个批次会再提出。")
    words = {"title": _("本次不发一行"), "act": _("本次不发"), "done": _("已记下,这一行本次不发。"), "effect": effect}
    return _asked(request, get_run(request.actor, pk), form, hold_line, words)


@require_http_methods(["GET", "POST"])
@page(MAKE_RUN)
def run_submit(request, pk: UUID):
    effect = _("报批以后不能再改,由另一位同事批准。")
    words = {"title": _("报批"), "act": _("报批"), "done": _("已报批,等另一位同事批准。"), "effect": effect}
    return _asked(request, get_run(request.actor, pk), SureForm(request.POST or None), submit, words)


@require_http_methods(["GET", "POST"])
@page(APPROVE_RUN)
@fresh_sign_in
def run_approve(request, pk: UUID):
    effect = _("批准以后,资金从可用转到银行途中。请先看过差别。制单人、报批人和他们的亲属不能批准。")
    words = {"title": _("批准发放"), "act": _("批准发放"), "done": _("已批准,可以导出银行文件。"), "effect": effect}
    return _asked(request, get_run(request.actor, pk), SureForm(request.POST or None), approve, words)


@require_http_methods(["GET", "POST"])
@page(APPROVE_RUN)
def run_back(request, pk: UUID):
    effect = _("退回给制单人修改,改好再报。")
    words = {"title": _("退回批次"), "act": _("退回"), "done": _("已退回。"), "effect": effect}
    return _asked(request, get_run(request.actor, pk), ReasonForm(request.POST or None), send_back, words)


@require_http_methods(["GET", "POST"])
@page(MAKE_RUN)
def run_drop(request, pk: UUID):
    effect = _("作废后这些钱还欠着,重新开批次时再算。已批准的,账上自动冲回。")
    words = {"title": _("作废批次"), "act": _("作废"), "done": _("已作废。"), "effect": effect, "danger": True}
    return _asked(request, get_run(request.actor, pk), ReasonForm(request.POST or None), drop, words)
