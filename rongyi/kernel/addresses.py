"""Addresses of pages by name, worked out once: a page with a menu and 25 rows asks for some forty of them."""

from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.urls import get_script_prefix, reverse

NOBODY = tuple(UUID(int=n) for n in range(3))
"""Stand in an address for the ids of things, until one is asked for."""


def address_of(name: str, *args: UUID | str) -> str:
    """What `reverse` answers for a name that takes nothing, or ids of things and a few fixed words."""
    words = tuple(None if isinstance(arg, UUID) else arg for arg in args)
    address = _address(name, words, get_script_prefix(), settings.ROOT_URLCONF)
    return address.format(*(arg for arg in args if isinstance(arg, UUID)))


@lru_cache(maxsize=1000)
def _address(name: str, words: tuple[str | None, ...], prefix: str, urlconf: str) -> str:
    """With a gap for each id; `reverse` leaves no brace of its own."""
    nobody = iter(NOBODY)
    address = reverse(name, args=[next(nobody) if word is None else word for word in words])
    for one in NOBODY:
        address = address.replace(str(one), "{}")
    return address
