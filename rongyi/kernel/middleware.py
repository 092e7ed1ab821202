"""Headers on every answer, and one place where an exception becomes a page."""

import logging
import secrets

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from rongyi.kernel import audit
from rongyi.kernel.errors import Denied, NotFound, Refused, Stale
from rongyi.kernel.proxies import settle_address

log = logging.getLogger("rongyi.incidents")

POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self'; script-src 'self'; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; connect-src 'self'"
)


class SecurityHeaders:
    """CSP without anything inline, no address of a third party, and nothing behind sign-in is stored by a browser."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        settle_address(request)
        with audit.acting_from(request.META.get("REMOTE_ADDR", "")):
            response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "geolocation=(), microphone=(), camera=(self)")
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        if not request.path.startswith("/" + settings.STATIC_URL.strip("/")) and request.path != "/healthz":
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class Incidents:
    """Turns the kernel's errors into pages; whatever else goes wrong gets a number for page and log alike."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Denied):
            return render(request, "403.html", {"message": error.message}, status=403)
        if isinstance(error, NotFound):
            return render(request, "404.html", {"message": error.message}, status=404)
        if isinstance(error, Stale):
            return render(request, "412.html", {"message": error.message}, status=412)
        if isinstance(error, OperationalError | InterfaceError):
            # the page must not ask the database who is reading it
            return HttpResponse(render_to_string("503.html", {"incident": new_incident(error)}), status=503)
        if isinstance(error, Refused):
            return render(request, "400.html", {"message": error.message}, status=error.status)
        number = new_incident(error)
        return render(request, "500.html", {"incident": number}, status=500)


def new_incident(error: Exception) -> str:
    """Logs the kind and place of an error without its values; returns the number that the page shows."""
    number = secrets.token_hex(4)
    log.error("incident %s: %s", number, type(error).__name__, exc_info=error if settings.DEBUG else _placeonly(error))
    return number


def _placeonly(error: Exception):
    """The same traceback with the message left out: messages of errors may quote a person's values."""
    return (type(error), type(error)("(message withheld)") if _takes_text(error) else None, error.__traceback__)


def _takes_text(error: Exception) -> bool:
    try:
        type(error)("x")
    except Exception:
        return False
    return True
