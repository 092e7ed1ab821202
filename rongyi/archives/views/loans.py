"""Lending, taking back, and who has what."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rongyi.archives.forms import GiveBackForm, LoanForm
from rongyi.archives.permissions import KEEP_ARCHIVES, VIEW_ARCHIVES
from rongyi.archives.policy import policy_now
from rongyi.archives.queries import colleagues_named, get_loan, get_piece, loans_out
from rongyi.archives.services import give_back, lend
from rongyi.archives.shown import loan_rows
from rongyi.archives.views.room import _place
from rongyi.kernel import clock
from rongyi.kernel.forms import refusals_in, status_of
from rongyi.organisation.access import page

FIELDS = {"borrower_name": "name"}
"""What the service calls otherwise than the form."""


@require_safe
@page(VIEW_ARCHIVES)
def loans(request):
    found = loans_out(request.actor, after=_place(request.GET.get("after")))
    context = {
        "rows": loan_rows(found.loans, clock.today()),
        "next_url": f"?after={found.next}" if found.next else "",
        "is_first": "after" not in request.GET,
        "can_keep": request._whole_actor.can(KEEP_ARCHIVES),
    }
    return render(request, "archives/loans.html", context)


@require_http_methods(["GET", "POST"])
@page(KEEP_ARCHIVES)
def lend_piece(request, pk: UUID):
    piece = get_piece(request.actor, pk)
    due = clock.today() + timedelta(days=policy_now().loans.ordinary_days)
    form = LoanForm(request.POST or None, initial={"due_on": due})
    if request.method == "POST" and form.is_valid():
        with refusals_in(form, FIELDS):
            loan = lend(actor=request.actor, piece=piece, given=form.given())
            said = {"name": loan.borrower_name, "day": loan.due_on.isoformat()}
            messages.success(request, _("已借给%(name)s,应在 %(day)s 前归还。") % said)
            return redirect("archives:piece", pk=pk)
    chosen = colleagues_named(request.actor, piece.county, ids=form.data.getlist("borrower") if form.is_bound else [])
    return render(
        request, "archives/lend.html", {"piece": piece, "form": form, "chosen": chosen}, status=status_of(form)
    )


@require_POST
@page(KEEP_ARCHIVES)
def colleagues(request):
    """Answers the box while somebody types the name of a colleague."""
    county = request.actor.home_county
    options = colleagues_named(request.actor, county, text=request.POST.get("q", ""))
    return render(request, "ui/options.html", {"options": options})


@require_http_methods(["GET", "POST"])
@page(KEEP_ARCHIVES)
def back(request, pk: UUID):
    loan = get_loan(request.actor, pk)
    form = GiveBackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            give_back(actor=request.actor, loan=loan, condition=form.cleaned_data["condition"])
            messages.success(request, _("已归还,请放回原盒。"))
            return redirect("archives:piece", pk=loan.piece_id)
    return render(request, "archives/back.html", {"loan": loan, "form": form}, status=status_of(form))
