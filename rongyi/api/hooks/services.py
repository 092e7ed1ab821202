"""Subscriptions, kept by the administrator: made, ended, and what did not arrive sent again."""

import secrets

from django.db.models import F
from django.utils.translation import gettext as _

from rongyi.api.hooks.models import Delivery, EventKind, Hook
from rongyi.api.hooks.permissions import MANAGE_HOOKS
from rongyi.api.hooks.posting import check_url
from rongyi.api.hooks.queries import deliveries_of
from rongyi.api.hooks.sending_services import send_after_commit
from rongyi.kernel import audit, clock
from rongyi.kernel.county import county_of
from rongyi.kernel.errors import Conflict, Refused, Stale
from rongyi.organisation.access import Actor
from rongyi.organisation.commands import command

MOST_AGAIN = 500


@command(MANAGE_HOOKS, on="region_code", act="api.hook_make")
def make_hook(*, actor: Actor, region_code: str, url: str, kinds: list[str]) -> tuple[Hook, str]:
    """(subscription, secret): the secret is told this once."""
    check_url(url)
    if not kinds or set(kinds) - set(EventKind.values):
        raise Refused(
            _("请从这些事件里选:%(known)s。") % {"known": "、".join(EventKind.values)}, field="kinds", code="invalid"
        )
    same = Hook.objects.filter(county=county_of(region_code), region_code=region_code, url=url, ended_at=None)
    if same.exists():
        raise Conflict(_("这个地址已经在接收。要换事件或密钥,请先停用原来的。"), field="url", code="already_there")
    secret = secrets.token_urlsafe(32)
    hook = Hook(
        county=county_of(region_code), region_code=region_code, url=url, kinds=sorted(set(kinds)),
        made_at=clock.now(), made_by=actor.name[:50],
    )  # fmt: skip
    hook.secret = secret
    hook.save(force_insert=True)
    audit.note(hook=str(hook.pk), kinds=hook.kinds)
    return hook, secret


@command(MANAGE_HOOKS, on="hook", act="api.hook_end")
def end_hook(*, actor: Actor, hook: Hook, version: int) -> Hook:
    """Nothing goes there from now on, what is on its way neither."""
    if hook.ended_at is not None:
        raise Refused(_("这个推送已经停用。"), code="wrong_state")
    rows = Hook.objects.filter(county=hook.county, pk=hook.pk, version=version, ended_at=None)
    if not rows.update(ended_at=clock.now(), version=F("version") + 1):
        raise Stale()
    hook.refresh_from_db()
    return hook


@command(MANAGE_HOOKS, on="hook", act="api.hook_again")
def send_again(*, actor: Actor, hook: Hook) -> int:
    """What was given up is tried anew, under the same ids: who took it already knows it by them."""
    if hook.ended_at is not None:
        raise Refused(_("这个推送已经停用。"), code="wrong_state")
    given_up = deliveries_of(actor, hook, Delivery.State.GIVEN_UP, limit=MOST_AGAIN)
    for one in given_up:
        Delivery.objects.filter(county=one.county, pk=one.pk, state=Delivery.State.GIVEN_UP).update(
            state=Delivery.State.WAITING, tries=0, tried_at=None, fault="", ended_at=None
        )
    send_after_commit(given_up)
    audit.note(count=len(given_up))
    return len(given_up)
