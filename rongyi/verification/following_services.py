"""A changed file is looked at in the same transaction; a workbook's thousands wait for the night, so that the import
is not slowed by questions that nobody reads in that minute."""

from django.dispatch import receiver

from rongyi.kernel.sweeps import sweep
from rongyi.organisation.models import Station, Tier
from rongyi.records.models import Fact
from rongyi.records.queries import people_of
from rongyi.records.signals import facts_changed
from rongyi.registry.kinds import COLLECTED
from rongyi.verification.models import Finding
from rongyi.verification.services import recheck, recheck_county

MOST_AT_ONCE = 20


@receiver(facts_changed, dispatch_uid="verification.following")
def look_again(sender, facts: list[Fact], undone: list[Fact], **kwargs) -> None:
    changed = [f for f in (*facts, *undone) if f.kind == COLLECTED.name]
    if not changed or len(changed) > MOST_AT_ONCE:
        return
    people = people_of(changed)
    for fact in changed:
        ids = people.get(fact.pk, [])
        if fact.data.get("change") == "transferred":
            Finding.objects.filter(county=fact.county, person__in=ids).update(region_code=fact.region_code)
        recheck(fact.county, ids)


@sweep("verification.checks", "数据核验")
def look_at_everybody() -> int:
    """Every county, once a day: what the clock changes, and what an import brought."""
    counties = Station.objects.filter(tier=Tier.COUNTY).order_by("pk").values_list("pk", flat=True)
    return sum(recheck_county(county) for county in counties)
