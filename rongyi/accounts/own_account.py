"""What somebody changes of the own account."""

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from rongyi.accounts import limits, second_factor, trail
from rongyi.accounts.models import User
from rongyi.kernel.audit import Outcome
from rongyi.kernel.errors import Refused


def proves(request: HttpRequest, user: User, given: dict) -> bool:
    """Whether password and, where there is one, second factor are right; failures count and are on record."""
    attempt = limits.begin(request, user.username, step="prove")
    if attempt.wait_until:
        return False
    right = user.check_password(given["password"])
    if right and (not user.has_second_factor or second_factor.takes(user, given["number"])):
        limits.succeeded(attempt)
        return True
    with transaction.atomic():
        trail.record("accounts.prove", user, outcome=Outcome.REFUSED)
    return False


def change_password(user: User, password: str) -> None:
    with transaction.atomic():
        user.set_password(password)
        user.must_change_password = False
        user.save(update_fields=["password", "must_change_password"])
        trail.record("accounts.password_changed", user)


def renew_recovery_codes(user: User) -> list[str]:
    if not user.has_second_factor:
        raise Refused(_("还没有开启动态口令,不需要恢复码。"))
    with transaction.atomic():
        trail.record("accounts.recovery_codes_renewed", user)
        return second_factor.new_recovery_codes(user)
