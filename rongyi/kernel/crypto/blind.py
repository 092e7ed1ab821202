"""Blind indexes: finding an encrypted value without opening any.

Only for values of high entropy (identity number, account, phone): never for birthday, sex or village.
"""

import unicodedata
from collections.abc import Callable

from cryptography.hazmat.primitives import hashes, hmac
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models

from rongyi.kernel.crypto.keyring import cached_from_keys, keyring

INDEX_BYTES = 16
DIGESTS = {"SHA-256": hashes.SHA256, "SM3": hashes.SM3}
DASHES = "-‐‑‒–—―−﹣－"
_DROPPED = {ord(c): None for c in DASHES}


def normalised(value: str) -> str:
    """One spelling for a number however it was typed: half-width, no blanks or dashes, capital X."""
    if value.isascii() and value.isalnum():
        return value.upper()
    value = unicodedata.normalize("NFKC", value).translate(_DROPPED)
    # format characters too (zero-width blanks, direction marks): they come along when a number is pasted
    return "".join(c for c in value if not c.isspace() and unicodedata.category(c) != "Cf").upper()


def blind_index(field: str, value: str) -> bytes:
    """Sixteen bytes that stand for the value in this field; the same number in another field gives others."""
    mac = _mac(field, getattr(settings, "RONGYI_DIGEST", "SHA-256")).copy()
    mac.update(normalised(value).encode())
    return mac.finalize()[:INDEX_BYTES]


def indexer(field: str) -> Callable[[str], bytes]:
    """`blind_index` for many values of one field that have their one spelling already."""
    start = _mac(field, getattr(settings, "RONGYI_DIGEST", "SHA-256")).copy

    def index(value: str) -> bytes:
        mac = start()
        mac.update(value.encode())
        return mac.finalize()[:INDEX_BYTES]

    return index


@cached_from_keys
def _mac(field: str, digest: str) -> hmac.HMAC:
    try:
        algorithm = DIGESTS[digest]()
    except KeyError:
        raise ImproperlyConfigured(f"RONGYI_DIGEST must be one of {', '.join(DIGESTS)}, not {digest!r}") from None
    return hmac.HMAC(keyring().subkey(f"index:{field}"), algorithm)


class BlindIndexField(models.BinaryField):
    """Holds what `blind_index` gives."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"max_length": INDEX_BYTES, "null": True, "editable": False, **kwargs})
