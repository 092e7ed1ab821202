"""What somebody does in the own matter, or for who gave them the power to: apply, bring, take back, rate."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from rongyi.casework.enums import Channel, State
from rongyi.casework.models import Case, CaseEntry, CaseMaterial
from rongyi.casework.own_rules import own_case
from rongyi.casework.permissions import OWN_CASES
from rongyi.casework.services.materials import put
from rongyi.casework.services.opening import ApplyInput, begin
from rongyi.casework.services.siding import supplied, withdrawn
from rongyi.kernel import audit
from rongyi.kernel.errors import Refused
from rongyi.kernel.files.store import Received
from rongyi.organisation.access import Actor
from rongyi.organisation.commands import command
from rongyi.registry.models import Person
from rongyi.rights.services import own


@command(OWN_CASES, act="casework.own_open")
def apply_own(*, actor: Actor, person: Person, procedure: str, answers: Mapping[str, Any], phone: str = "") -> Case:
    """Online, from a telephone. The papers are brought afterwards, one by one, or shown at the counter."""
    person = own(actor, person)
    given = ApplyInput(procedure, person, Channel.ONLINE, answers=answers, phone=phone)
    return begin(actor, person.region_code, given)


@command(OWN_CASES, act="casework.own_material")
def bring_own(
    *, actor: Actor, case: Case, key: str, received: Received, dated_on: date | None = None
) -> CaseMaterial:  # fmt: skip
    case = own_case(actor, case)
    if case.state == State.ENDED:
        raise Refused(_("这件事已经办结,不用再交材料。"), code="wrong_state")
    audit.note(number=case.number)
    return put(case, key, received, actor.user_id, dated_on)


@command(OWN_CASES, act="casework.own_supplement")
def supplement_own(*, actor: Actor, case: Case, note: str = "", answers: dict | None = None) -> CaseEntry:
    return supplied(actor, own_case(actor, case), note, answers)


@command(OWN_CASES, act="casework.own_withdraw")
def withdraw_own(*, actor: Actor, case: Case, note: str) -> CaseEntry:
    return withdrawn(actor, own_case(actor, case), note)


@command(OWN_CASES, act="casework.rate")
def rate_own(*, actor: Actor, case: Case, rating: int) -> Case:
    """One to five for the handling of the matter; the unit sees it, and nobody is ranked by it."""
    case = own_case(actor, case)
    if case.state != State.ENDED:
        raise Refused(_("办完以后再评价。"), code="wrong_state")
    if rating not in range(1, 6):
        raise Refused(_("请选一到五。"), field="rating", code="invalid")
    Case.objects.filter(county=case.county, pk=case.pk).update(rating=rating)
    case.rating = rating
    audit.note(number=case.number, rating=rating)
    return case
