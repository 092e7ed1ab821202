"""What an administrator does to accounts. Nobody changes the own rights, and no link skips a second factor."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from rongyi.accounts import second_factor
from rongyi.accounts.invitations import create_invitation
from rongyi.accounts.models import ApiToken, User
from rongyi.accounts.tokens import create_token
from rongyi.kernel import audit, clock
from rongyi.kernel.errors import Conflict, Refused
from rongyi.organisation.access import Actor, clash_of
from rongyi.organisation.commands import command
from rongyi.organisation.models import Grant, Region
from rongyi.organisation.permissions import MANAGE_ACCOUNTS
from rongyi.organisation.queries import places_of
from rongyi.organisation.roles import Role

CODE_LENGTHS: dict[str, tuple[int, ...]] = {
    Role.BUREAU_LEADER: (6,),
    Role.SECTION_OFFICER: (6,),
    Role.TOWN_HEAD: (9,),
    Role.VILLAGE_CLERK: (12,),
    Role.PREFECTURE_OFFICER: (4,),
    Role.PROVINCE_OFFICER: (2,),
    Role.AUDITOR: (0, 2, 4, 6),
    Role.ADMINISTRATOR: (0, 2, 4, 6),
}
"""How long the code of a role's region is; 0 is the whole deployment."""


@command(MANAGE_ACCOUNTS, on="region_code", act="accounts.invite")
def invite_user(
    *, actor: Actor, username: str, display_name: str, role: str, region_code: str, starts_on: date,
    ends_on: date | None = None,
) -> tuple[User, str]:  # fmt: skip
    """A new account with its first role; the second part of the answer is the secret of the link, seen this once."""
    if User.objects.filter(username__iexact=username).exists():
        raise Conflict(_("用户名「%(name)s」已经有人用了。") % {"name": username}, field="username")
    user = User(username=username, display_name=display_name)
    user.set_unusable_password()
    user.full_clean(exclude=["password"])
    user.save()
    _grant(user, role, region_code, starts_on, ends_on)
    audit.note(account=str(user.pk), role=role)
    return user, create_invitation(user)


def grant_role(
    *, actor: Actor, user: User, role: str, region_code: str, starts_on: date, ends_on: date | None = None
) -> Grant:
    """One more role; a role that does not go with another of the same days is refused."""
    return _grant_role(
        actor=actor, places=[region_code, *places_of(user)], user=user, role=role, region_code=region_code,
        starts_on=starts_on, ends_on=ends_on,
    )  # fmt: skip


@command(MANAGE_ACCOUNTS, on="places", act="accounts.grant")
def _grant_role(*, actor, places, user, role, region_code, starts_on, ends_on) -> Grant:
    _not_oneself(actor, user)
    audit.note(account=str(user.pk), role=role)
    return _grant(user, role, region_code, starts_on, ends_on)


def _grant(user: User, role: str, region_code: str, starts_on: date, ends_on: date | None) -> Grant:
    _check_place(role, region_code)
    # two grants at once wait for each other; what was read of the account before is not written back
    User.objects.filter(pk=user.pk).update(is_active=F("is_active"))
    held = Grant.objects.filter(Q(ends_on=None) | Q(ends_on__gte=starts_on), user=user)
    if ends_on:
        held = held.filter(starts_on__lte=ends_on)
    clash = clash_of([*held.values_list("role", flat=True), role])
    if clash:
        names = "、".join(sorted(str(Role(one).label) for one in clash))
        raise Refused(_("%(roles)s不能由同一个人同时担任。") % {"roles": names}, field="role", code="incompatible")
    grant = Grant(user=user, role=role, region_id=region_code or None, starts_on=starts_on, ends_on=ends_on)
    grant.full_clean()
    grant.save()
    return grant


def _check_place(role: str, region_code: str) -> None:
    if role not in CODE_LENGTHS:
        raise Refused(_("这个身份不在这里授予。"), field="role")
    if len(region_code) not in CODE_LENGTHS[role]:
        raise Refused(_("「%(role)s」要配相应层级的地方,请重新选。") % {"role": Role(role).label}, field="region_code")
    if region_code and not Region.objects.filter(pk=region_code, gone_on=None).exists():
        raise Refused(_("没有这个地方,请从提示里选。"), field="region_code")


