"""What does not agree in the files of a station and who mends it."""

from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rongyi.kernel import paging
from rongyi.kernel.forms import refusals_in, status_of
from rongyi.organisation.access import page
from rongyi.verification.forms import KeepForm
from rongyi.verification.permissions import KEEP_FINDING, RUN_CHECKS, VIEW_FINDINGS
from rongyi.verification.queries import findings_page, get_finding, lines, open_by_check
from rongyi.verification.services import ask_for_checks, keep_as_right


@require_safe
@page(VIEW_FINDINGS)
def finding_list(request):
    check = request.GET.get("check", "")
    by_check = open_by_check(request.actor)
    found, after = findings_page(request.actor, check=check, after=paging.read(request.GET.get("cursor")))
    context = {
        "found": found,
        "by_check": by_check,
        "check": next((one for one in by_check if one["name"] == check), None),
        "next_url": f"{paging.url(after)}&check={check}" if after else "",
        "can_run": request.actor.can(RUN_CHECKS),
        "can_keep": request.actor.can(KEEP_FINDING),
    }
    return render(request, "verification/finding_list.html", context)


@require_http_methods(["GET", "POST"])
@page(KEEP_FINDING)
def finding_keep(request, pk: UUID):
    finding = get_finding(request.actor, pk)
    form = KeepForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            keep_as_right(actor=request.actor, finding=finding, **form.cleaned_data)
            messages.success(request, _("已确认,这一项以后不再提示。"))
            return redirect("verification:list")
    context = {"line": lines([finding])[0], "finding": finding, "form": form}
    return render(request, "verification/finding_keep.html", context, status=status_of(form))


@require_POST
@page(RUN_CHECKS)
def run(request):
    ask_for_checks(actor=request.actor, county=request.actor.home_county)
    messages.success(request, _("已经开始核验,几分钟后看结果。"))
    return redirect("verification:list")
