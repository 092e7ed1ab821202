"""What is left of sign-ins that are over."""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.utils.translation import gettext_lazy as _

from rongyi.accounts import codes, rates  # noqa: F401  (declare their own)
from rongyi.accounts.limits import WINDOW
from rongyi.accounts.models import Invitation, SignInAttempt
from rongyi.kernel import clock
from rongyi.kernel.limits import limits
from rongyi.kernel.sweeps import delete_in_chunks, sweep


@sweep("sessions", _("过期的登录"))
def forget_sessions() -> int:
    return delete_in_chunks(Session.objects.filter(expire_date__lt=clock.now()))


@sweep("invitations", _("过期的邀请链接"))
def forget_invitations() -> int:
    """Kept for a while after their end, so that whoever comes late reads that the link is over."""
    over = clock.now() - timedelta(days=limits().keep_days.invitations)
    return delete_in_chunks(Invitation.objects.filter(expires_at__lt=over))


@sweep("sign_in_attempts", _("登录尝试"))
def forget_attempts() -> int:
    return delete_in_chunks(SignInAttempt.objects.filter(at__lt=clock.now() - 2 * WINDOW))
