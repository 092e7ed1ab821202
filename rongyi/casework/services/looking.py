"""Opening a case is on record: what somebody asked for is as private as the file."""

from django.utils.translation import gettext as _

from rongyi.casework.models import Case
from rongyi.casework.permissions import VIEW_CASES
from rongyi.casework.procedures import store
from rongyi.casework.queries import file_of
from rongyi.casework.reading import shown
from rongyi.kernel import audit
from rongyi.kernel.errors import Refused
from rongyi.organisation.access import Actor
from rongyi.organisation.commands import command
from rongyi.organisation.opened_services import count_opened
from rongyi.registry.permissions import REVEAL_PERSON


@command(VIEW_CASES, on="case", act="casework.view")
def look_at(*, actor: Actor, case: Case) -> Case:
    if case.person_id:
        count_opened(actor, [case.person_id])
    audit.note(number=case.number)
    return case


@command(REVEAL_PERSON, on="case", act="casework.reveal")
def reveal_case(*, actor: Actor, case: Case, reason: str) -> list[tuple[str, str]]:
    """[(label, value)] of what only the post at hand reads: answers and what was written at the steps."""
    if len(reason.strip()) < 2:
        raise Refused(_("请写明查看完整内容的理由,至少两个字。"), field="reason", code="required")
    audit.note(reason=reason.strip()[:200], number=case.number)
    if case.person_id:
        count_opened(actor, [case.person_id])
    procedure = store.at_version(case.procedure, case.definition_version)
    asked = [(field, case.answers) for field in procedure.form]
    notes = []
    for entry in file_of(case).entries:
        act = procedure.act(entry.step, entry.act)
        asked += [(field, entry.values) for field in (act.asks if act else ())]
        if entry.note:
            notes.append((_("%(name)s的说明") % {"name": entry.actor_name}, entry.note))
    lines = [(str(f.title), shown(f, values.get(f.key))) for f, values in asked if f.data_class == "S2"]
    return [(label, value) for label, value in lines if value] + notes
