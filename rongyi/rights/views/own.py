"""The person's own side, on the portal: agree, take back, ask, take a copy home."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rongyi.kernel.errors import NotFound
from rongyi.kernel.files.portraits import small_copy
from rongyi.kernel.files.store import file_response, open_file
from rongyi.kernel.forms import refusals_in, status_of
from rongyi.organisation.access import page
from rongyi.registry.queries import photo_of
from rongyi.rights.copies import own_copy
from rongyi.rights.forms import RequestForm
from rongyi.rights.permissions import OWN_RIGHTS
from rongyi.rights.queries import requests_of, standings
from rongyi.rights.services import ask_own, give_own_consent, own_person, withdraw_own_consent
from rongyi.rights.views.desk import as_attachment

SMALL = 176
"""Twice the width in which the page shows it, for sharp screens."""


@require_safe
@page(OWN_RIGHTS)
def own_rights(request):
    person = own_person(request.actor)
    context = {"person": person, "standings": standings(person), "requests": requests_of(person)}
    return render(request, "rights/own_rights.html", context)


@require_POST
@page(OWN_RIGHTS)
def own_consent(request, notice: str):
    person = own_person(request.actor)
    if "withdraw" in request.POST:
        withdraw_own_consent(actor=request.actor, person=person, notice=notice)
        messages.success(request, _("已收回。"))
    else:
        give_own_consent(actor=request.actor, person=person, notice=notice)
        messages.success(request, _("已登记,谢谢您。"))
    return redirect("own_rights:rights")


@require_http_methods(["GET", "POST"])
@page(OWN_RIGHTS)
def own_request(request):
    person = own_person(request.actor)
    form = RequestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            ask_own(actor=request.actor, person=person, **form.cleaned_data)
            messages.success(request, _("已收到,服务站三十天内答复您。"))
            return redirect("own_rights:rights")
    return render(request, "rights/own_request.html", {"person": person, "form": form}, status=status_of(form))


@require_safe
@page(OWN_RIGHTS)
def own_photo(request):
    """security: the own portrait alone; whose it is, is told by the grant and by no address."""
    stored = photo_of(own_person(request.actor))
    if stored is None:
        raise NotFound()
    return file_response(stored, inline=True, content=small_copy(open_file(stored), SMALL))


@require_POST
@page(OWN_RIGHTS)
def own_copy_file(request):
    person = own_person(request.actor)
    content, name = own_copy(actor=request.actor, person=person, format=request.POST.get("format", "pdf"))
    return as_attachment(content, name)
