"""Reading files. Each query starts from what the actor may see."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rongyi.kernel.errors import NotFound, Refused
from rongyi.kernel.files.stored import StoredFile
from rongyi.kernel.search import Candidate, read_query
from rongyi.organisation.access import Actor
from rongyi.organisation.models import SUBTREE_END, Region, Station
from rongyi.registry.models import Change, Part, Person, PersonCategory, PersonTag, SearchToken
from rongyi.registry.parts import KINDS, PartKind
from rongyi.registry.permissions import VIEW_PEOPLE
from rongyi.registry.presence import is_empty
from rongyi.registry.tokens import credential_candidates

COUNT_CAP = 1001
LATEST = 20
"""Changes that the page of a person shows."""
MOST_PLACES = 10
PHOTO_OF = "registry.person"
"""The owner that the stored file of a portrait names."""
TOWN_ENDS = ("镇", "乡", "街道", "街道办")
BY_NUMBER = ("id_number", "phone", "tail", "credential")
"""Kinds of a search that are put on record."""
OPEN_AT_MOST = 200
"""How many files are opened to compare a longer tail than the index keeps."""


@dataclass(frozen=True)
class Found:
    """Hits of a search. `count` stops at the cap."""

    items: list[Person]
    count: int
    is_capped: bool
    kind: str


class Merged(Refused):
    """The file became part of another; whoever opens it is led there."""

    status = 409
    code = "merged"

    def __init__(self, person: Person):
        message = gettext_lazy("这份档案已并入另一份。请在并入的档案里查看和修改。")
        super().__init__(message, into=str(person.merged_into_id))
        self.into = person.merged_into_id


def people_visible(actor: Actor):
    """Files in reach; one that was merged into another is not there any more."""
    return Person.objects.visible_to(_reader(actor)).exclude(status=Person.Status.MERGED)


def _reader(actor: Actor) -> Actor:
    """security: whoever counts a prefecture and serves one village reads the files of the village only."""
    return replace(actor, reaches=tuple(r for r in actor.reaches if r.role in VIEW_PEOPLE.roles))


def stations_in(actor: Actor) -> list[tuple[str, str]]:
    """The stations that may be responsible for people, below the actor; villages and towns."""
    choices: list[tuple[str, str]] = []
    for code in dict.fromkeys(r.code for r in actor.reaches):
        rows = Station.objects.filter(pk__gte=code, pk__lt=code + SUBTREE_END, tier__in=("town", "village"))
        choices += [(s.pk, s.name) for s in rows.order_by("pk").only("region_id", "name")]
    return choices


def whole_counties(actor: Actor) -> list[tuple[str, str]]:
    """The counties that the actor serves as a whole, for workbooks that say themselves which village somebody is of."""
    codes = [reach.code for reach in actor.reaches if len(reach.code) == len(actor.home_county)]
    rows = Station.objects.filter(pk__in=codes).order_by("pk").only("region_id", "name")
    return [(s.pk, _("%(name)s(全县,按表格里的村)") % {"name": s.name}) for s in rows]


def get_person(actor: Actor, person_id: UUID) -> Person:
    person = Person.objects.visible_to(_reader(actor)).filter(pk=person_id).first()
    if person is None:
        raise NotFound()
    if person.status == Person.Status.MERGED:
        raise Merged(person)
    return person


def find(actor: Actor, text: str, *, station: str = "", limit: int = 25) -> Found:
    """Whom somebody means by a name, a part of it, pinyin, initials, the tail of a number, the number of a card or a
    plaque, a village, or a village and a name, in the actor's reach; the likelier first."""
    query, numbers, scope = read_query(text), credential_candidates(text), _scope(actor, station)
    kind = "credential" if numbers and query.kind not in BY_NUMBER else query.kind
    if scope is None or not (query or numbers):
        return Found([], 0, False, kind)
    ids = _ids_of((*query.candidates, *numbers), scope)
    if kind == "name":
        ids |= {i: county for i, county in _ids_by_place(actor, text, station, scope).items() if i not in ids}
    people = _in_order(ids, limit)
    return Found(people, min(len(ids), COUNT_CAP - 1), len(ids) >= COUNT_CAP, kind)


def _ids_of(candidates: Iterable[Candidate], scope: Q) -> dict[UUID, str]:
    """{person: county}, those of the earlier candidates first."""
    ids: dict[UUID, str] = {}
    for candidate in candidates:
        for person_id, county in _hits(candidate, scope):
            ids.setdefault(person_id, county)
    return ids


