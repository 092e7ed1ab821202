"""Checksums of files as they came, in the digest of the deployment; each says by which one it was made."""

import hmac

from cryptography.hazmat.primitives import hashes
from django.conf import settings

from rongyi.kernel.crypto.blind import DIGESTS

NAMES = {"SHA-256": "sha256", "SM3": "sm3"}


def checksum(data: bytes) -> str:
    """`sha256:…` or `sm3:…`, so that a changed setting does not make the old ones false."""
    return _of(data, settings.RONGYI_DIGEST)


def is_unchanged(data: bytes, known: str) -> bool:
    digest = next((digest for digest, name in NAMES.items() if known.startswith(f"{name}:")), None)
    return digest is not None and hmac.compare_digest(_of(data, digest), known)


def _of(data: bytes, digest: str) -> str:
    made = hashes.Hash(DIGESTS[digest]())  # type: ignore[abstract]
    made.update(data)
    return f"{NAMES[digest]}:{made.finalize().hex()}"
