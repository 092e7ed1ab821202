"""Tokens by which scripts speak for a user; the text is shown once, only its hash is kept."""

import hashlib
import secrets
from datetime import timedelta

from rongyi.accounts.models import ApiToken, User
from rongyi.kernel import clock

PREFIX = "rongyi_"


def create_token(user: User, *, scope: str = ApiToken.Scope.READ, days: int = 90) -> str:
    """Makes a token and returns its text, which cannot be had again."""
    text = PREFIX + secrets.token_urlsafe(32)
    ApiToken.objects.create(
        user=user, digest=_digest(text), scope=scope, expires_at=clock.now() + timedelta(days=days),
    )  # fmt: skip
    return text


def user_for_token(text: str) -> tuple[User, str] | None:
    """(user, scope) of a token that holds, or None. The look-up is by hash, so its time tells nothing of the text."""
    held = ApiToken.objects.filter(digest=_digest(text), revoked_at=None, expires_at__gt=clock.now())
    token = held.filter(user__is_active=True).select_related("user").first()
    return (token.user, token.scope) if token else None


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
