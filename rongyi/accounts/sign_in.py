"""Signing in and out: the session is changed at each step, each step is on record."""

from django.contrib import auth
from django.db import transaction
from django.http import HttpRequest

from rongyi.accounts import trail
from rongyi.accounts.fresh import mark_fresh
from rongyi.accounts.models import User
from rongyi.kernel import clock
from rongyi.kernel.audit import Outcome

HALF_LASTS_SECONDS = 5 * 60


def check_password(request: HttpRequest, username: str, password: str) -> User | None:
    """The user, or None with one line in the trail; both ways take the same time."""
    user = auth.authenticate(request, username=username, password=password)
    if user is None:
        known = User.objects.filter(username=username).first()
        with transaction.atomic():
            trail.record("accounts.sign_in", known, outcome=Outcome.REFUSED, by_user=False)
    return user


def hold_half(request: HttpRequest, user: User) -> None:
    """Remembers who gave the right password until the second factor comes."""
    request.session.flush()
    request.session["half"] = {"user": str(user.pk), "at": int(clock.now().timestamp()), "hash": _state_of(user)}


def half_signed(request: HttpRequest) -> User | None:
    half = request.session.get("half")
    if not half or clock.now().timestamp() - half["at"] > HALF_LASTS_SECONDS:
        return None
    user = User.objects.filter(pk=half["user"], is_active=True).first()
    return user if user and _state_of(user) == half["hash"] else None


def _state_of(user: User) -> str:
    """Changes with the password: a password that was reset meanwhile opens nothing."""
    return user.get_session_auth_hash()


def complete(request: HttpRequest, user: User, *, factor: bool) -> None:
    with transaction.atomic():
        auth.login(request, user, backend="rongyi.accounts.backends.PasswordBackend")
        request.session.cycle_key()
        request.session.pop("half", None)
        request.session["since"] = request.session["seen"] = int(clock.now().timestamp())
        mark_fresh(request)
        trail.record("accounts.sign_in", user, second_factor=factor)


def refuse_factor(user: User) -> None:
    with transaction.atomic():
        trail.record("accounts.second_factor", user, outcome=Outcome.REFUSED, by_user=False)


def sign_out(request: HttpRequest) -> None:
    user = request.user if request.user.is_authenticated else None
    with transaction.atomic():
        auth.logout(request)
        if user:
            trail.record("accounts.sign_out", user)
