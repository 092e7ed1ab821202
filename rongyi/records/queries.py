"""Reading the spine."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncMonth

from rongyi.kernel.errors import NotFound
from rongyi.kernel.files.stored import StoredFile
from rongyi.organisation.access import Actor
from rongyi.organisation.models import Station, subtree
from rongyi.records.models import CountyDay, Fact, FactPerson, StationDay
from rongyi.records.subjects import identities

EVIDENCE_OF = "records.fact"
LONGEST_TRAIL = 20


def facts_visible(actor: Actor):
    """Every fact in the actor's reach, newest first."""
    return Fact.objects.visible_to(actor).order_by("-occurred_on", "-id")


def get_fact(actor: Actor, fact_id: UUID) -> Fact:
    fact = Fact.objects.visible_to(actor).filter(pk=fact_id).first()
    if fact is None:
        raise NotFound()
    return fact


def people_of(facts: Iterable[Fact]) -> dict[UUID, list[UUID]]:
    """{fact id: person ids} for facts of any number of counties, one query a county."""
    by_county: dict[str, list[UUID]] = {}
    for fact in facts:
        by_county.setdefault(fact.county, []).append(fact.id)
    people: dict[UUID, list[UUID]] = {}
    for county, ids in by_county.items():
        pairs = FactPerson.objects.filter(county=county, fact_id__in=ids).order_by("person_id")
        for fact_id, person_id in pairs.values_list("fact_id", "person_id"):
            people.setdefault(fact_id, []).append(person_id)
    return people


def station_names(codes: Iterable[str]) -> dict[str, str]:
    """{code: name} of stations whose facts the reader may see already."""
    return dict(Station.objects.filter(pk__in=set(codes)).values_list("pk", "name"))


def evidence_of(fact: Fact) -> list[StoredFile]:
    files = StoredFile.objects.filter(county=fact.county, owner_kind=EVIDENCE_OF, owner_id=fact.pk)
    return list(files.order_by("created_at", "pk"))


def get_evidence(fact: Fact, file_id: UUID) -> StoredFile:
    """A file is reached through its fact, and the fact through the reader's reach."""
    found = next((file for file in evidence_of(fact) if file.pk == file_id), None)
    if found is None:
        raise NotFound()
    return found


def evidence_counts(facts: Iterable[Fact]) -> dict[UUID, int]:
    """{fact: how many files}, one query a county."""
    by_county: dict[str, list[UUID]] = {}
    for fact in facts:
        by_county.setdefault(fact.county, []).append(fact.pk)
    counts: dict[UUID, int] = {}
    for county, ids in by_county.items():
        files = StoredFile.objects.filter(county=county, owner_kind=EVIDENCE_OF, owner_id__in=ids)
        counts |= dict(files.order_by().values_list("owner_id").annotate(n=Count("pk")))
    return counts


def trail_of(fact: Fact) -> list[Fact]:
    """A fact with those that it came from and those that ended it, in the order in which they were written."""
    trail: list[Fact] = [fact]
    at: Fact | None = fact
    while at is not None and at.corrects_id and len(trail) < LONGEST_TRAIL:
        at = Fact.objects.get(county=fact.county, pk=at.corrects_id)
        trail.insert(0, at)
    at = fact
    while at is not None and at.state != Fact.State.VALID and len(trail) < LONGEST_TRAIL:
        at = Fact.objects.filter(county=fact.county, corrects=at).first()
        trail += [at] if at else []
    return trail


def latest_of(fact: Fact) -> Fact:
    """The end of the chain of corrections as it is now."""
    latest = Fact.objects.filter(county=fact.county, pk=fact.pk).first() or fact
    return next((f for f in reversed(trail_of(latest)) if f.kind == fact.kind), latest)


def timeline(
    *, county: str, person_id: UUID, before: tuple | None = None, limit: int = 20, is_one_file: bool = False
) -> list[Fact]:
    """One page of a person's facts, newest first. `before` is (occurred_at, fact id) of the last one seen.

    The caller has shown that the actor may open the person; what was done for a person goes with the person.
    `is_one_file`: the caller knows that no other file became part of this one.
    """
    ids = {person_id} if is_one_file else identities(county=county, ids=[person_id])[person_id]
    links = FactPerson.objects.filter(county=county, person_id__in=ids)
    if before:
        at, fact_id = before
        links = links.filter(Q(occurred_at__lt=at) | Q(occurred_at=at, fact_id__lt=fact_id))
    links = links.order_by("-occurred_at", "-fact_id").values_list("fact_id", flat=True)
    facts = list((links if len(ids) == 1 else links.distinct())[:limit])  # one fact may name two files of one person
    found = Fact.objects.filter(county=county).in_bulk(facts)
    return [found[i] for i in facts]


def totals(code: str, kind: str, first: date, last: date) -> dict:
    """Facts, people, minutes, quantity and fen of a subtree in a period, from the roll-up."""
    rows = _rollup(code).filter(kind=kind, day__gte=first, day__lte=last)
    measures = ("facts", "people", "minutes", "quantity", "amount_fen")
    return {key: value or 0 for key, value in rows.aggregate(**{m: Sum(m) for m in measures}).items()}


def by_month(code: str, kind: str, first: date, last: date) -> list[dict]:
    """[{month, facts, people}] of a subtree, from the roll-up; months without work are left out."""
    rows = _rollup(code).filter(kind=kind, day__gte=first, day__lte=last)
    return list(
        rows.annotate(month=TruncMonth("day")).values("month").order_by("month")
        .annotate(n=Sum("facts"), p=Sum("people")).values("month", "n", "p")
    )  # fmt: skip


def by_station(code: str, kind: str, first: date, last: date) -> dict[str, int]:
    """{station code: facts} below a code, from the roll-up."""
    rows = StationDay.objects.filter(subtree("region_code", code), kind=kind, day__gte=first, day__lte=last)
    return dict(
        rows.values("region_code").order_by("region_code").annotate(n=Sum("facts")).values_list("region_code", "n")
    )


def _rollup(code: str):
    if len(code) == 6:
        return CountyDay.objects.filter(county=code)
    if len(code) < 6:
        return CountyDay.objects.filter(county__gte=code, county__lt=code + "\U0010ffff")
    return StationDay.objects.filter(subtree("region_code", code))
