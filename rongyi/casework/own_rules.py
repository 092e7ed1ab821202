"""Whose matter a case is."""

from rongyi.casework.models import Case
from rongyi.kernel.errors import NotFound
from rongyi.organisation.access import Actor


def own_case(actor: Actor, case: Case) -> Case:
    """security: the own matter, or one that the same account began; never another's by its number."""
    is_mine = case.person_id is not None and case.person_id == actor.subject_id
    if not is_mine or (case.is_sealed_matter and case.applicant_user != actor.user_id):
        raise NotFound()
    return case
