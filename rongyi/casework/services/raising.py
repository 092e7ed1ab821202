"""What is over its limit goes up by itself, every day a look: first one tier, then to the county, then to its leader.
It is seen there and asked after; nothing is decided by silence."""

from django.utils.translation import gettext_lazy as _

from rongyi.casework.enums import State
from rongyi.casework.models import Case
from rongyi.kernel import clock
from rongyi.kernel.county import all_counties
from rongyi.kernel.sweeps import CHUNK, sweep

RAISED = {1: _("已报上一级"), 2: _("已报县局"), 3: _("已报局领导")}
LATE_FOR = {1: 0, 2: 5, 3: 10}
"""How many working days over the limit lead to which level (composed: 本产品默认)."""


@sweep("casework.raise_overdue", _("超期办件上报"))
def raise_overdue() -> int:
    """Puts every open case on the level that its delay asks for; one that was given more time comes down again."""
    today, changed = clock.today(), 0
    open_now = {"state": State.OPEN, "stopped_on": None}
    with all_counties():
        for level in sorted(LATE_FOR, reverse=True):
            since = clock.add_working_days(today, -LATE_FOR[level])
            changed += _set(Case.objects.filter(**open_now, due_on__lt=since, raised__lt=level), level)
        changed += _set(Case.objects.filter(state=State.OPEN, raised__gt=0).exclude(due_on__lt=today), 0)
    return changed


def _set(rows, level: int) -> int:
    """security: neither the version nor the state moves, so nobody's form grows stale by it."""
    changed = 0
    while keys := list(rows.values_list("pk", flat=True)[:CHUNK]):
        changed += Case.objects.filter(pk__in=keys).update(raised=level)
    return changed
