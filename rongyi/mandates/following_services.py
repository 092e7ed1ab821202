"""A mandate moves with the file: the station that is responsible now shows and ends it."""

from django.dispatch import receiver

from rongyi.mandates.models import Mandate
from rongyi.records.models import Fact
from rongyi.records.queries import people_of
from rongyi.records.signals import facts_changed
from rongyi.registry.kinds import COLLECTED
from rongyi.registry.models import Person


@receiver(facts_changed, dispatch_uid="mandates.following")
def follow_transfers(sender, facts: list[Fact], undone: list[Fact], **kwargs) -> None:
    moved = [f for f in facts if f.kind == COLLECTED.name and f.data.get("change") == "transferred"]
    people = people_of(moved) if moved else {}
    for fact in moved:
        rows = Mandate.objects.filter(county=fact.county, person__in=people.get(fact.pk, []))
        rows.update(region_code=fact.region_code)


def move_to(survivor: Person, merged: Person) -> None:
    """Of two files of one person one stays; whoever was trusted by the one is trusted by the other."""
    held = Mandate.objects.filter(county=survivor.county, person=survivor, revoked_at=None).values("phone_index")
    rows = Mandate.objects.filter(county=survivor.county, person=merged).exclude(
        revoked_at=None, phone_index__in=held
    )  # fmt: skip
    rows.update(person=survivor.pk, region_code=survivor.region_code)
