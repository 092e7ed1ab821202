"""Who is entitled to what, and each decision over it."""

from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rongyi.accounts.fresh import fresh_sign_in
from rongyi.benefits.enums import Standing
from rongyi.benefits.forms import AcceptForm, AccountForm, EndForm, PauseForm, ReasonForm, ResumeForm
from rongyi.benefits.permissions import DECIDE_BENEFIT, SET_ACCOUNT, VIEW_BENEFITS, VIEW_RUNS
from rongyi.benefits.policy import item_rules
from rongyi.benefits.queries import (
    account_of,
    counts_by_state,
    entitlement_page,
    get_entitlement,
    lines_for,
    pauses_of,
    station_names,
)
from rongyi.benefits.services.entitling import accept, end, pause, refuse, resume, set_account
from rongyi.benefits.services.proposing import scan
from rongyi.benefits.shown import (
    amount_of,
    benefit_tabs,
    entitlement_rows,
    item_title,
    key_words,
    line_rows,
    masked_account,
    state_tabs,
    tone,
)
from rongyi.kernel.forms import refusals_in, status_of
from rongyi.organisation.access import page
from rongyi.registry.permissions import VIEW_PEOPLE
from rongyi.registry.services import open_file


def after_of(word: str | None) -> UUID | None:
    try:
        return UUID(word or "")
    except ValueError:
        return None


@require_safe
@page(VIEW_BENEFITS)
def entitlements(request):
    counts = counts_by_state(request.actor)
    usual = Standing.PROPOSED if counts.get(Standing.PROPOSED) else Standing.ACTIVE
    state = request.GET.get("state", usual)[:10]
    found, more = entitlement_page(request.actor, state=state, after=after_of(request.GET.get("after")))
    context = {
        "rows": entitlement_rows(found, station_names(one.region_code for one in found)),
        "states": state_tabs(counts, state),
        "rooms": benefit_tabs(request._whole_actor, "list"),
        "next_url": f"?state={state}&after={more}" if more else "",
        "first_url": f"?state={state}" if "after" in request.GET else "",
        "can_decide": request._whole_actor.can(DECIDE_BENEFIT),
    }
    return render(request, "benefits/entitlement_list.html", context)


@require_POST
@page(DECIDE_BENEFIT)
def scan_files(request):
    made = scan(actor=request.actor, region_code=request.actor.home_county)
    messages.success(request, _("已比对全县档案,新提出%(count)d项,等您决定。") % {"count": made})
    return redirect("benefits:list")


@require_safe
@page(VIEW_BENEFITS)
def entitlement(request, pk: UUID):
    found, whole = get_entitlement(request.actor, pk), request._whole_actor
    context = {"one": found, "title": item_title(found.item), "tone": tone(found.state), "person": found.person}
    context["rule"] = item_rules().get(found.item)
    context["can_decide"] = whole.can(DECIDE_BENEFIT)
    if whole.can(VIEW_RUNS) and whole.can(VIEW_PEOPLE):  # grade, amounts and account are S2: the look is on record
        open_file(actor=whole, person=found.person)
        account = account_of(found.person)
        context |= {
            "whole": True, "key": key_words(found.item, found.key), "amount": amount_of(found),
            "pauses": pauses_of(found), "lines": line_rows(lines_for(found.person)), "account": account,
            "account_number": masked_account(account.number) if account else "",
            "can_account": whole.can(SET_ACCOUNT),
        }  # fmt: skip
    return render(request, "benefits/entitlement.html", context)


def _decided(request, pk: UUID, form, act, words: dict, given=None):
    """The shape that all decisions share: one form, one service, back to the page."""
    found = get_entitlement(request.actor, pk)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            act(actor=request.actor, entitlement=found, **(given(form) if given else form.cleaned_data))
            messages.success(request, words["done"])
            return redirect("benefits:entitlement", pk=pk)
    back = reverse("benefits:entitlement", args=[pk])
    context = {
        "form": form, "one": found, "item": item_title(found.item), "rule": item_rules().get(found.item), "back": back,
        **words,
    }  # fmt: skip
    return render(request, "benefits/decide.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
@page(DECIDE_BENEFIT)
def accept_one(request, pk: UUID):
    words = {"title": _("同意发放"), "act": _("同意发放"), "done": _("已同意,下一个批次起发。"), "asks": True}
    form = AcceptForm(request.POST or None)
    return _decided(request, pk, form, accept, words, lambda f: {"given": f.given()})


@require_http_methods(["GET", "POST"])
@page(DECIDE_BENEFIT)
def refuse_one(request, pk: UUID):
    words = {"title": _("不予发放"), "act": _("不予发放"), "done": _("已记下不予发放和理由。"), "asks": True}
    return _decided(request, pk, ReasonForm(request.POST or None), refuse, words)


@require_http_methods(["GET", "POST"])
@page(DECIDE_BENEFIT)
def pause_one(request, pk: UUID):
    law = _("军人抚恤优待条例(2024)第五十九条:被判处有期徒刑、剥夺政治权利或者被通缉期间,中止发放。由省级按规定办理。")
    words = {"title": _("暂停发放"), "act": _("暂停发放"), "done": _("已暂停。"), "effect": law}
    return _decided(request, pk, PauseForm(request.POST or None), pause, words)


@require_http_methods(["GET", "POST"])
@page(DECIDE_BENEFIT)
def resume_one(request, pk: UUID):
    words = {"title": _("恢复发放"), "act": _("恢复发放"), "done": _("已恢复。"), "effect": _("暂停的月份不补发。")}
    return _decided(request, pk, ResumeForm(request.POST or None), resume, words)


@require_http_methods(["GET", "POST"])
@page(DECIDE_BENEFIT)
def end_one(request, pk: UUID):
    law = _("被判处死刑、无期徒刑以及被军队开除军籍的,取消资格(第五十九条)。去世、迁出请改档案,系统会自己停发。")
    words = {"title": _("停发"), "act": _("停发"), "done": _("已停发。"), "effect": law}
    return _decided(request, pk, EndForm(request.POST or None), end, words)


@require_http_methods(["GET", "POST"])
@page(SET_ACCOUNT)
@fresh_sign_in
def account(request, pk: UUID):
    def act(*, actor, entitlement, **given):
        set_account(actor=actor, person=entitlement.person, **given)

    form = AccountForm(request.POST or None)
    form.fields["holder"].initial = get_entitlement(request.actor, pk).person.name
    effect = _("新账号马上生效,会出现在下一个批次的差别里,由批准人看到。")
    words = {"title": _("登记发放账号"), "act": _("登记"), "done": _("已登记新账号。"), "effect": effect}
    return _decided(request, pk, form, act, words)
