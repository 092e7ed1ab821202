"""Where a request comes from, decided once for the trail, the limits and everything else.

Behind our own proxy every request comes from the proxy; whom the proxy has seen stands in a header that anybody else
could forge. RONGYI_BEHIND_PROXY names the proxies, and from nobody else are these headers believed.
"""

from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:  # the settings read this file before Django stands
    from django.http import HttpRequest


ON_THIS_MACHINE = ("127.0.0.0/8", "::1/128")


def settle_address(request: "HttpRequest") -> None:
    """Puts the true address into REMOTE_ADDR. security: what a stranger says of itself goes before anybody reads it."""
    given = request.META
    if not _is_trusted(given.get("REMOTE_ADDR", ""), tuple(settings.RONGYI_PROXIES)):
        given.pop("HTTP_X_FORWARDED_PROTO", None)
        return
    seen = given.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()  # the last one is what our proxy saw
    if _is_address(seen):
        given["REMOTE_ADDR"] = seen


def proxies_in(words: str) -> tuple[str, ...]:
    """The networks that RONGYI_BEHIND_PROXY names; `1` is a proxy on this machine."""
    if words.strip() in ("", "0"):
        return ()
    return ON_THIS_MACHINE if words.strip() == "1" else tuple(one.strip() for one in words.split(",") if one.strip())


def _is_trusted(peer: str, proxies: tuple[str, ...]) -> bool:
    if not proxies or not _is_address(peer):
        return False
    address = ip_address(peer)
    return any(address in network for network in _networks(proxies) if network.version == address.version)


@lru_cache(maxsize=8)
def _networks(proxies: tuple[str, ...]) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(one, strict=False) for one in proxies)


def _is_address(word: str) -> bool:
    try:
        ip_address(word)
    except ValueError:
        return False
    return True
