"""What somebody was told and asked moves with the file: the station that is responsible now answers."""

from django.dispatch import receiver

from rongyi.records.models import Fact
from rongyi.records.queries import people_of
from rongyi.records.signals import facts_changed
from rongyi.registry.kinds import COLLECTED
from rongyi.rights.models import Consent, Request


@receiver(facts_changed, dispatch_uid="rights.following")
def follow_transfers(sender, facts: list[Fact], undone: list[Fact], **kwargs) -> None:
    moved = [f for f in facts if f.kind == COLLECTED.name and f.data.get("change") == "transferred"]
    people = people_of(moved) if moved else {}
    for fact in moved:
        for model in (Consent, Request):
            rows = model.objects.filter(county=fact.county, person__in=people.get(fact.pk, []))
            rows.update(region_code=fact.region_code)
