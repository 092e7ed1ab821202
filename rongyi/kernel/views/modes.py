"""How pages look is the reader's choice and works without any script: a small form, a plain cookie."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from rongyi.kernel.context import MODES, THEMES

YEAR = 365 * 24 * 3600


@require_POST
def modes(request: HttpRequest) -> HttpResponse:
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    response = HttpResponseRedirect(back)
    for name, choices in (("mode", MODES), ("theme", THEMES)):
        value = request.POST.get(name)
        if value in choices:
            response.set_cookie(name, value, max_age=YEAR, httponly=True, samesite="Lax", secure=request.is_secure())
    return response
