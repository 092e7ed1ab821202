"""What the calls about cases and their subscriptions take."""

from rongyi.casework.enums import Post
from rongyi.casework.models import Case, CaseEntry
from rongyi.kernel import clock
from tests.architecture.case_things import made_case
from tests.architecture.scene import Scene


def _case_seen_above(scene: Scene, place: str) -> Case:
    """The case of a place after it was at the city and at the province, which only then may see it."""
    case = made_case(scene, place)
    for seq, post in enumerate((Post.CITY, Post.PROVINCE), start=1):
        found = CaseEntry.objects.filter(county=case.county, case=case, seq=seq)
        if not found.exists():
            entry = CaseEntry(
                county=case.county, region_code=place, case=case, seq=seq, act="note", kind="note", post=post,
                at=clock.now(),
            )  # fmt: skip
            entry.values = {}
            entry.save()
    return case


def _case(scene: Scene, place: str) -> dict:
    return {"id": _case_seen_above(scene, place).pk}


def _act(scene: Scene, place: str) -> dict:
    return {**_case(scene, place), "act": "accept"}


API_CASES = {"api:one_case": _case, "api:act_on_case": _act}
FIXED_API_CASES = {"api:one_procedure": (lambda scene: {"name": "card_issue"}, {200})}
