"""Figures for a watching machine, in Prometheus' text form. Counts only; from this machine or with a token."""

from hmac import compare_digest
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from rongyi.kernel.errors import NotFound
from rongyi.organisation.access import public_page
from rongyi.portal.measure_queries import measures

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED")


@public_page
@require_safe
def metrics(request):
    if not (_is_near(request) or _has_token(request)):
        raise NotFound()
    lines = []
    for name, help_text, kind, samples in measures():
        lines += [f"# HELP {name} {help_text}", f"# TYPE {name} {kind}"]
        lines += [f"{name}{labels} {value}" for labels, value in samples]
    return HttpResponse("\n".join(lines) + "\n", content_type=CONTENT_TYPE)


def _is_near(request) -> bool:
    """security: behind a proxy every request comes from loopback, so a forwarded one never counts as near."""
    if any(request.META.get(name) for name in FORWARDED):
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _has_token(request) -> bool:
    token = settings.RONGYI_METRICS_TOKEN
    return bool(token) and compare_digest(request.headers.get("Authorization", ""), f"Bearer {token}")