@command(MANAGE_ACCOUNTS, on="grant", act="accounts.end_grant")
def end_grant(*, actor: Actor, grant: Grant) -> None:
    """Takes a role back at once; who held it has lost it at the next request."""
    _not_oneself(actor, grant.user)
    yesterday = clock.today() - timedelta(days=1)
    audit.note(account=str(grant.user_id), role=grant.role)
    held = Grant.objects.filter(Q(ends_on=None) | Q(ends_on__gt=yesterday), pk=grant.pk)
    if grant.starts_on > yesterday:  # it has hardly been held: the trail alone remembers it
        ended = held.delete()[0]
    else:
        ended = held.update(ends_on=yesterday)
    if not ended:
        raise Refused(_("这项授权已经收回了。"), code="ended")


def set_active(*, actor: Actor, user: User, active: bool, reason: str = "") -> None:
    """Closes an account, or opens it again; sessions and tokens of a closed one are worth nothing."""
    _set_active(actor=actor, places=places_of(user), user=user, active=active, reason=reason)


@command(MANAGE_ACCOUNTS, on="places", act="accounts.set_active")
def _set_active(*, actor, places, user, active, reason) -> None:
    _not_oneself(actor, user)
    audit.note(account=str(user.pk), active=active, reason=reason)
    if not User.objects.filter(pk=user.pk, is_active=not active).update(is_active=active):
        raise Refused(_("这个账号已经是这样了。"))


def reset_password(*, actor: Actor, user: User) -> str:
    """A new link to set a password; the old one and all sessions stop at once, the second factor stays."""
    return _reset_password(actor=actor, places=places_of(user), user=user)


@command(MANAGE_ACCOUNTS, on="places", act="accounts.reset_password")
def _reset_password(*, actor, places, user) -> str:
    _not_oneself(actor, user)
    audit.note(account=str(user.pk))
    user.set_unusable_password()
    user.save(update_fields=["password"])
    return create_invitation(user)


def reset_second_factor(*, actor: Actor, user: User, reason: str) -> None:
    """For somebody who lost telephone and recovery codes; the next sign-in asks for a new factor."""
    _reset_second_factor(actor=actor, places=places_of(user), user=user, reason=reason)


@command(MANAGE_ACCOUNTS, on="places", act="accounts.reset_second_factor")
def _reset_second_factor(*, actor, places, user, reason) -> None:
    _not_oneself(actor, user)
    if not reason.strip():
        raise Refused(_("请写明理由,例如怎样核实了本人。"), field="reason")
    audit.note(account=str(user.pk), reason=reason)
    second_factor.remove(user)


def issue_token(*, actor: Actor, user: User, scope: str, days: int) -> str:
    """A token for a script of this user, seen this once."""
    if not 1 <= days <= 366:
        raise ValidationError(_("有效天数应在1到366之间。"))
    return _issue_token(actor=actor, places=places_of(user), user=user, scope=scope, days=days)


@command(MANAGE_ACCOUNTS, on="places", act="accounts.issue_token")
def _issue_token(*, actor, places, user, scope, days) -> str:
    audit.note(account=str(user.pk), scope=scope, days=days)
    return create_token(user, scope=scope, days=days)


def revoke_token(*, actor: Actor, token: ApiToken) -> None:
    _revoke_token(actor=actor, places=places_of(token.user), token=token)


@command(MANAGE_ACCOUNTS, on="places", act="accounts.revoke_token")
def _revoke_token(*, actor, places, token) -> None:
    audit.note(account=str(token.user_id), token=str(token.pk))
    if not ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=clock.now()):
        raise Refused(_("这个令牌已经作废了。"))


def _not_oneself(actor: Actor, user: User) -> None:
    if user.pk == actor.user_id:
        raise Refused(_("不能改自己的账号和授权,请另一位管理员来办。"), code="oneself")
