"""The QR code on a label: the address of a page of this house with a signed word in it, and nothing about a person.

A label stays on its paper for decades, so its word does not expire; it opens nothing by itself: whoever follows it
signs in, and sees only what lies in reach. The key is derived from the one of the blind indexes, which never changes.
"""

import base64
import binascii
import hmac
from uuid import UUID

import segno
from django.urls import reverse

from rongyi.archives.models import Box, Piece
from rongyi.kernel.crypto.keyring import keyring

KINDS = {"p": Piece, "b": Box}
SIGNATURE_BYTES = 10


def word_of(thing: Piece | Box) -> str:
    """36 letters: sort, id, signature."""
    kind = "p" if isinstance(thing, Piece) else "b"
    body = kind.encode() + thing.pk.bytes
    return base64.urlsafe_b64encode(body + _signature(body)).decode()


def read_word(word: str) -> tuple[str, UUID] | None:
    """(sort, id) of a word of ours; nothing for any other."""
    try:
        raw = base64.b64decode(word, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    body, signature = raw[:17], raw[17:]
    if len(raw) != 17 + SIGNATURE_BYTES or not hmac.compare_digest(signature, _signature(body)):
        return None
    kind = chr(body[0])
    return (kind, UUID(bytes=body[1:])) if kind in KINDS else None


def word_in(text: str) -> str:
    """The word of a label from what a scanner gives, which is the whole address."""
    return text.strip().rstrip("/").rsplit("/", 1)[-1]


def address_of(thing: Piece | Box, root: str) -> str:
    """`root` is where this house is reached, such as https://host."""
    return root.rstrip("/") + reverse("archives:code", args=[word_of(thing)])


def picture_of(address: str) -> str:
    """The code as an image for a paper, black on white with its quiet zone."""
    return segno.make(address, error="m", micro=False).svg_data_uri(border=4, omitsize=True)


def _signature(body: bytes) -> bytes:
    return hmac.digest(keyring().subkey("archives:label"), body, "sha256")[:SIGNATURE_BYTES]
