"""A link by which somebody sets a password: for a new account, or after an administrator has reset it."""

import hashlib
import secrets
from datetime import timedelta

from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rongyi.accounts import trail
from rongyi.accounts.models import Invitation, User
from rongyi.kernel import clock
from rongyi.kernel.errors import Refused

LASTS = timedelta(days=3)
SPENT = _("这个链接已经用过或者过期了。请让管理员再发一个。")


def create_invitation(user: User) -> str:
    """The secret part of a new link; former links of the same account stop working."""
    secret = secrets.token_urlsafe(24)
    Invitation.objects.filter(user=user, used_at=None).update(expires_at=clock.now())
    Invitation.objects.create(user=user, digest=_digest(secret), expires_at=clock.now() + LASTS)
    return secret


def invited_user(secret: str) -> User | None:
    """Whose link this is, as long as it works."""
    waiting = Invitation.objects.filter(digest=_digest(secret), used_at=None, expires_at__gt=clock.now())
    invitation = waiting.select_related("user").filter(user__is_active=True).first()
    return invitation.user if invitation else None


def accept_invitation(secret: str, password: str) -> User:
    """Sets the password and spends the link. It signs nobody in: whoever has a second factor still needs it."""
    user = invited_user(secret)
    if user is None:
        raise Refused(SPENT, code="invitation_spent")
    validate_password(password, user)
    with transaction.atomic():
        waiting = Invitation.objects.filter(digest=_digest(secret), used_at=None, expires_at__gt=clock.now())
        if waiting.update(used_at=clock.now()) != 1:
            raise Refused(SPENT, code="invitation_spent")
        user.set_password(password)
        user.must_change_password = False
        user.save(update_fields=["password", "must_change_password"])
        trail.record("accounts.invitation_used", user)
    return user


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
