"""Delicate acts ask who is there once more, when the last proof is some minutes old."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse

from rongyi.kernel import clock

LASTS_SECONDS = 15 * 60


def mark_fresh(request: HttpRequest) -> None:
    request.session["fresh_at"] = int(clock.now().timestamp())


def is_fresh(request: HttpRequest) -> bool:
    return clock.now().timestamp() - request.session.get("fresh_at", 0) <= LASTS_SECONDS


def fresh_sign_in(view) -> Callable:
    """Before changes of accounts, keys or factors, approval of money, reveals in bulk. Stands inside `@page`."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if is_fresh(request):
            return view(request, *args, **kwargs)
        return redirect(f"{reverse('accounts:prove')}?{urlencode({'next': _way_back(request)})}")

    return guarded


def _way_back(request: HttpRequest) -> str:
    """A form is opened again, since what was sent cannot be sent again for the user."""
    return request.get_full_path()
