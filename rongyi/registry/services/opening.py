"""Opening files: one person once. The same number twice is refused, or held where it may not be told where it is."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rongyi.kernel import audit, clock
from rongyi.kernel.county import all_counties
from rongyi.kernel.errors import Conflict, NotFound, Refused
from rongyi.organisation.access import Actor, require_reach
from rongyi.organisation.commands import command
from rongyi.organisation.models import Station
from rongyi.records.services import Draft, write_facts
from rongyi.registry.kinds import COLLECTED
from rongyi.registry.models import PART_MODELS, Credential, HeldCase, Part, Person, PersonCategory
from rongyi.registry.permissions import EDIT_PERSON
from rongyi.registry.services.inputs import PersonInput, Prepared, prepare
from rongyi.registry.tokens import write_tokens
from rongyi.registry.values import to_text


class Held(Refused):
    """The person may have a file elsewhere; a case is kept for somebody with a wider view to decide."""

    status = 202
    code = "held"

    def __init__(self, case: HeldCase):
        super().__init__(
            gettext_lazy("已收下,需要上级核对后才能建档。您填的内容已保存,不用重填。"),
            field="id_number",
            id=str(case.pk),
        )
        self.case = case


def create_person(*, actor: Actor, given: PersonInput, source: str = "desk") -> Person:
    """Opens one file. Conflict where the number is known in reach, Held (with a case) where it is known elsewhere."""
    outcome = _create(actor=actor, given=given, source=source)
    if isinstance(outcome, HeldCase):
        raise Held(outcome)
    return outcome


@command(EDIT_PERSON, act="people.create")
def _create(*, actor: Actor, given: PersonInput, source: str) -> Person | HeldCase:
    require_station(actor, given.region_code)
    prepared = prepare(given)
    other = known_elsewhere([bytes(prepared.person.id_index)]).get(bytes(prepared.person.id_index))
    if other is not None:
        return _conflict_or_case(actor, given, prepared.person, other)
    try:
        with transaction.atomic():
            write_files(actor, [prepared], source)
    except IntegrityError as error:  # somebody else was faster by a moment
        other = known_elsewhere([bytes(prepared.person.id_index)]).get(bytes(prepared.person.id_index))
        if other is None:
            raise Conflict(_("这份档案已经建过。"), code="known_file") from error
        return _conflict_or_case(actor, given, prepared.person, other)
    return prepared.person


def require_station(actor: Actor, code: str) -> Station:
    """The station of the code, inside the actor's reach; a place outside is told like a place that is not there."""
    station = Station.objects.filter(pk=code).first()
    if station is None or not actor.covers(code):
        raise Refused(_("没有这个服务站,或不在您的管辖范围内。"), field="station", code="unknown_station")
    return station


def known_elsewhere(indexes: Sequence[bytes]) -> dict[bytes, Person]:
    """{blind index: file} anywhere in the deployment. security: for deciding only, never for showing."""
    found: dict[bytes, Person] = {}
    with all_counties():
        for start in range(0, len(indexes), 500):
            for person in Person.objects.filter(id_index__in=indexes[start : start + 500]):
                found[bytes(person.id_index)] = person
    return found


def _conflict_or_case(actor: Actor, given: PersonInput, person: Person, other: Person) -> HeldCase:
    if actor.covers(other.region_code):
        raise known_number(other)
    audit.note(held=True)
    return hold(actor, given, person, why="known_elsewhere")


def known_number(other: Person) -> Conflict:
    """Names the station only. security: for files inside the asker's scope."""
    station = Station.objects.get(pk=other.region_code)
    return Conflict(
        _("这个公民身份号码已经建过档,在%(station)s。") % {"station": station.name},
        field="id_number",
        code="known_number",
        station=other.region_code,
    )


def hold(actor: Actor, given: PersonInput, person: Person, *, why: str) -> HeldCase:
    """One open case for a number, a station and a reason, however often it comes; it keeps what was typed last."""
    same = {"county": person.county, "region_code": person.region_code, "why": why, "id_index": person.id_index}
    case = HeldCase.objects.filter(**same, state=HeldCase.State.OPEN).first() or HeldCase(
        **same, created_at=clock.now(), actor_id=actor.user_id
    )
    case.given = _as_plain(given) | {"id_number": person.id_number}
    case.save()
    return case


def _as_plain(given: PersonInput) -> dict:
    """All that was filled in, as JSON keeps it."""
    filled = {key: value for key, value in asdict(given).items() if value and key not in ("id", "is_demo")}
    for key in ("categories", "tags"):
        filled[key] = list(filled.get(key, ()))
    filled["service"] = [[str(part or "") for part in period] for period in given.service]
    if given.parts:
        filled["parts"] = {
            key: [{name: to_text(value) for name, value in entry.items()} for entry in entries]
            for key, entries in given.parts.items()
        }
    if given.verified_on:
        filled["verified_on"] = to_text(given.verified_on)
    return filled


@command(EDIT_PERSON, on="region_code", act="people.create_many")
def create_people(
    *, actor: Actor, region_code: str, given: Sequence[PersonInput], source: str = "import"
) -> list[Person]:
    """Opens many files below one code in one transaction. Numbers known anywhere are refused, none is opened then."""
    prepared = [prepare(one) for one in given]
    codes = {one.region_code for one in given}
    if not all(code.startswith(region_code) for code in codes):
        raise NotFound()
    require_reach(actor, codes)
    indexes = [bytes(p.person.id_index) for p in prepared]
    if len(set(indexes)) < len(indexes) or known_elsewhere(indexes):
        raise Conflict(_("有公民身份号码重复或已建过档。"), field="id_number", code="known_number")
    try:
        with transaction.atomic():
            write_files(actor, prepared, source)
    except IntegrityError as error:  # somebody else was faster by a moment
        raise Conflict(_("有公民身份号码重复或已建过档。"), field="id_number", code="known_number") from error
    audit.note(count=len(prepared), source=source)
    return [p.person for p in prepared]


def write_files(actor: Actor, prepared: Sequence[Prepared], source: str) -> None:
    """Rows, tokens, counts of stations and one fact a person, inside the caller's transaction."""
    people = [p.person for p in prepared]
    for person in people:
        person.source = source
    Person.objects.bulk_create(people, batch_size=200)
    by_model: dict[type, list] = {}
    for row in (row for one in prepared for row in one.all_parts()):
        by_model.setdefault(type(row), []).append(row)
    models: Iterable[type[Part]] = PART_MODELS
    for model in models:
        model.objects.bulk_create(by_model.get(model, []), batch_size=400)
    write_tokens(people, by_model.get(Credential, []))
    count_people(people)
    write_facts([_opened(p, source) for p in prepared], actor=actor)


def count_people(people: Sequence[Person], sign: int = 1) -> None:
    by_station: dict[str, int] = {}
    for person in people:
        by_station[person.region_code] = by_station.get(person.region_code, 0) + sign
    for code, more in sorted(by_station.items()):
        Station.objects.filter(pk=code).update(people_count=F("people_count") + more)


def _opened(prepared: Prepared, source: str) -> Draft:
    person = prepared.person
    data = {
        "change": "imported" if source == "import" else "created",
        "categories": [row.code for row in prepared.all_parts() if isinstance(row, PersonCategory) and not row.ends_on],
        "completeness": person.completeness,
    }
    channel = {"import": "import", "api": "online"}.get(source, "counter")
    return Draft(
        COLLECTED, person.region_code, clock.now(), people=[person.pk], data=data, channel=channel, source=person
    )
