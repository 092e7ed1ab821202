"""What is sealed to named people opens for each of them and for nobody else, nowhere else, and not after a change."""

import secrets
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rongyi.kernel.crypto.aead import SealBroken
from rongyi.kernel.crypto.recipients import (
    Envelope,
    handed_over,
    new_keypair,
    open_with,
    private_key,
    rewrap,
    seal_to,
)

PLACE = b"counselling.note\0text\01"
SECRETS = {name: secrets.token_bytes(32) for name in ("counsellor", "supervisor", "leader")}
PAIRS = {name: new_keypair(name, secret) for name, secret in SECRETS.items()}
PRIVATE = {name: private_key(pair, name, SECRETS[name]) for name, pair in PAIRS.items()}
TWO = {name: PAIRS[name].public for name in ("counsellor", "supervisor")}

names = st.sets(st.sampled_from(sorted(PAIRS)), min_size=1)


@settings(max_examples=60, deadline=None)
@given(text=st.binary(max_size=400), chosen=names, place=st.binary(max_size=40))
def test_each_recipient_opens_it_and_nobody_else(text, chosen, place):
    envelope = seal_to({name: PAIRS[name].public for name in chosen}, text, place)

    for name in PAIRS:
        if name in chosen:
            assert open_with(envelope, name, PRIVATE[name], place) == text
        else:
            for claimed in (name, next(iter(chosen))):
                with pytest.raises(SealBroken):
                    open_with(envelope, claimed, PRIVATE[name], place)


@settings(max_examples=60, deadline=None)
@given(data=st.data(), text=st.binary(min_size=1, max_size=60))
def test_no_changed_byte_opens(data, text):
    envelope = seal_to(TWO, text, PLACE)
    blob = data.draw(st.sampled_from(["sealed", "counsellor"]))
    raw = bytearray(envelope.sealed if blob == "sealed" else envelope.keys["counsellor"])
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
    changed = (
        replace(envelope, sealed=bytes(raw))
        if blob == "sealed"
        else replace(envelope, keys={**envelope.keys, "counsellor": bytes(raw)})
    )

    with pytest.raises(SealBroken):
        open_with(changed, "counsellor", PRIVATE["counsellor"], PLACE)


def test_it_opens_in_no_other_place():
    envelope = seal_to(TWO, b"text", PLACE)

    with pytest.raises(SealBroken):
        open_with(envelope, "counsellor", PRIVATE["counsellor"], PLACE + b"2")


def test_nobody_is_dropped_or_put_in_unseen():
    envelope, other = seal_to(TWO, b"text", PLACE), seal_to({"leader": PAIRS["leader"].public}, b"text", PLACE)

    for keys in ({"counsellor": envelope.keys["counsellor"]}, {**envelope.keys, **other.keys}):
        with pytest.raises(SealBroken):
            open_with(Envelope(envelope.sealed, keys), "counsellor", PRIVATE["counsellor"], PLACE)


def test_handing_over_shuts_out_who_was_left_out():
    envelope = seal_to(TWO, b"text", PLACE)

    to = {name: PAIRS[name].public for name in ("leader", "supervisor")}
    after = handed_over(envelope, "counsellor", PRIVATE["counsellor"], to, PLACE)

    assert [open_with(after, name, PRIVATE[name], PLACE) for name in to] == [b"text", b"text"]
    with pytest.raises(SealBroken):
        open_with(after, "counsellor", PRIVATE["counsellor"], PLACE)
    with pytest.raises(SealBroken):
        open_with(Envelope(after.sealed, envelope.keys), "counsellor", PRIVATE["counsellor"], PLACE)


def test_a_new_secret_of_the_account_keeps_the_key():
    new = secrets.token_bytes(32)

    pair = rewrap(PAIRS["leader"], "leader", SECRETS["leader"], new)

    assert (pair.public, private_key(pair, "leader", new)) == (PAIRS["leader"].public, PRIVATE["leader"])
    with pytest.raises(SealBroken):
        private_key(pair, "leader", SECRETS["leader"])
    with pytest.raises(SealBroken):
        private_key(pair, "counsellor", new)


def test_a_key_is_never_shown():
    assert "wrapped" not in repr(PAIRS["leader"])


def test_nothing_is_sealed_to_nobody():
    with pytest.raises(ValueError, match="nobody"):
        seal_to({}, b"text", PLACE)
