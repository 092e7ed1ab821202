"""After a piece was opened, on record and with its reason, its pages may be looked at for a quarter of an hour."""

from uuid import UUID

from django.core import signing

SECONDS = 15 * 60
_SALT = "archives.pass"


def pass_for(user_id: UUID, piece_id: UUID) -> str:
    return signing.TimestampSigner(salt=_SALT).sign(f"{user_id.hex}{piece_id.hex}").partition(":")[2]


def is_good(word: str, user_id: UUID, piece_id: UUID) -> bool:
    """security: the pass holds for one person, one piece and a short time, so a copied address opens nothing."""
    try:
        signing.TimestampSigner(salt=_SALT).unsign(f"{user_id.hex}{piece_id.hex}:{word}", max_age=SECONDS)
    except signing.BadSignature:
        return False
    return True
