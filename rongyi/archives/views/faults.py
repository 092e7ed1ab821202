"""What the nightly reading of stored files found."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from rongyi.archives.permissions import VIEW_FAULTS
from rongyi.archives.queries.faults import PAGE, faults_listed, round_of
from rongyi.archives.views.room import _place
from rongyi.kernel.limits import limits
from rongyi.organisation.access import page


@require_safe
@page(VIEW_FAULTS)
def faults(request):
    found = faults_listed(request.actor, after=_place(request.GET.get("after")))
    more, found = len(found) > PAGE, found[:PAGE]
    context = {
        "lines": found,
        "round": round_of(request.actor.home_county),
        "days": limits().files.whole_within_days,
        "next_url": f"?after={found[-1].fault.pk}" if more else "",
        "is_first": "after" not in request.GET,
    }
    return render(request, "archives/faults.html", context)
