"""Lists of destruction: proposed by one, decided by another, carried out with a witness."""

from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rongyi.archives.forms import CarryOutForm, DecideForm, DestroyForm
from rongyi.archives.models import Destruction
from rongyi.archives.papers import print_destruction
from rongyi.archives.permissions import APPROVE_DESTRUCTION, KEEP_ARCHIVES, VIEW_ARCHIVES
from rongyi.archives.policy import policy_now
from rongyi.archives.queries import (
    destructions,
    due_for_destruction,
    fonds_with_time_over,
    get_destruction,
    get_fonds,
    items_of,
)
from rongyi.archives.services import approve_destruction, carry_out, propose_destruction, refuse_destruction
from rongyi.archives.shown import pdf_response
from rongyi.kernel import clock
from rongyi.kernel.forms import refusals_in, status_of
from rongyi.organisation.access import page


@require_safe
@page(VIEW_ARCHIVES)
def lists(request):
    context = {
        "lists": destructions(request.actor), "due": fonds_with_time_over(request.actor, clock.today()),
        "can_keep": request._whole_actor.can(KEEP_ARCHIVES),
    }  # fmt: skip
    return render(request, "archives/destructions.html", context)


@require_http_methods(["GET", "POST"])
@page(KEEP_ARCHIVES)
def propose(request, pk: UUID):
    fonds = get_fonds(request.actor, pk)
    due = due_for_destruction(fonds, clock.today())
    form = DestroyForm(request.POST or None, due=due)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            made = propose_destruction(actor=request.actor, fonds=fonds, **form.cleaned_data)
            messages.success(request, _("已提出,等另一位有权限的同志批准。"))
            return redirect("archives:destruction", pk=made.pk)
    return render(request, "archives/propose.html", {"fonds": fonds, "form": form, "due": due}, status=status_of(form))


@require_safe
@page(VIEW_ARCHIVES)
def listed(request, pk: UUID):
    one, whole = get_destruction(request.actor, pk), request._whole_actor
    is_mine = one.proposed_by_id == request.actor.user_id
    context = {
        "listed": one, "items": items_of(one), "policy": policy_now(), "is_mine": is_mine,
        "can_decide": whole.can(APPROVE_DESTRUCTION) and not is_mine and one.state == Destruction.State.PROPOSED,
        "can_carry_out": whole.can(KEEP_ARCHIVES) and one.state == Destruction.State.APPROVED,
    }  # fmt: skip
    return render(request, "archives/destruction.html", context)


@require_http_methods(["GET", "POST"])
@page(APPROVE_DESTRUCTION)
def decide(request, pk: UUID):
    one = get_destruction(request.actor, pk)
    form = DecideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        act = approve_destruction if request.POST.get("decision") == "approve" else refuse_destruction
        with refusals_in(form):
            act(actor=request.actor, listed=one, opinion=form.cleaned_data["opinion"])
            messages.success(request, _("审批意见已保存。"))
            return redirect("archives:destruction", pk=pk)
    context = {"listed": one, "form": form, "count": len(items_of(one))}
    return render(request, "archives/decide.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
@page(KEEP_ARCHIVES)
def carry(request, pk: UUID):
    one = get_destruction(request.actor, pk)
    form = CarryOutForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            carry_out(actor=request.actor, listed=one, witness=form.cleaned_data["witness"])
            messages.success(request, _("已销毁。清册长期保存,请打印后签字。"))
            return redirect("archives:destruction", pk=pk)
    context = {"listed": one, "form": form, "count": len(items_of(one))}
    return render(request, "archives/carry_out.html", context, status=status_of(form))


@require_safe
@page(VIEW_ARCHIVES)
def paper(request, pk: UUID):
    return pdf_response(print_destruction(actor=request.actor, listed=get_destruction(request.actor, pk)))
