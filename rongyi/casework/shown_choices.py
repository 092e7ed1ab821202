"""What somebody can apply for, judged once by the file, with the reason and the article where they cannot."""

from django.urls import reverse

from rongyi.casework.eligibility import Answer, Line, judge
from rongyi.casework.enums import State
from rongyi.casework.procedures import Procedure, store
from rongyi.casework.profile_queries import conditions_of, profile_of
from rongyi.casework.queries import cases_of
from rongyi.organisation.access import Actor
from rongyi.organisation.roles import COUNTY_STAFF
from rongyi.registry.models import Person


def choices(person: Person | None, actor: Actor) -> list[dict]:
    """Every matter in use; what is open to this person first. The file is read once for all of them."""
    found = {name: procedure for name, procedure in store.procedures().items() if may_take(procedure, actor)}
    every = [condition for procedure in found.values() for condition in conditions_of(procedure)]
    profile = profile_of(person, every) if person else None
    running = {case.procedure: case for case in cases_of(person, actor).exclude(state=State.ENDED)} if person else {}
    rows = [
        {
            "name": name, "procedure": procedure, "verdict": judge(procedure, profile) if profile else None,
            "running": running.get(name),
            "url": reverse("casework:open", args=[name]) + (f"?person={person.pk}" if person else ""),
        }
        for name, procedure in found.items()
    ]  # fmt: skip
    for row in rows:
        row["is_barred"] = row["verdict"] is not None and row["verdict"].answer == Answer.NO
    return sorted(rows, key=lambda row: (row["is_barred"], row["procedure"].topic, row["name"]))


def may_take(procedure: Procedure, actor: Actor) -> bool:
    """security: what the county alone may read is not written down at a station that it may be about."""
    return not procedure.is_sealed or bool(actor.roles & set(COUNTY_STAFF))


def barred(procedure: Procedure, person: Person | None) -> list[Line]:
    """What speaks against it."""
    return judge(procedure, profile_of(person, conditions_of(procedure))).reasons if person else []
