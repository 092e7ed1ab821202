"""What the personal file says to the questions of a matter; only the parts that are asked about are read."""

from collections.abc import Iterable

from rongyi.casework.eligibility import Profile
from rongyi.casework.procedures.schema import Condition, Procedure
from rongyi.registry.models import Person, PersonCategory, PersonTag
from rongyi.registry.parts import PARTS, holds


def profile_of(person: Person, conditions: Iterable[Condition]) -> Profile:
    asked = {condition.has for condition in conditions if condition.has}
    return Profile(
        person=person,
        categories=_codes(PersonCategory, person), tags=_codes(PersonTag, person),
        has=frozenset(key for key in asked if _has(person, key)),
        birth_date=person.birth_date, alive=person.status != Person.Status.DECEASED, complete=person.completeness,
    )  # fmt: skip


def conditions_of(procedure: Procedure) -> list[Condition]:
    rules = procedure.eligibility
    whens = [m.when for m in procedure.materials if m.when]
    whens += [act.when for step in procedure.steps for act in step.acts if act.when]
    return [*rules.all_of, *rules.any_of, *rules.none_of, *whens]


def _codes(model, person: Person) -> frozenset[str]:
    rows = model.objects.filter(county=person.county, person=person)
    return frozenset(row.code for row in rows if holds(row))


def _has(person: Person, key: str) -> bool:
    rows = PARTS[key].model.objects.filter(county=person.county, person=person)
    return any(holds(row) for row in rows)
