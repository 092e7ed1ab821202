"""The second factor: a number from the telephone that changes every thirty seconds, or a recovery code, once."""

import hashlib
import hmac
import secrets

import pyotp
import segno
from django.db import transaction

from rongyi.accounts import trail
from rongyi.accounts.models import RecoveryCode, User
from rongyi.kernel import clock
from rongyi.kernel.crypto.keyring import keyring

CODES = 8
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
"""Without what looks alike on paper: 0 o 1 i l."""


def begin_enrolment(user: User) -> str:
    """The secret that waits for its first right number; asked again it stays the same, so a reload does no harm."""
    if user.has_second_factor:
        raise ValueError("there is a second factor already")
    if not user.totp_secret:
        user.totp_secret = pyotp.random_base32()
        user.save(update_fields=["totp_secret"])
    return user.totp_secret


def address_of(user: User) -> str:
    """What the telephone reads from the picture."""
    return pyotp.TOTP(user.totp_secret).provisioning_uri(name=user.username, issuer_name="戎驿")


def picture_of(user: User) -> str:
    """The same as a picture in a data address: no second request carries the secret."""
    return segno.make(address_of(user), error="m").png_data_uri(scale=5, border=3)


def confirm_enrolment(user: User, number: str) -> list[str] | None:
    """Turns the factor on when the number is right; returns recovery codes, which are shown this once."""
    with transaction.atomic():
        if user.has_second_factor or not _takes_number(user, number):
            return None
        User.objects.filter(pk=user.pk).update(totp_since=clock.now())
        user.totp_since = clock.now()
        trail.record("accounts.second_factor_on", user)
        return new_recovery_codes(user)


def new_recovery_codes(user: User) -> list[str]:
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(12)) for _ in range(CODES)]
    RecoveryCode.objects.filter(user=user).delete()
    RecoveryCode.objects.bulk_create([RecoveryCode(user=user, digest=_digest(code)) for code in codes])
    return [f"{code[:4]}-{code[4:8]}-{code[8:]}" for code in codes]


def takes(user: User, text: str) -> bool:
    """Whether this is the number of now, not used before, or a recovery code, not used before."""
    text = "".join(text.split()).replace("-", "").lower()
    if len(text) == 6 and text.isdecimal():
        return _takes_number(user, text)
    used = RecoveryCode.objects.filter(user=user, digest=_digest(text), used_at=None).update(used_at=clock.now())
    return used == 1


def _takes_number(user: User, number: str) -> bool:
    """One step of thirty seconds early or late is forgiven; each step works once, whoever else has read it."""
    totp = pyotp.TOTP(user.totp_secret)
    now = totp.timecode(clock.now())
    for step in (now, now - 1, now + 1):
        if hmac.compare_digest(totp.generate_otp(step).encode(), number.strip().encode()):
            return User.objects.filter(pk=user.pk, totp_last_step__lt=step).update(totp_last_step=step) == 1
    return False


def remove(user: User) -> None:
    """Takes the factor off, for somebody who lost telephone and codes; the next sign-in asks for a new one."""
    RecoveryCode.objects.filter(user=user).delete()
    user.totp_secret, user.totp_since = "", None
    user.save(update_fields=["totp_secret", "totp_since"])


def _digest(code: str) -> str:
    return hmac.new(keyring().subkey("recovery"), code.encode(), hashlib.sha256).hexdigest()
