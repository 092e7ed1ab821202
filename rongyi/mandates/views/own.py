"""The person's own side: who acts for me, and an end to it with one press."""

from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rongyi.kernel import clock
from rongyi.kernel.errors import Refused
from rongyi.mandates.permissions import OWN_MANDATES
from rongyi.mandates.queries import comings_of, mandates_of, own_mandate, own_person
from rongyi.mandates.services import revoke_own
from rongyi.organisation.access import page


@require_safe
@page(OWN_MANDATES)
def own_mandates(request):
    person, today = own_person(request.actor), clock.today()
    rows = [(mandate, mandate.runs_on(today)) for mandate in mandates_of(person)]
    context = {"person": person, "rows": rows, "comings": comings_of(person)}
    return render(request, "mandates/own_mandates.html", context)


@require_http_methods(["GET", "POST"])
@page(OWN_MANDATES)
def own_revoke(request, pk: UUID):
    mandate = own_mandate(own_person(request.actor), pk)
    if request.method == "POST":
        try:
            revoke_own(actor=request.actor, mandate=mandate)
            messages.success(request, _("已撤销。从现在起,对方不能再替您办事。"))
        except Refused as refusal:
            messages.error(request, str(refusal.message))
        return redirect("own_mandates:list")
    return render(request, "mandates/own_revoke.html", {"mandate": mandate})
