"""Lists of cases for the API; each begins with what the actor may see."""

from datetime import date
from uuid import UUID

from django.db.models import Q

from rongyi.api.case_schemas import CaseFilters
from rongyi.casework.models import Case
from rongyi.casework.queries import cases_visible, to_do
from rongyi.organisation.access import Actor
from rongyi.registry.models import Person


def listed_cases(actor: Actor, given: CaseFilters, after: str | None):
    """The latest first."""
    rows = cases_visible(actor)
    if given.procedure:
        rows = rows.filter(procedure=given.procedure)
    if given.state:
        rows = rows.filter(state=given.state)
    if given.station:
        rows = rows.in_subtree(given.station)
    if given.person:
        files = Person.objects.visible_to(actor).filter(merged_into=given.person).values_list("pk", flat=True)
        rows = rows.filter(person_id__in=[given.person, *files])
    if given.due_before:
        rows = rows.filter(due_on__lt=given.due_before)
    if after:
        rows = rows.filter(pk__lt=UUID(after))
    return rows.order_by("-pk")


def waiting_cases(actor: Actor, after: list | None):
    """What waits at the actor's posts, the nearest limit first."""
    rows = to_do(actor)
    if not after:
        return rows
    due_on, last = (date.fromisoformat(after[0]) if after[0] else None), UUID(after[1])
    if due_on is None:
        return rows.filter(due_on=None, pk__gt=last)
    return rows.filter(Q(due_on__gt=due_on) | Q(due_on=due_on, pk__gt=last) | Q(due_on=None))


def known_case(actor: Actor, case_id: UUID | None) -> Case | None:
    """A case that the client began by this id before."""
    return cases_visible(actor).filter(pk=case_id).first() if case_id else None
