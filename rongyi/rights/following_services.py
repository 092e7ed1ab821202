"""What somebody was told and asked moves with the file: the station that is responsible now answers."""

from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from rongyi.records.models import Fact
from rongyi.records.queries import people_of
from rongyi.records.signals import facts_changed
from rongyi.registry.completeness import Item, register_group
from rongyi.registry.kinds import COLLECTED
from rongyi.registry.models import Person
from rongyi.registry.presence import is_empty
from rongyi.rights.models import Consent, Request


@receiver(facts_changed, dispatch_uid="rights.following")
def follow_transfers(sender, facts: list[Fact], undone: list[Fact], **kwargs) -> None:
    moved = [f for f in facts if f.kind == COLLECTED.name and f.data.get("change") == "transferred"]
    people = people_of(moved) if moved else {}
    for fact in moved:
        for model in (Consent, Request):
            rows = model.objects.filter(county=fact.county, person__in=people.get(fact.pk, []))
            rows.update(region_code=fact.region_code)


def asked_of_the_file(person: Person) -> list[Item]:
    """What group 13 of the file asks for: that the person was told what is kept and why."""
    told = Consent.objects.filter(county=person.county, person=person, is_consent=False, withdrawn_on=None)
    return [Item(_("信息采集告知"), not is_empty(person, Consent) and told.exists())]


register_group("consent", asked_of_the_file)
