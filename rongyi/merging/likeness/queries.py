"""Files as they are compared. Only what is sealed and needed is opened: telephone, address, names of kin."""

from collections.abc import Iterable, Iterator

from rongyi.kernel.crypto.blind import blind_index
from rongyi.merging.likeness.features import Features, features
from rongyi.registry.models import Person, Relative

MARK = "merging.pair"
CHUNK = 500
READ = (
    "id", "county", "region_code", "row_key", "name", "sex", "birth_date", "id_kind", "id_masked", "phone", "address",
    "other_contact", "status",
)  # fmt: skip


def living(county: str):
    """Files that may be compared: all but those that were merged into others."""
    return Person.objects.filter(county=county).exclude(status=Person.Status.MERGED)


def features_of(people: Iterable[Person]) -> dict[str, Features]:
    """{id: features} of people of one county."""
    people = list(people)
    kin: dict[str, list[str]] = {}
    for start in range(0, len(people), CHUNK):
        chunk = people[start : start + CHUNK]
        rows = Relative.objects.filter(county=chunk[0].county, person__in=[p.pk for p in chunk]).order_by("pk")
        for row in rows.only("id", "county", "row_key", "name", "person_id"):
            kin.setdefault(str(row.person_id), []).append(row.name)
    return {str(p.pk): _features(p, kin.get(str(p.pk), [])) for p in people}


def _features(person: Person, kin: list[str]) -> Features:
    # digits 15 to 17 stand in the masked number as well, so the number itself need not be opened
    order = person.id_masked[-4:-1] if person.id_kind == "resident" else None
    return features(
        unique_id=str(person.pk), name=person.name, order=order, is_man=person.sex == Person.Sex.MALE,
        birth=person.birth_date, phone=person.phone, region_code=person.region_code, address=person.address,
        kin=[*kin, person.other_contact],
    )  # fmt: skip


def county_features(county: str) -> Iterator[Features]:
    """All files of a county, some hundreds at a time."""
    last = None
    while True:
        rows = living(county).order_by("pk").only(*READ)
        chunk = list(rows.filter(pk__gt=last)[:CHUNK] if last else rows[:CHUNK])
        if not chunk:
            return
        yield from features_of(chunk).values()
        last = chunk[-1].pk


def mark_of(a: Features, b: Features) -> bytes:
    """Stands for what both files said when they were compared: while it is the same, nobody is asked again."""
    texts = sorted((repr(a), repr(b)))
    return blind_index(MARK, "|".join(texts))
