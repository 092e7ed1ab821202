"""Sealing to named people: what class S1 needs. Only the private key of one of them opens it; the master key does not.

The text is sealed once under a key of its own; that key is sealed to each recipient by an ephemeral X25519 exchange,
bound to the place and to the recipient, so that nothing opens elsewhere or for another.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from rongyi.kernel.crypto.aead import SealBroken, open_sealed, seal
from rongyi.kernel.crypto.keyring import KEY_BYTES, derive


@dataclass(frozen=True)
class KeyPair:
    """A person's public key, and the private one wrapped by a secret that the account holds."""

    public: bytes
    wrapped: bytes = field(repr=False)


@dataclass(frozen=True)
class Envelope:
    """`sealed` is the text; `keys` holds the text's key once for each recipient."""

    sealed: bytes
    keys: Mapping[str, bytes]


def new_keypair(owner: str, secret: bytes) -> KeyPair:
    private = X25519PrivateKey.generate()
    return KeyPair(private.public_key().public_bytes_raw(), seal(secret, private.private_bytes_raw(), _owner(owner)))


def private_key(pair: KeyPair, owner: str, secret: bytes) -> bytes:
    return open_sealed(secret, pair.wrapped, _owner(owner), place="private key")


def rewrap(pair: KeyPair, owner: str, old: bytes, new: bytes) -> KeyPair:
    """After the account's secret changed: the same key, wrapped anew, so that nothing has to be sealed again."""
    return replace(pair, wrapped=seal(new, private_key(pair, owner, old), _owner(owner)))


def seal_to(recipients: Mapping[str, bytes], plaintext: bytes, place: bytes) -> Envelope:
    """{name: public key}. security: without a recipient nobody could ever read it, so there is always one."""
    if not recipients:
        raise ValueError("nobody to seal to")
    key = secrets.token_bytes(KEY_BYTES)
    keys = {name: _to(name, public, key, place) for name, public in recipients.items()}
    return Envelope(seal(key, plaintext, _place(place, keys)), keys)


def open_with(envelope: Envelope, name: str, private: bytes, place: bytes) -> bytes:
    key = _content_key(envelope, name, private, place)
    return open_sealed(key, envelope.sealed, _place(place, envelope.keys), place="envelope")


def handed_over(
    envelope: Envelope, name: str, private: bytes, recipients: Mapping[str, bytes], place: bytes
) -> Envelope:
    """Sealed anew to other people by one who can read it. The key is new too: who is left out keeps nothing useful."""
    return seal_to(recipients, open_with(envelope, name, private, place), place)


def _to(name: str, public: bytes, key: bytes, place: bytes) -> bytes:
    once = X25519PrivateKey.generate()
    shown = once.public_key().public_bytes_raw()
    shared = once.exchange(X25519PublicKey.from_public_bytes(public))
    return shown + seal(_exchanged(shared, shown, public), key, _bound(name, place))


def _content_key(envelope: Envelope, name: str, private: bytes, place: bytes) -> bytes:
    if name not in envelope.keys:
        raise SealBroken("not a recipient", place="envelope")
    blob, own = envelope.keys[name], X25519PrivateKey.from_private_bytes(private)
    shown, sealed = blob[:KEY_BYTES], blob[KEY_BYTES:]
    try:
        shared = own.exchange(X25519PublicKey.from_public_bytes(shown))
    except ValueError:
        raise SealBroken("no key exchange", place="envelope") from None
    key = _exchanged(shared, shown, own.public_key().public_bytes_raw())
    return open_sealed(key, sealed, _bound(name, place), place="envelope")


def _exchanged(shared: bytes, shown: bytes, public: bytes) -> bytes:
    return derive(shared, f"recipient:{shown.hex()}:{public.hex()}")


def _bound(name: str, place: bytes) -> bytes:
    return b"recipient\0" + name.encode() + b"\0" + place


def _place(place: bytes, keys: Mapping[str, bytes]) -> bytes:
    """Who may read it is part of what is sealed: nobody is added or dropped unseen."""
    return b"envelope\0" + "\0".join(sorted(keys)).encode() + b"\0" + place


def _owner(owner: str) -> bytes:
    return b"private key\0" + owner.encode()
