"""A quick look for a second file of somebody whose file was just opened or changed."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from rongyi.merging.likeness.county import Pair, pair
from rongyi.merging.likeness.features import Features
from rongyi.merging.likeness.levels import BLOCKS, outcomes
from rongyi.merging.likeness.queries import CHUNK, READ, features_of, living
from rongyi.merging.models import MergeCase
from rongyi.merging.policy import LinkagePolicy, policy_now
from rongyi.merging.services.cases import keep_pairs
from rongyi.registry.models import Person

MOST = 2000
"""Files that are opened for one person; the county run sees the others."""


def look_for_seconds(county: str, person_ids: Iterable[UUID]) -> int:
    """Cases for people who look like somebody else; what no longer looks so is closed by itself."""
    policy, asked = policy_now(), 0
    people = list(living(county).filter(pk__in=list(person_ids)).only(*READ, "sort_name", "phone_index"))
    for person in people:
        by_id = features_of([person, *_candidates(person)])
        pairs = list(_alike(str(person.pk), by_id, policy))
        with transaction.atomic():
            asked += keep_pairs(county, pairs, by_id, MergeCase.Source.CHANGE)
            _close_unlike(person, policy)
    return asked


def _candidates(person: Person) -> list[Person]:
    """Who has the same sound, the same telephone, or was born on that day in the same village: each by an index."""
    rows = living(person.county).exclude(pk=person.pk)
    found: dict[UUID, Person] = {}
    asked = [
        rows.filter(sort_name=person.sort_name),
        rows.filter(region_code=person.region_code, birth_date=person.birth_date),
    ]
    if person.phone_index is not None:
        asked.append(rows.filter(phone_index=person.phone_index))
    for some in asked:
        found |= {p.pk: p for p in some.order_by("pk").only(*READ)[:MOST]}
    return list(found.values())


def _alike(person_id: str, by_id: dict[str, Features], policy: LinkagePolicy) -> Iterable[Pair]:
    mine = by_id[person_id]
    for other_id, other in by_id.items():
        if other_id == person_id or not _in_one_block(mine, other):
            continue
        found = outcomes(mine, other)
        score = policy.score(found)
        if score >= policy.ask_from:
            yield pair(person_id, other_id, score, found)


def _in_one_block(a: Features, b: Features) -> bool:
    return any(all(getattr(a, c) and getattr(a, c) == getattr(b, c) for c in columns) for columns in BLOCKS)


def _close_unlike(person: Person, policy: LinkagePolicy) -> None:
    """A corrected file answers some questions by itself; what a person put forward stays until a person decides."""
    cases = MergeCase.objects.filter(county=person.county, state=MergeCase.State.OPEN)
    cases = cases.exclude(source=MergeCase.Source.HAND)
    mine = list(cases.filter(first=person)) + list(cases.filter(second=person))
    others = {c.second_id if c.first_id == person.pk else c.first_id for c in mine}
    files = features_of([person, *living(person.county).filter(pk__in=list(others)[:CHUNK]).only(*READ)])
    for case in mine:
        a, b = files.get(str(case.first_id)), files.get(str(case.second_id))
        if a is None or b is None or policy.score(outcomes(a, b)) < policy.ask_from:
            MergeCase.objects.filter(county=case.county, pk=case.pk, state=MergeCase.State.OPEN).update(
                state=MergeCase.State.GONE
            )
