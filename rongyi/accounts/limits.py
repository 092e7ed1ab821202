"""How often somebody may try to sign in. A stranger's guesses slow the true user, and never shut the true user out.

A browser that has signed in to an account before is known by a signed cookie and has a count of its own, so whoever
guesses from elsewhere does not slow it.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import Count, Max, Q
from django.http import HttpRequest, HttpResponse

from rongyi.accounts.models import SignInAttempt
from rongyi.kernel import clock

WINDOW = timedelta(minutes=15)
FREE_TRIES = 5
MOST_OF_ACCOUNT = 20
MOST_OF_ADDRESS = 60
MOST_OF_ALL = 500
GAP = timedelta(seconds=30)
LONGEST_GAP = timedelta(minutes=10)
KNOWN_COOKIE = "known"
KNOWN_FOR = timedelta(days=180)
DEVICE = "device:"


@dataclass(frozen=True)
class Try:
    """One attempt: on which account, from where, and until when it has to wait."""

    account: str
    place: str
    number: int | None = None
    wait_until: datetime | None = None


def account_key(username: str, step: str = "password") -> str:
    """What stands for the account in the table of attempts; also for names that nobody has."""
    return hashlib.sha256(f"{step}\0{username.strip().casefold()}".encode()).hexdigest()


def begin(request: HttpRequest, username: str, step: str = "password") -> Try:
    """Counts an attempt before it is looked at, or says until when to wait. A try that has to wait is not counted."""
    account = account_key(username, step)
    place = place_of(request, username)
    now = clock.now()
    with transaction.atomic():
        SignInAttempt.objects.filter(at__lt=now - 2 * WINDOW).delete()
        wait_until = _wait(account, place, now)
        if wait_until:
            return Try(account, place, wait_until=wait_until)
        attempt = SignInAttempt.objects.create(account=account, address=place, at=now)
    return Try(account, place, attempt.pk)


def succeeded(attempt: Try) -> None:
    """Takes back what was counted from this place; a stranger's failures elsewhere stay."""
    SignInAttempt.objects.filter(account=attempt.account, address=attempt.place).delete()


def _wait(account: str, place: str, now: datetime) -> datetime | None:
    recent = Q(at__gt=now - WINDOW)
    pair = Q(account=account, address=place)
    seen = SignInAttempt.objects.filter(recent).aggregate(
        of_pair=Count("id", filter=pair), last_of_pair=Max("at", filter=pair),
        of_account=Count("id", filter=Q(account=account)),
        last_of_account=Max("at", filter=Q(account=account) & ~Q(address__startswith=DEVICE)),
        of_address=Count("id", filter=Q(address=place)), last_of_address=Max("at", filter=Q(address=place)),
        of_all=Count("id"),
    )  # fmt: skip
    ends = []
    if seen["of_pair"] >= FREE_TRIES:
        ends.append(seen["last_of_pair"] + min(GAP * 2 ** min(seen["of_pair"] - FREE_TRIES, 10), LONGEST_GAP))
    if not place.startswith(DEVICE):
        if seen["of_account"] >= MOST_OF_ACCOUNT and seen["last_of_account"]:
            ends.append(seen["last_of_account"] + timedelta(seconds=5))
        if seen["of_address"] >= MOST_OF_ADDRESS:
            ends.append(seen["last_of_address"] + GAP)
        if seen["of_all"] >= MOST_OF_ALL and seen["last_of_pair"]:
            ends.append(seen["last_of_pair"] + GAP)
    return max((end for end in ends if end > now), default=None)


def address_of(request: HttpRequest) -> str:
    """Where a request comes from; `kernel.proxies` has settled it."""
    return request.META.get("REMOTE_ADDR", "")[:45]


def place_of(request: HttpRequest, username: str) -> str:
    """A known browser, or the address."""
    account = account_key(username)
    try:
        known = signing.loads(request.COOKIES.get(KNOWN_COOKIE, ""), salt="known", max_age=KNOWN_FOR)
    except signing.BadSignature:
        known = {}
    return DEVICE + known[account] if account in known else address_of(request)


def know_browser(request: HttpRequest, response: HttpResponse, username: str, path: str = "/console/") -> None:
    """Lets this browser count by itself from now on; several people may share it. `path` is where it signs in."""
    try:
        known = signing.loads(request.COOKIES.get(KNOWN_COOKIE, ""), salt="known", max_age=KNOWN_FOR)
    except signing.BadSignature:
        known = {}
    known = dict(list(known.items())[-9:]) | {account_key(username): secrets.token_hex(8)}
    response.set_cookie(
        KNOWN_COOKIE, signing.dumps(known, salt="known"), max_age=KNOWN_FOR, httponly=True,
        secure=settings.SESSION_COOKIE_SECURE, samesite="Lax", path=path,
    )  # fmt: skip
