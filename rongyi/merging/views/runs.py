"""Comparing a whole county: begin, watch, stop, go on."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rongyi.merging.models import LinkRun
from rongyi.merging.permissions import LINK_COUNTY
from rongyi.merging.policy import policy_now
from rongyi.merging.queries import get_run, runs_visible
from rongyi.merging.services.running import start_run, stop_run
from rongyi.merging.tasks import link
from rongyi.organisation.access import page

SHOWN = 10


@require_safe
@page(LINK_COUNTY)
def runs(request):
    found = list(runs_visible(request.actor)[:SHOWN])
    latest = found[0] if found else None
    context = {
        "runs": found, "latest": latest, "policy": policy_now(),
        "is_going": bool(latest and latest.state in (LinkRun.State.WAITING, LinkRun.State.RUNNING)),
        "is_stopped": bool(latest and latest.state == LinkRun.State.STOPPED),
        "share": latest.position / latest.pieces if latest else 0,
    }  # fmt: skip
    return render(request, "merging/runs.html#state" if request.htmx else "merging/runs.html", context)


@require_POST
@page(LINK_COUNTY)
def run_start(request):
    with transaction.atomic():
        run = start_run(actor=request.actor, county=request.actor.home_county)
        transaction.on_commit(lambda: link.enqueue(run.county, str(run.pk)))
    messages.success(request, _("已开始。您可以离开本页,做完会在这里显示。"))
    return redirect("merging:runs")


@require_POST
@page(LINK_COUNTY)
def run_stop(request, pk: UUID):
    stop_run(actor=request.actor, run=get_run(request.actor, pk))
    messages.success(request, _("已停下。已经比较过的不用重来,随时可以继续。"))
    return redirect("merging:runs")