def _ids_by_place(actor: Actor, text: str, station: str, scope: Q) -> dict[UUID, str]:
    """People of a village or a town, by pinyin; of «横渠村 王» those of the village who are called so."""
    word, _blank, name = " ".join(text.split()).partition(" ")
    codes = _places_named(actor, word, station)
    if not codes:
        return {}
    place = Q(pk__in=[])
    for code in codes:
        place |= Q(region_code__gte=code, region_code__lt=code + SUBTREE_END)
    if name:
        return _ids_of(read_query(name).candidates, scope & place)
    counties = {code[:6] for code in codes}
    rows = Person.objects.filter(place, county__in=counties).exclude(status=Person.Status.MERGED)
    return dict(rows.order_by("sort_name", "pk").values_list("pk", "county")[:COUNT_CAP])


def _places_named(actor: Actor, text: str, station: str) -> list[str]:
    """Villages in reach of that name, with 村, 村委会, 社区 or without; a town where its 镇 or 街道 is said."""
    is_town = text.endswith(TOWN_ENDS)
    word = text if is_town else bare_village(text)
    if len(word) < 2:
        return []
    below = Q(pk__in=[])
    for reach in _reader(actor).reaches:
        code = max(reach.code, station, key=len)
        if code.startswith(reach.code) and code.startswith(station):
            below |= Q(code__gte=code, code__lt=code + SUBTREE_END)
    rows = Region.objects.filter(below, tier="town" if is_town else "village", name__contains=word).order_by("code")
    return list(rows.values_list("code", flat=True)[:MOST_PLACES])


def bare_village(name: str) -> str:
    """横渠村委会, 横渠村, 横渠村村民委员会 → 横渠"""
    name = re.sub(r"(村民委员会|居民委员会|村委会|居委会)$", "", name)
    return re.sub(r"(社区|村)$", "", name) or name


def _hits(candidate: Candidate, scope: Q) -> list[tuple[UUID, str]]:
    rows = SearchToken.objects.filter(scope, token=candidate.token).order_by("county", "region_code", "person_id")
    if not candidate.rest:
        return list(rows.values_list("person_id", "county")[:COUNT_CAP])
    pairs = list(rows.values_list("person_id", "county")[:OPEN_AT_MOST])
    people = _in_order(dict(pairs), OPEN_AT_MOST)
    return [(p.pk, p.county) for p in people if _ends_with(p, candidate.rest)]


def _ends_with(person: Person, rest: str) -> bool:
    return person.id_number.endswith(rest) or person.phone.endswith(rest) or rest in person.name.casefold()


def _in_order(ids: dict[UUID, str], limit: int) -> list[Person]:
    wanted = list(ids)[:limit]
    counties = {ids[i] for i in wanted}
    rows = Person.objects.filter(county__in=counties).exclude(status=Person.Status.MERGED)
    found = rows.in_bulk(wanted) if wanted else {}
    return [found[i] for i in wanted if i in found]


def _scope(actor: Actor, station: str) -> Q | None:
    """Where to look, as counties and ranges of codes, which the key of the table answers."""
    parts = []
    for reach in _reader(actor).reaches:
        if station and not station.startswith(reach.code):
            if not reach.code.startswith(station):
                continue
            parts.append(_below(reach.code))
        else:
            parts.append(_below(station or reach.code))
    if not parts:
        return None
    scope = parts[0]
    for part in parts[1:]:
        scope |= part
    return scope


def _below(code: str) -> Q:
    if len(code) == 6:
        return Q(county=code)
    if len(code) > 6:
        return Q(county=code[:6], region_code__gte=code, region_code__lt=code + SUBTREE_END)
    return Q(county__in=counties_below(code))


def counties_below(code: str) -> list[str]:
    """The counties of a prefecture or a province; they change once a year, so they are kept for ten minutes."""
    key = f"counties-below-{code}"
    counties = cache.get(key)
    if counties is None:
        rows = Region.objects.filter(tier="county", code__gte=code, code__lt=code + SUBTREE_END)
        counties = list(rows.values_list("code", flat=True))
        cache.set(key, counties, 600)
    return counties


def photo_of(person: Person) -> StoredFile | None:
    """The portrait in the file; who may see it is asked by whoever calls."""
    if person.photo_id is None:
        return None
    owned = StoredFile.objects.filter(county=person.county, owner_kind=PHOTO_OF, owner_id=person.pk)
    return owned.filter(pk=person.photo_id).first()


def changes_after(person: Person, version: int, *, part: str = "", part_id: UUID | None = None):
    """What changed since a version was read, the earliest first."""
    rows = Change.objects.filter(county=person.county, person=person, version__gt=version, part=part)
    if part_id:
        rows = rows.filter(part_id=part_id)
    return rows.order_by("version", "pk")


def fields_changed(person: Person) -> set[str]:
    """Own fields of the person that have a history."""
    rows = Change.objects.filter(county=person.county, person=person, part="")
    return set(rows.order_by("field").values_list("field", flat=True).distinct())


@dataclass(frozen=True)
class PeoplePage:
    people: list[Person]
    next: UUID | None


