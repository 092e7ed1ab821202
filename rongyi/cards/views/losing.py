"""What a station writes down of a card: lost for days, lost for good, found again, handed in."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from rongyi.cards.forms import DayForm, TemporaryLossForm
from rongyi.cards.permissions import KEEP_CARD
from rongyi.cards.queries import get_card
from rongyi.cards.services.losing import lift_loss, report_formal_loss, report_temporary_loss, take_back
from rongyi.kernel.forms import refusals_in, status_of
from rongyi.organisation.access import page


@dataclass(frozen=True)
class Asked:
    """One act with its form and its words."""

    service: Callable
    form: type[DayForm]
    title: str
    effect: str
    button: str


TEMPORARY = Asked(
    report_temporary_loss, TemporaryLossForm, _("临时挂失"),
    _("本人先打银行客服电话或在手机银行里挂失,再记在这里。"), _("记临时挂失"),
)  # fmt: skip
FORMAL = Asked(
    report_formal_loss, DayForm, _("正式挂失"),
    _("本人带身份证到开户银行网点正式挂失以后,记在这里。接着可以办“优待证挂失补领”。"), _("记正式挂失"),
)  # fmt: skip
LIFT = Asked(
    lift_loss, DayForm, _("解除挂失"), _("证找到了,并且银行已经解除挂失,记在这里。"), _("解除挂失"),
)  # fmt: skip
RETURNED = Asked(
    take_back, DayForm, _("旧证交回"), _("作废、注销的证后来找到的,交回服务站,记在这里。"), _("登记交回"),
)  # fmt: skip


def _ask(request, pk: UUID, asked: Asked):
    card = get_card(request.actor, pk)
    form = asked.form(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            asked.service(actor=request.actor, card=card, **form.cleaned_data)
            messages.success(request, f"{asked.title}:{card.get_state_display()}")
            return redirect("cards:card", pk=pk)
    return render(request, "cards/act.html", {"form": form, "card": card, "asked": asked}, status=status_of(form))


@require_http_methods(["GET", "POST"])
@page(KEEP_CARD)
def temporary_loss(request, pk: UUID):
    return _ask(request, pk, TEMPORARY)


@require_http_methods(["GET", "POST"])
@page(KEEP_CARD)
def formal_loss(request, pk: UUID):
    return _ask(request, pk, FORMAL)


@require_http_methods(["GET", "POST"])
@page(KEEP_CARD)
def lift(request, pk: UUID):
    return _ask(request, pk, LIFT)


@require_http_methods(["GET", "POST"])
@page(KEEP_CARD)
def returned(request, pk: UUID):
    return _ask(request, pk, RETURNED)
