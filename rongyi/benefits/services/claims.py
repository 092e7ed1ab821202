"""What a file says somebody may be entitled to. A proposal with its reason; a person decides."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from rongyi.benefits.enums import Item
from rongyi.kernel import clock
from rongyi.registry.models import Category, Cause, Disability, Grade, Person, PersonCategory, PersonTag, ServicePeriod
from rongyi.registry.models import Tag as Mark

SURVIVORS = {Category.R09: "martyr", Category.R10: "duty", Category.R11: "illness"}
MARKS = {
    Mark.RETURNED_ILL: Item.RETURNED_ILL, Mark.COMBAT: Item.COMBAT_TEST, Mark.NUCLEAR_TEST: Item.COMBAT_TEST,
    Mark.MARTYR_CHILD: Item.MARTYR_CHILD, Mark.OLD_DEMOBILISED: Item.OLD_DEMOBILISED, Mark.RURAL_60: Item.RURAL_60,
}  # fmt: skip
END_OF_THE_RESISTANCE = date(1945, 9, 3)
OLD_AGE = 60


@dataclass(frozen=True)
class Claim:
    """One thing that a file speaks for."""

    person_id: UUID
    item: str
    reason: str
    key: str = ""
    units: int = 1


def claims_of(county: str, people: list[Person]) -> list[Claim]:
    """The claims of some people of a county, in a constant number of statements."""
    ids = [person.pk for person in people]
    today = clock.today()
    service = _service(county, ids)
    claims: dict[tuple[UUID, str], Claim] = {}
    for claim in (*_disabled(county, ids, today), *_survivors(county, ids, today)):
        claims.setdefault((claim.person_id, claim.item), claim)
    births = {person.pk: person.birth_date for person in people}
    for mark in _current(PersonTag, county, ids, today).filter(code__in=MARKS):
        told = _of_mark(mark, births[mark.person_id], service.get(mark.person_id, []), today)
        if told:
            claims.setdefault((told.person_id, told.item), told)
    return list(claims.values())


def _current(model, county: str, ids: list[UUID], today: date):
    rows = model.objects.filter(Q(ends_on=None) | Q(ends_on__gt=today), county=county, person_id__in=ids)
    return rows.filter(is_struck=False).order_by("pk")


def _service(county: str, ids: list[UUID]) -> dict[UUID, list[ServicePeriod]]:
    found: dict[UUID, list[ServicePeriod]] = {}
    for period in ServicePeriod.objects.filter(county=county, person_id__in=ids, is_struck=False):
        found.setdefault(period.person_id, []).append(period)
    return found


def _disabled(county: str, ids: list[UUID], today: date) -> Iterable[Claim]:
    for row in _current(Disability, county, ids, today):
        grade, cause = dict(Grade.choices).get(row.grade, ""), dict(Cause.choices).get(row.cause, "")
        if grade and cause:
            reason = _("档案:残疾%(grade)s,%(cause)s") % {"grade": grade, "cause": cause}
            yield Claim(row.person_id, Item.DISABILITY, reason, f"{row.grade}/{row.cause}")


def _survivors(county: str, ids: list[UUID], today: date) -> Iterable[Claim]:
    for row in _current(PersonCategory, county, ids, today).filter(code__in=SURVIVORS):
        reason = _("档案:人员类别为%(name)s") % {"name": row.get_code_display()}
        yield Claim(row.person_id, Item.SURVIVOR, reason, SURVIVORS[Category(row.code)])


def _of_mark(mark: PersonTag, birth: date, service: list[ServicePeriod], today: date) -> Claim | None:
    item, reason = MARKS[Mark(mark.code)], _("档案:标识为%(name)s") % {"name": mark.get_code_display()}
    if item == Item.OLD_DEMOBILISED:
        early = any(period.enlisted_on < END_OF_THE_RESISTANCE for period in service)
        return Claim(mark.person_id, item, reason, "resistance" if early else "other")
    if item != Item.RURAL_60:
        return Claim(mark.person_id, item, reason)
    years = sum(period.years or 0 for period in service)
    age = today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))
    if age < OLD_AGE or years < 1:
        return None
    reason = _("%(reason)s,%(age)d周岁,服役%(years)d年") % {"reason": reason, "age": age, "years": years}
    return Claim(mark.person_id, item, reason, units=years)
