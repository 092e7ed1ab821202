"""The bank's file out and its answer in; money that came back."""

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rongyi.accounts.fresh import fresh_sign_in
from rongyi.benefits.enums import RunState
from rongyi.benefits.forms import ReasonForm, ReturnForm
from rongyi.benefits.permissions import MAKE_RUN
from rongyi.benefits.queries import get_line, get_run, line_page
from rongyi.benefits.services.bank import COLUMNS, batch_of, send_file, take_back
from rongyi.benefits.services.reversing import reverse_line
from rongyi.benefits.shown import item_title, line_rows, run_figures, yuan
from rongyi.kernel.forms import refusals_in, status_of
from rongyi.organisation.access import page

PREVIEW = 5


@require_http_methods(["GET", "POST"])
@page(MAKE_RUN)
@fresh_sign_in
def bank_file(request, pk: UUID):
    """Shown masked before it leaves; whole numbers are in the file only."""
    found = get_run(request.actor, pk)
    if request.method == "POST":
        made = send_file(actor=request.actor, run=found, kind=request.POST.get("kind", "xlsx")[:4])
        return FileResponse(made.file, as_attachment=True, filename=made.filename)
    rows, _more = line_page(found)
    context = {
        "run": found, "batch": batch_of(found), "columns": [column.label for column in COLUMNS],
        "rows": line_rows(rows[:PREVIEW]), "open": found.state in (RunState.APPROVED, RunState.SENT),
        **run_figures(found, None),
    }  # fmt: skip
    return render(request, "benefits/bank_file.html", context)


@require_http_methods(["GET", "POST"])
@page(MAKE_RUN)
def bank_return(request, pk: UUID):
    found = get_run(request.actor, pk)
    form = ReturnForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        with refusals_in(form):
            back = take_back(actor=request.actor, run=found, data=file.read(), filename=file.name)
            said = {"paid": back.paid, "failed": back.failed, "left": back.left}
            messages.success(request, _("已收回:成功%(paid)d行,失败%(failed)d行,还没有结果%(left)d行。") % said)
            return redirect("benefits:run", pk=pk)
    context = {"run": found, "batch": batch_of(found), "form": form}
    return render(request, "benefits/bank_return.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
@page(MAKE_RUN)
@fresh_sign_in
def reverse_payment(request, pk: UUID):
    line = get_line(request.actor, pk)
    form = ReasonForm(request.POST or None)
    back = reverse("benefits:run", args=[line.run_id])
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            reverse_line(actor=request.actor, line=line, reason=form.cleaned_data["reason"])
            messages.success(request, _("已追回,金额回到资金。"))
            return redirect(back)
    context = {"form": form, "line": line, "item": item_title(line.item), "yuan": yuan(line.amount_fen), "back": back}
    return render(request, "benefits/reverse.html", context, status=status_of(form))
