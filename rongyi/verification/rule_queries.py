"""What a check can look for. Each rule is asked about some people of one county at once and answers who fails.

Source: 领域资料 2.4 (ours where no document is named); grades and causes are refused at entry (registry/rules.py) and
need no check. A finding is a task for somebody with a due date and never a rejection.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from rongyi.kernel.crypto.aead import SealBroken
from rongyi.kernel.errors import Refused
from rongyi.organisation.models import Region
from rongyi.registry.identity import read_id_number, read_phone
from rongyi.registry.models import (
    Disability,
    Entitlement,
    Person,
    PersonCategory,
    Relative,
    ServicePeriod,
)

Ids = Iterable[UUID]
Asked = Callable[[str, list[UUID], dict], set[UUID]]
DEAD_SOLDIERS = ("martyr", "died_on_duty", "died_of_illness")


@dataclass(frozen=True)
class Rule:
    """`ask(county, ids, settings)` answers whose file fails; `settings` are what its definition must give."""

    ask: Asked
    settings: tuple[str, ...] = ()


RULES: dict[str, Rule] = {}


def rule(*settings: str) -> Callable[[Asked], Asked]:
    def wrap(ask: Asked) -> Asked:
        RULES[ask.__name__] = Rule(ask, settings)
        return ask

    return wrap


def _living(county: str, ids: Ids):
    return Person.objects.filter(county=county, pk__in=ids, status=Person.Status.ACTIVE)


def _running(model, county: str, **where):
    """Entries of a part that hold now, of the outer person."""
    rows = model.objects.filter(county=county, person=OuterRef("pk"), is_struck=False, **where)
    return Exists(rows.filter(ends_on=None) if hasattr(model, "ends_on") else rows)


def _ids(people) -> set[UUID]:
    return set(people.order_by("pk").values_list("pk", flat=True))


@rule()
def identity_agrees(county: str, ids: list[UUID], settings: dict) -> set[UUID]:
    """The number says another birthday or sex than the file, or is none (GB 11643)."""
    return {person.pk for person in _living(county, ids).filter(id_kind="resident") if not _agrees(person)}


def _agrees(person: Person) -> bool:
    try:
        identity = read_id_number(person.id_number)
    except (Refused, SealBroken):
        return False
    return (identity.birth_date, identity.sex) == (person.birth_date, person.sex)


@rule()
def category_missing(county: str, ids: list[UUID], settings: dict) -> set[UUID]:
    return _ids(_living(county, ids).filter(~_running(PersonCategory, county)))


@rule("categories")
def category_proven(county: str, ids: list[UUID], settings: dict) -> set[UUID]:
    """A category that holds now and names neither kind nor number of a proof."""
    bare = Q(proof_kind="", proof_number__isnull=True)
    rows = PersonCategory.objects.filter(
        bare, county=county, person__in=ids, is_struck=False, ends_on=None, code__in=settings["categories"],
        person__status=Person.Status.ACTIVE,
    )  # fmt: skip
    return set(rows.order_by("pk").values_list("person_id", flat=True))


@rule()
def survivor_linked(county: str, ids: list[UUID], settings: dict) -> set[UUID]:
    """R09 to R11 stand on a soldier who died (退役军人保障法; 军人抚恤优待条例第二条)."""
    survivors = _running(PersonCategory, county, code__in=("R09", "R10", "R11"))
    return _ids(_living(county, ids).filter(survivors, ~_running(Relative, county, soldier__in=DEAD_SOLDIERS)))


@rule()
def family_linked(county: str, ids: list[UUID], settings: dict) -> set[UUID]:
    """R12 stands on a soldier who serves."""
    family = _running(PersonCategory, county, code="R12")
    return _ids(_living(county, ids).filter(family, ~_running(Relative, county, soldier="serving")))


@rule("age_from", "age_to")
def enlistment_age(county: str, ids: list[UUID], settings: dict) -> set[UUID]:
    """Reckoned by years of age at enlistment; a boundary year is taken as fitting."""
    rows = ServicePeriod.objects.filter(
        county=county, person__in=ids, is_struck=False, person__status=Person.Status.ACTIVE
    )
    wrong = set()
    for person_id, enlisted, born in rows.order_by("pk").values_list("person_id", "enlisted_on", "person__birth_date"):
        years = enlisted.year - born.year - ((enlisted.month, enlisted.day) < (born.month, born.day))
        if not settings["age_from"] <= years <= settings["age_to"]:
            wrong.add(person_id)
    return wrong


@rule()
def disability_agrees(county: str, ids: list[UUID], settings: dict) -> set[UUID]:
    """Served as disabled without a grade, or a grade without being served as disabled."""
    disabled = _running(PersonCategory, county, code__in=("R07", "R08"))
    graded = _running(Disability, county)
    return _ids(_living(county, ids).filter((disabled & ~graded) | (graded & ~disabled)))


@rule()
def death_closes(county: str, ids: list[UUID], settings: dict) -> set[UUID]:
    """军人抚恤优待条例: a payment does not outlive who it is for."""
    dead = Person.objects.filter(county=county, pk__in=ids, status=Person.Status.DECEASED)
    return _ids(dead.filter(_running(Entitlement, county)))


@rule()
def reachable(county: str, ids: list[UUID], settings: dict) -> set[UUID]:
    nothing = Q(other_contact__isnull=True)
    return _ids(_living(county, ids).filter(nothing, phone_index=None))


@rule()
def phone_form(county: str, ids: list[UUID], settings: dict) -> set[UUID]:
    """The desk refuses a telephone that cannot be one; what came before it, or by another way, may still be there."""
    wrong = {person.pk for person in _living(county, ids).exclude(phone_index=None) if not _is_phone(person.phone)}
    kin = Relative.objects.filter(
        county=county, person__in=ids, person__status=Person.Status.ACTIVE, is_struck=False, ends_on=None,
        phone__isnull=False,
    )  # fmt: skip
    return wrong | {row.person_id for row in kin.order_by("pk") if not _is_phone(row.phone)}


def _is_phone(text: str) -> bool:
    try:
        return read_phone(text) == text
    except Refused:
        return False


@rule()
def sibling_supported(county: str, ids: list[UUID], settings: dict) -> set[UUID]:
    """A brother or sister is listed as a survivor whatever the case, but paid only where the soldier supported them
    (军人抚恤优待条例: 由该军人生前供养的兄弟姐妹). Whoever looked at the proof keeps the finding with a reason."""
    sibling = _running(Relative, county, soldier__in=DEAD_SOLDIERS, relation="sibling")
    nearer = _running(Relative, county, soldier__in=DEAD_SOLDIERS, relation__in=("spouse", "parent", "foster", "child"))
    paid = _running(Entitlement, county, kind="survivor")
    return _ids(_living(county, ids).filter(sibling, paid, ~nearer))


@rule()
def station_exists(county: str, ids: list[UUID], settings: dict) -> set[UUID]:
    """The village was merged or renumbered, and the file still names the old code."""
    codes = dict(_living(county, ids).order_by("pk").values_list("pk", "region_code"))
    known = set(Region.objects.filter(pk__in=set(codes.values())).values_list("pk", flat=True))
    return {pk for pk, code in codes.items() if code not in known}
