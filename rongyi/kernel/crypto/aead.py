"""Sealing of bytes: what was sealed for one place opens nowhere else, and a changed byte is noticed.

Layout: format (1 byte), suite (1), key version (2), nonce (12), ciphertext and tag. The header is authenticated too.
"""

import logging
import secrets
import struct
from collections.abc import Callable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _

from rongyi.kernel.crypto.keyring import cached_from_keys, derive

log = logging.getLogger("rongyi.incidents")

FORMAT = 1
AES_256_GCM, SM4_GCM = 1, 2
SUITES = {"AES-256-GCM": AES_256_GCM, "SM4-GCM": SM4_GCM}
HEADER = struct.Struct(">BBH")
NONCE_BYTES, TAG_BYTES = 12, 16
LEAST_BYTES = HEADER.size + NONCE_BYTES + TAG_BYTES


class SealBroken(Exception):
    """A sealed value does not open: changed, moved or sealed by another key. An incident, never an empty field."""

    def __init__(self, reason: str = "", *, place: str = ""):
        self.number = secrets.token_hex(4)
        self.place = place
        log.error("incident %s: seal broken (%s) at %s", self.number, reason, place or "unnamed place")
        super().__init__(
            _("有一项加密内容无法解开,已停止显示。请把事件编号 %(number)s 告诉系统管理员。") % {"number": self.number}
        )


def seal(key: bytes, plaintext: bytes, aad: bytes, *, version: int = 0) -> bytes:
    suite = active_suite()
    header = HEADER.pack(FORMAT, suite, version)
    nonce = secrets.token_bytes(NONCE_BYTES)
    if suite == AES_256_GCM:
        return header + nonce + AESGCM(key).encrypt(nonce, plaintext, header + aad)
    encryptor = Cipher(algorithms.SM4(_sm4_key(key)), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(header + aad)
    return header + nonce + encryptor.update(plaintext) + encryptor.finalize() + encryptor.tag


def sealer(key: bytes, *, version: int = 0, suite: int = 0) -> Callable[[bytes, bytes, bytes], bytes]:
    """`seal` for many values under one key: (plaintext, what it is bound to, nonce). A nonce is used once. Who makes
    thousands of keys says the suite, so that it is not looked up for each."""
    suite = suite or active_suite()
    header = HEADER.pack(FORMAT, suite, version)
    if suite != AES_256_GCM:
        return lambda plaintext, aad, nonce: seal(key, plaintext, aad, version=version)
    encrypt = AESGCM(key).encrypt
    return lambda plaintext, aad, nonce: header + nonce + encrypt(nonce, plaintext, header + aad)


def open_sealed(key: bytes, blob: bytes, aad: bytes, *, place: str = "") -> bytes:
    suite, _version = _header(blob, place)
    header, nonce, sealed = blob[: HEADER.size], blob[HEADER.size : HEADER.size + NONCE_BYTES], blob[16:]
    try:
        if suite == AES_256_GCM:
            return AESGCM(key).decrypt(nonce, sealed, header + aad)
        decryptor = Cipher(algorithms.SM4(_sm4_key(key)), modes.GCM(nonce, sealed[-TAG_BYTES:])).decryptor()
        decryptor.authenticate_additional_data(header + aad)
        return decryptor.update(sealed[:-TAG_BYTES]) + decryptor.finalize()
    except InvalidTag:
        raise SealBroken("tag does not fit", place=place) from None


def key_version(blob: bytes, *, place: str = "") -> int:
    return _header(blob, place)[1]


def active_suite() -> int:
    name = getattr(settings, "RONGYI_CIPHER", "AES-256-GCM")
    try:
        return SUITES[name]
    except KeyError:
        raise ImproperlyConfigured(f"RONGYI_CIPHER must be one of {', '.join(SUITES)}, not {name!r}") from None


def _header(blob: bytes, place: str) -> tuple[int, int]:
    if len(blob) < LEAST_BYTES:
        raise SealBroken("too short", place=place)
    form, suite, version = HEADER.unpack_from(blob)
    if form != FORMAT or suite not in (AES_256_GCM, SM4_GCM):
        raise SealBroken("unknown form", place=place)
    return suite, version


@cached_from_keys
def _sm4_key(key: bytes) -> bytes:
    return derive(key, "sm4")[:16]
