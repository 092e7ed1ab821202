"""The auditor's page: who did what, when and with what outcome; never the values, never a file."""

from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rongyi.organisation import queries
from rongyi.organisation.access import page
from rongyi.organisation.forms import TrailForm
from rongyi.organisation.permissions import READ_AUDIT
from rongyi.organisation.trail_services import verify_trail
from rongyi.organisation.trail_words import act_choices, told


@require_safe
@page(READ_AUDIT)
def trail(request):
    form = TrailForm(request.GET, acts=act_choices())
    asked = form.cleaned_data if form.is_valid() else {}
    lines = queries.trail_listed(request.actor, **asked)
    more = len(lines) > queries.PAGE
    lines = lines[: queries.PAGE]
    url = reverse("organisation:trail")
    kept = {key: value for key, value in asked.items() if value and key != "before"}
    given = {
        "form": form,
        "rows": told(lines),
        "reset_url": url,
        "first_url": f"{url}?{urlencode(kept)}" if asked.get("before") else "",
        "next_url": f"{url}?{urlencode(kept | {'before': lines[-1].id})}" if more else "",
    }
    return render(request, "organisation/trail.html", given)


@require_POST
@page(READ_AUDIT)
def trail_verify(request):
    read, breaks = verify_trail(actor=request.actor)
    if breaks:
        first = breaks[0]
        messages.error(
            request,
            _("审计链断裂:县区 %(county)s 第 %(seq)s 条。请立即保护现场并报告。")
            % {"county": first.county, "seq": first.seq},
        )
    else:
        messages.success(request, _("已核对 %(count)s 条,没有缺失,也没有改动。") % {"count": read})
    return redirect("organisation:trail")
