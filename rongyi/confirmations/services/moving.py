"""The one way in which a state changes: by the table, from the state that was read, or not at all."""

from django.db.models import F
from django.utils.translation import gettext as _

from rongyi.confirmations.models import Campaign, Duty
from rongyi.confirmations.states import Act, target
from rongyi.kernel.errors import Refused, Stale


def move(duty: Duty, act: Act, **changes) -> None:
    """Raises Refused where the act does not fit the state, and Stale where somebody else was faster."""
    to = target(act, duty.state)
    if to is None:
        raise Refused(
            _("现在的状态是“%(state)s”,不能这样办理。") % {"state": duty.get_state_display()}, code="wrong_state"
        )
    claim(duty, state=to, **changes)


def claim(duty: Duty, **changes) -> None:
    """Changes what was read, if it is still as it was read; a row lock would do nothing on SQLite."""
    mine = Duty.objects.filter(county=duty.county, pk=duty.pk, state=duty.state, version=duty.version)
    if not mine.update(version=F("version") + 1, **changes):
        raise Stale(_("这位的情况刚刚被别人改过。请刷新后再看。"))
    for name, value in changes.items():
        if not hasattr(value, "resolve_expression"):
            setattr(duty, name, value)
    duty.version += 1


def refuse_closed(campaign: Campaign) -> None:
    if campaign.state == Campaign.State.CLOSED:
        raise Refused(_("这次年度确认已经结束。"), code="closed")
