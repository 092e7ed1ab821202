"""How many people's files an account may open today, and a leader's raising of it."""

from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rongyi.kernel.forms import refusals_in, status_of
from rongyi.organisation import opened_services, queries
from rongyi.organisation.access import page
from rongyi.organisation.forms import RaiseLimitForm
from rongyi.organisation.limit_queries import opened_today
from rongyi.organisation.permissions import RAISE_LIMIT


@require_safe
@page(RAISE_LIMIT)
def limit_list(request):
    after = request.GET.get("after", "")[:40]
    rows = opened_today(request.actor, after=after)
    more, rows = len(rows) > queries.PAGE, rows[: queries.PAGE]
    url = reverse("organisation:limits")
    given = {
        "rows": rows,
        "first_url": url if after else "",
        "next_url": f"{url}?{urlencode({'after': rows[-1].account.username})}" if more else "",
    }
    return render(request, "organisation/limit_list.html", given)


@require_http_methods(["GET", "POST"])
@page(RAISE_LIMIT)
def limit_raise(request, user_id):
    user = queries.get_account(request.actor, user_id)
    form = RaiseLimitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            opened_services.raise_limit(actor=request.actor, user=user, **form.cleaned_data)
            messages.success(request, _("已提高,对方现在就可以继续。明天恢复平时的限额。"))
            return redirect("organisation:limits")
    given = {"form": form, "account": user, "cancel_url": reverse("organisation:limits")}
    return render(request, "organisation/limit_raise.html", given, status=status_of(form))
