"""Whose hands a case went through."""

from rongyi.casework.models import Case, CaseEntry


def hands_in(case: Case, steps: list[str]) -> set[tuple]:
    """{(user, name)} of those who acted at these steps; «apply» is the one who took the application."""
    if not steps:
        return set()
    entries = CaseEntry.objects.filter(county=case.county, case=case)
    own = entries.filter(step__in=[step for step in steps if step != "apply"])
    taken = entries.filter(act="apply") if "apply" in steps else entries.none()
    return set((own | taken).values_list("actor_id", "actor_name"))