def people_page(
    actor: Actor, *, station: str = "", category: str = "", tag: str = "", status: str = "",
    after: UUID | None = None, limit: int = 25,
) -> PeoplePage:  # fmt: skip
    """One page of files by pinyin. The place in the list is the id of the last one seen: an address tells no name."""
    rows = people_visible(actor)
    if station:
        rows = rows.in_subtree(station)
    if status:
        rows = rows.filter(status=status)
    for model, code in ((PersonCategory, category), (PersonTag, tag)):
        if code:
            held = model.objects.filter(county=OuterRef("county"), person=OuterRef("pk"), code=code, ends_on=None)
            rows = rows.filter(Exists(held))
    last = people_visible(actor).filter(pk=after).only("id", "county", "sort_name").first() if after else None
    if last is not None:
        rows = rows.filter(Q(sort_name__gt=last.sort_name) | Q(sort_name=last.sort_name, pk__gt=last.pk))
    found = list(rows.order_by("sort_name", "pk")[: limit + 1])
    more, found = len(found) > limit, found[:limit]
    return PeoplePage(found, found[-1].pk if more else None)


def marks_of(people: Iterable[Person]) -> tuple[dict[UUID, list[str]], dict[UUID, list[str]]]:
    """({person: categories}, {person: tags}) that hold now, in two queries a county."""
    by_county: dict[str, list[UUID]] = {}
    for person in people:
        by_county.setdefault(person.county, []).append(person.pk)
    categories: dict[UUID, list[str]] = {}
    tags: dict[UUID, list[str]] = {}
    for county, ids in by_county.items():
        for model, marks in ((PersonCategory, categories), (PersonTag, tags)):
            rows = model.objects.filter(county=county, person__in=ids, ends_on=None).order_by("code")
            for person_id, mark in rows.values_list("person_id", "code"):
                marks.setdefault(person_id, []).append(mark)
    return categories, tags


@dataclass(frozen=True)
class File:
    """A person with all parts, {key of registry/parts.py: entries in the order in which they were made}."""

    person: Person
    rows: dict[str, list[Part]]
    changes: list[Change]

    @property
    def fields_changed(self) -> set[str]:
        if len(self.changes) < LATEST:
            return {change.field for change in self.changes if not change.part}
        return fields_changed(self.person)


def file_of(person: Person) -> File:
    return File(person, rows_of_file(person), [] if is_empty(person, Change) else list(changes_of(person)[:LATEST]))


def rows_of_file(person: Person) -> dict[str, list[Part]]:
    """Every entry of a file, over and struck out ones too; one query for each sort that may hold any."""
    return {kind.key: _entries(person, kind) for kind in KINDS}


def _entries(person: Person, kind: PartKind) -> list[Part]:
    if is_empty(person, kind.model):
        return []
    here = [kind.model._meta.get_field(n).get_db_prep_value(v, connection) for n, v in _here(person)]
    return list(kind.model.objects.raw(_statement(kind.model), here))


def _here(person: Person) -> tuple[tuple[str, Any], ...]:
    return ("county", person.county), ("person", person.pk)


@lru_cache(maxsize=50)
def _statement(model: type[Part]) -> str:
    """Written by the ORM, once a process: a page asks up to twelve of these, and the writing cost more than the asking."""
    nobody = UUID(int=0)
    rows = model.objects.filter(county="", person=nobody).order_by("pk")
    return rows.query.get_compiler(connection=connection).as_sql()[0]


def has_entry(person: Person, kind: PartKind, part_id: UUID) -> bool:
    return kind.model.objects.filter(county=person.county, person=person, pk=part_id).exists()


def get_entry(person: Person, kind: PartKind, part_id: UUID) -> Part:
    """An entry that still stands; one struck out is not changed any more."""
    row = kind.model.objects.filter(county=person.county, person=person, pk=part_id).first()
    if row is None:
        raise NotFound()
    if row.is_struck:
        raise Refused(gettext_lazy("这一条已按登记有误划去,不能再改。"), code="struck")
    return row


def changes_of(person: Person, *, part: str | None = None, field: str = "", part_id: UUID | None = None):
    """The history, the latest first."""
    rows = Change.objects.filter(county=person.county, person=person)
    if part is not None:
        rows = rows.filter(part=part)
    if field:
        rows = rows.filter(field=field)
    if part_id:
        rows = rows.filter(part_id=part_id)
    return rows.order_by("-at", "-pk")


def subjects(*, county: str, ids: Iterable[UUID], actor: Actor) -> dict[UUID, dict]:
    """Names for the spine: of those whom the actor may see, and of no other. What was done for a file that was merged
    since keeps its name."""
    rows = (
        Person.objects.visible_to(_reader(actor))
        .filter(county=county, pk__in=list(ids))
        .only("id", "county", "name", "region_code")
    )
    return {
        p.pk: {"name": p.name, "url": reverse("registry:person", args=[p.pk]), "region_code": p.region_code}
        for p in rows
    }
