"""Keeps who was called on last and who is due, in the transaction of each fact; can be made anew from the facts."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.dispatch import receiver

from rongyi.kernel import clock
from rongyi.kernel.bulk import insert_rows
from rongyi.kernel.ids import uuid7s
from rongyi.merging.signals import person_merged, person_unmerged
from rongyi.records.models import Fact, FactPerson
from rongyi.records.signals import facts_changed
from rongyi.records.subjects import identities
from rongyi.registry.models import Person, PersonCategory, PersonTag
from rongyi.visits.enums import Reason
from rongyi.visits.kinds import VISIT
from rongyi.visits.models import Contact
from rongyi.visits.policy import ContactPolicy, is_key, next_due, policy_now

COLLECTED = "collection"
"""The kind that each change of a file leaves: marks, station and death decide who is due."""
A_FILE = Person._meta.label_lower
CHUNK = 2000
MANY_AT_ONCE = 50


@receiver(facts_changed, dispatch_uid="visits.contacts")
def keep_contacts(sender, facts: list[Fact], undone: list[Fact], **kwargs) -> None:
    touched: dict[str, list[Fact]] = {}
    for fact in (*facts, *undone):
        if fact.kind in (VISIT.name, COLLECTED):
            touched.setdefault(fact.county, []).append(fact)
    for county, some in touched.items():
        refresh(county, _people_of(county, some))


def _people_of(county: str, facts: list[Fact]) -> set[UUID]:
    """A change of a file names the file itself; for the others the links are asked."""
    files: dict[UUID, UUID] = {f.pk: f.source_id for f in facts if f.kind == COLLECTED and f.source_kind == A_FILE}
    people = set(files.values())
    for ids in _chunks([fact.pk for fact in facts if fact.pk not in files]):
        people.update(FactPerson.objects.filter(county=county, fact_id__in=ids).values_list("person_id", flat=True))
    return people


@receiver([person_merged, person_unmerged], dispatch_uid="visits.contacts_of_merged")
def join_contacts(sender, survivor: Person, merged: Person, **kwargs) -> None:
    refresh(survivor.county, {survivor.pk, merged.pk})


def rebuild(county: str) -> None:
    """Makes the contacts of one county anew, after a change of policy or of the calendar of birthdays."""
    ids = Person.objects.filter(county=county).order_by("pk").values_list("pk", flat=True)
    with transaction.atomic():
        for chunk in _chunks(list(ids)):
            refresh(county, set(chunk))


def refresh(county: str, person_ids: set[UUID]) -> None:
    """Reckons the contacts of some people from their files and their valid visits."""
    policy = policy_now()
    for ids in _chunks(sorted(person_ids)):
        among = _among(county, ids)
        known = _lock(county, among)
        files = Person.objects.filter(among("id"), county=county).order_by("pk")
        asked = ("pk", "county", "region_code", "birth_date", "created_at", "status", "deceased_on")
        # objects would take most of an import's time here
        people: list[Any] = [p for p in files.values_list(*asked, named=True) if p.pk in person_ids]
        merged = [person.pk for person in people if person.status == Person.Status.MERGED]
        Contact.objects.filter(county=county, person__in=merged).delete()
        tags, categories = _marks(PersonTag, county, among), _marks(PersonCategory, county, among)
        people = [person for person in people if person.status != Person.Status.MERGED]
        last = _last_visits(county, [person.pk for person in people], among)
        mourned = _mourned(county, [person for person in people if person.status == Person.Status.DECEASED], policy)
        rows = [
            _contact(person, last.get(person.pk), tags.get(person.pk, set()), categories.get(person.pk, set()), policy)
            for person in people
        ]
        for row in rows:
            row["next_due_on"] = mourned.get(row["person_id"], row["next_due_on"])
        _keep(rows, known)


def _keep(rows: list[dict], known: set[UUID]) -> None:
    new = [row for row in rows if row["person_id"] not in known]
    if len(new) > MANY_AT_ONCE:  # a workbook's people: nobody else knows of them before this transaction ends
        insert_rows(Contact, ({**row, "id": pk} for row, pk in zip(new, uuid7s(len(new)), strict=True)))
        rows = [row for row in rows if row["person_id"] in known]
    Contact.objects.bulk_create(
        [Contact(**row) for row in rows],
        batch_size=100,
        update_conflicts=True,
        unique_fields=["county", "person"],
        update_fields=["region_code", "last_visit_on", "last_channel", "next_due_on", "is_key"],
    )


Among = Callable[[str], Q]


def _among(county: str, ids: list[UUID]) -> Among:
    """Asks for some people by a field. The files of a workbook lie side by side: then the first and the last say it,
    where thousands of single ids take longer to ask than to find. A few others may lie between them."""
    if len(ids) > MANY_AT_ONCE:
        first, last = ids[0], ids[-1]
        if Person.objects.filter(county=county, pk__gte=first, pk__lte=last).count() <= len(ids) + MANY_AT_ONCE:
            return lambda name: Q(**{f"{name}__gte": first, f"{name}__lte": last})
    return lambda name: Q(**{f"{name}__in": ids})


def _lock(county: str, among: Among) -> set[UUID]:
    """Two visits to one person from two stations read the facts one after the other, or the older would stand.
    Answers with those who have a row."""
    rows = Contact.objects.select_for_update().filter(among("person_id"), county=county)
    return set(rows.order_by("person_id").values_list("person_id", flat=True))


def _contact(
    person: Any, last: tuple[date, str] | None, tags: set[str], categories: set[str], policy: ContactPolicy
) -> dict[str, Any]:
    day, channel = last or (None, "")
    key = is_key(tags, categories, person.birth_date, clock.today(), policy)
    opened_on = person.created_at.astimezone(clock.SHANGHAI).date()
    due = next_due(day, opened_on, tags, categories, person.birth_date, policy)
    return {
        "county": person.county, "region_code": person.region_code, "person_id": person.pk, "last_visit_on": day,
        "last_channel": channel, "next_due_on": due if person.status == Person.Status.ACTIVE else None, "is_key": key,
    }  # fmt: skip


def _mourned(county: str, dead: list[Any], policy: ContactPolicy) -> dict[UUID, date]:
    """{person who died: the day from which the family is to be called on}, until somebody has condoled with them.

    A death that is told of after the days of the policy calls for nothing any more.
    """
    since = clock.today() - timedelta(days=policy.condolence_window_days)
    recent = {person.pk: person.deceased_on for person in dead if person.deceased_on and person.deceased_on >= since}
    if not recent:
        return {}
    links = FactPerson.objects.filter(
        county=county, person_id__in=list(recent), fact__kind=VISIT.name, fact__state=Fact.State.VALID,
        fact__data__reason=Reason.BEREAVEMENT,
    )  # fmt: skip
    for person_id, day in links.values_list("person_id", "fact__occurred_on"):
        if person_id in recent and day >= recent[person_id]:
            del recent[person_id]
    return recent


def _marks(model: type[PersonTag] | type[PersonCategory], county: str, among: Among) -> dict[UUID, set[str]]:
    """{person: codes that hold today}"""
    held: dict[UUID, set[str]] = {}
    holds = Q(ends_on=None) | Q(ends_on__gte=clock.today())
    rows = model.objects.filter(holds, among("person_id"), county=county)
    for person_id, code in rows.values_list("person_id", "code"):
        held.setdefault(person_id, set()).add(code)
    return held


def _last_visits(county: str, ids: list[UUID], among: Among) -> dict[UUID, tuple[date, str]]:
    """{person: day and channel of the last valid visit}; the rows of one person are few, so no window is needed.
    Visits to a file that was merged count for the one that it became part of."""
    owner = {file: person for person, files in identities(county=county, ids=ids).items() for file in files}
    whose = among("person_id") if len(owner) == len(ids) else Q(person_id__in=list(owner))
    links = FactPerson.objects.filter(whose, county=county, fact__kind=VISIT.name, fact__state=Fact.State.VALID)
    rows = links.order_by("occurred_at", "fact_id").values_list("person_id", "fact__occurred_on", "fact__channel")
    return {owner[person_id]: (day, channel) for person_id, day, channel in rows if person_id in owner}


def _chunks(ids: list[UUID]) -> Iterator[list[UUID]]:
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]
