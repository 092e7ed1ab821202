"""Opening a case is on record: what somebody asked for is as private as the file."""

from rongyi.casework.models import Case
from rongyi.casework.permissions import VIEW_CASES
from rongyi.kernel import audit
from rongyi.organisation.access import Actor
from rongyi.organisation.commands import command
from rongyi.organisation.opened_services import count_opened


@command(VIEW_CASES, on="case", act="casework.view")
def look_at(*, actor: Actor, case: Case) -> Case:
    if case.person_id:
        count_opened(actor, [case.person_id])
    audit.note(number=case.number)
    return case
