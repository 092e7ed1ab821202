"""Requests in a minute: of an address before anything is looked at, and of a token once it is known."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from rongyi.accounts.rates import Rate, spend
from rongyi.api.problems import Problem


def within_rate(name: str, whose: str, most: int) -> Rate:
    rate = spend(name, whose, most)
    if not rate.allowed:
        raise Problem(
            429, "too_many_requests", _("请求太频繁,这一次没有办理。请在 %(seconds)d 秒后再试。") % {"seconds": rate.seconds},
            headers={**rate.headers, "Retry-After": str(rate.seconds)},
        )  # fmt: skip
    return rate


def show_rate(request: HttpRequest, response: HttpResponse) -> None:
    """What is left, on every answer, so that a script can slow down by itself."""
    rate = getattr(request, "api_rate", None)
    for name, value in (rate.headers if rate else {}).items():
        response.headers.setdefault(name, value)
