"""Addresses of pages by name, worked out once: a page with a menu and 25 rows asks for some forty of them."""

from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.urls import get_script_prefix, reverse

NIL = UUID(int=0)


def address_of(name: str, pk: UUID | None = None) -> str:
    """What `reverse` answers for a name that takes nothing, or the id of one thing."""
    address = _address(name, pk is not None, get_script_prefix(), settings.ROOT_URLCONF)
    return address if pk is None else address.replace(str(NIL), str(pk))


@lru_cache(maxsize=500)
def _address(name: str, takes_id: bool, prefix: str, urlconf: str) -> str:
    return reverse(name, args=[NIL] if takes_id else [])
