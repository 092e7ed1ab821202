"""Files that were opened or changed are looked at in the background: a few one by one, many by a run of the county."""

from django.db import transaction
from django.dispatch import receiver

from rongyi.merging.services.running import ask_for_run
from rongyi.merging.signals import person_merged, person_unmerged
from rongyi.merging.tasks import link, look_for
from rongyi.records.models import Fact
from rongyi.records.queries import people_of
from rongyi.records.signals import facts_changed

COLLECTED = "collection"
FEW = 5
LOOKED_AT = {"created", "imported", "changed", "transferred"}


@receiver(facts_changed, dispatch_uid="merging.watching")
def look_at_changed_files(sender, facts: list[Fact], **kwargs) -> None:
    by_county: dict[str, list[Fact]] = {}
    for fact in facts:
        if fact.kind == COLLECTED and fact.data.get("change") in LOOKED_AT:
            by_county.setdefault(fact.county, []).append(fact)
    for county, some in by_county.items():
        if len(some) > FEW:
            _ask_for_run(county)
        else:
            people = {str(person) for ids in people_of(some).values() for person in ids}
            _enqueue(county, sorted(people))


def _ask_for_run(county: str) -> None:
    run = ask_for_run(county)
    if run is not None:
        transaction.on_commit(lambda: link.enqueue(county, str(run.pk)))


def _enqueue(county: str, people: list[str]) -> None:
    transaction.on_commit(lambda: look_for.enqueue(county, people))


@receiver([person_merged, person_unmerged], dispatch_uid="merging.watching_mergers")
def look_again(sender, survivor, merged, **kwargs) -> None:
    _enqueue(survivor.county, sorted((str(survivor.pk), str(merged.pk))))
