"""Whom a request comes from is believed of our own proxy only, and is the same for the trail and the limits."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from rongyi.accounts.limits import address_of
from rongyi.kernel import audit
from rongyi.kernel.middleware import SecurityHeaders
from rongyi.kernel.proxies import ON_THIS_MACHINE, proxies_in, settle_address

STRANGER, VISITOR, PROXY = "203.0.113.9", "10.20.30.40", "192.168.7.5"


def settled(settings, proxies, **headers):
    settings.RONGYI_PROXIES = proxies
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if proxies else None
    request = RequestFactory().get("/", **headers)
    settle_address(request)
    return request


@pytest.mark.parametrize(
    ("proxies", "peer", "forwarded", "expected"),
    [
        ((), STRANGER, VISITOR, STRANGER),
        (ON_THIS_MACHINE, "127.0.0.1", VISITOR, VISITOR),
        (ON_THIS_MACHINE, "::1", VISITOR, VISITOR),
        (ON_THIS_MACHINE, STRANGER, VISITOR, STRANGER),
        (("192.168.7.0/24",), PROXY, VISITOR, VISITOR),
        (("192.168.7.0/24",), "127.0.0.1", VISITOR, "127.0.0.1"),
        (ON_THIS_MACHINE, "127.0.0.1", f"{STRANGER}, {VISITOR}", VISITOR),
        (ON_THIS_MACHINE, "127.0.0.1", "<script>", "127.0.0.1"),
        (ON_THIS_MACHINE, "127.0.0.1", "", "127.0.0.1"),
    ],
)
def test_only_our_own_proxy_is_believed(settings, proxies, peer, forwarded, expected):
    request = settled(settings, proxies, REMOTE_ADDR=peer, HTTP_X_FORWARDED_FOR=forwarded)

    assert address_of(request) == expected


@pytest.mark.parametrize(("peer", "secure"), [("127.0.0.1", True), (STRANGER, False)])
def test_a_stranger_does_not_call_itself_secure(settings, peer, secure):
    request = settled(settings, ON_THIS_MACHINE, REMOTE_ADDR=peer, HTTP_X_FORWARDED_PROTO="https")

    assert request.is_secure() is secure


def test_the_trail_names_the_same_address_as_the_limits(settings):
    settings.RONGYI_PROXIES = ON_THIS_MACHINE
    seen = []

    def view(request):
        seen.append((audit._origin.get(), address_of(request)))
        return HttpResponse()

    SecurityHeaders(view)(RequestFactory().get("/", REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR=VISITOR))

    assert seen == [(VISITOR, VISITOR)]


@pytest.mark.parametrize(
    ("words", "expected"),
    [("", ()), ("0", ()), ("1", ON_THIS_MACHINE), ("10.0.0.5, 10.0.1.0/24", ("10.0.0.5", "10.0.1.0/24"))],
)
def test_the_setting_names_the_proxies(words, expected):
    assert proxies_in(words) == expected
