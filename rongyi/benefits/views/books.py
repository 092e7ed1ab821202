"""Standards and funds."""

from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rongyi.benefits.enums import Item
from rongyi.benefits.forms import CloseForm, MonthForm, ReceiptForm, StandardForm
from rongyi.benefits.permissions import CLOSE_MONTH, KEEP_FUNDS, SET_STANDARD, VIEW_BENEFITS, VIEW_RUNS
from rongyi.benefits.policy import files, item_rules
from rongyi.benefits.queries import get_standard
from rongyi.benefits.services.funds import close_books, receive_money
from rongyi.benefits.services.standards import add_standard, close_standard
from rongyi.benefits.shown import benefit_tabs, item_title, key_words, standard_rows, yuan
from rongyi.benefits.shown_funds import fund_page
from rongyi.kernel.forms import refusals_in, status_of
from rongyi.kernel.ids import uuid7
from rongyi.organisation.access import page


@require_safe
@page(VIEW_BENEFITS)
def standards(request):
    wanted = [item for item in Item if item != Item.FUNERAL]
    item = request.GET.get("item", "")
    item = item if item in wanted else Item.DISABILITY
    tabs = [{"label": item_title(i), "url": f"?item={i.value}", "current": i == item} for i in wanted]
    whole = request.GET.get("when") == "all"
    when = [
        {"label": _("现行"), "url": f"?item={item}", "current": not whole},
        {"label": _("全部"), "url": f"?item={item}&when=all", "current": whole},
    ]
    missing = [m for file, _version in files().values() for m in file.missing if m.item == item]
    context = {
        "rows": standard_rows(request.actor.home_county, item, whole), "tabs": tabs, "missing": missing, "when": when,
        "rule": item_rules().get(item), "rooms": benefit_tabs(request._whole_actor, "standards"),
        "can_set": request._whole_actor.can(SET_STANDARD),
    }  # fmt: skip
    return render(request, "benefits/standards.html", context)


@require_http_methods(["GET", "POST"])
@page(SET_STANDARD)
def standard_new(request):
    form = StandardForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            made = add_standard(actor=request.actor, region_code=request.actor.home_county, given=form.given())
            messages.success(request, _("已增加。原来的标准在前一天截止,以前的月份不变。"))
            return redirect(f"{reverse('benefits:standards')}?item={made.item}")
    return render(request, "benefits/standard_new.html", {"form": form}, status=status_of(form))


@require_http_methods(["GET", "POST"])
@page(SET_STANDARD)
def standard_close(request, pk: UUID):
    found, form = get_standard(request.actor, pk), CloseForm(request.POST or None)
    back = f"{reverse('benefits:standards')}?item={found.item}"
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            close_standard(actor=request.actor, standard=found, **form.cleaned_data)
            messages.success(request, _("已截止。"))
            return redirect(back)
    context = {
        "form": form, "one": found, "item": item_title(found.item), "key": key_words(found.item, found.key),
        "yuan": yuan(found.amount_fen), "back": back,
    }  # fmt: skip
    return render(request, "benefits/standard_close.html", context, status=status_of(form))


@require_safe
@page(VIEW_RUNS)
def funds(request):
    before = request.GET.get("before", "")
    context = fund_page(request.actor.home_county, int(before) if before.isdecimal() and len(before) < 16 else None)
    whole = request._whole_actor
    context |= {"can_receive": whole.can(KEEP_FUNDS), "can_close": whole.can(CLOSE_MONTH)}
    context["rooms"], context["first_url"] = benefit_tabs(whole, "funds"), reverse("benefits:funds") if before else ""
    return render(request, "benefits/funds.html", context)


@require_http_methods(["GET", "POST"])
@page(KEEP_FUNDS)
def receive(request):
    form = ReceiptForm(request.POST or None, initial={"id": uuid7()})
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            receive_money(actor=request.actor, region_code=request.actor.home_county, given=form.given())
            messages.success(request, _("已登记到账。"))
            return redirect("benefits:funds")
    return render(request, "benefits/receive.html", {"form": form}, status=status_of(form))


@require_http_methods(["GET", "POST"])
@page(CLOSE_MONTH)
def close(request):
    form = MonthForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            close_books(actor=request.actor, region_code=request.actor.home_county, **form.cleaned_data)
            messages.success(request, _("已结账。"))
            return redirect("benefits:funds")
    return render(request, "benefits/close.html", {"form": form}, status=status_of(form))
