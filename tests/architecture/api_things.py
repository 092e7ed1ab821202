"""What the calls about cases and about subscriptions take."""

from rongyi.api.hooks.models import Hook
from rongyi.kernel import clock
from rongyi.kernel.county import county_of
from tests.architecture.case_things import made_case
from tests.architecture.scene import Scene


def _case(scene: Scene, place: str) -> dict:
    return {"id": made_case(scene, place).pk}


def _act(scene: Scene, place: str) -> dict:
    return {**_case(scene, place), "act": "accept"}


def _hook(scene: Scene, place: str) -> dict:
    hook = Hook(
        county=county_of(place), region_code=place, url="https://upper.example/hooks", kinds=["case.ended"],
        made_at=clock.now(), made_by="赵敏",
    )  # fmt: skip
    hook.secret = "of the scene"
    hook.save()
    return {"id": hook.pk}


API_THINGS = {
    "api:one_case": _case,
    "api:act_on_case": _act,
    **{f"api:{name}": _hook for name in ("one_hook", "unsubscribe", "deliveries", "again")},
}
FIXED_API_THINGS = {"api:one_procedure": (lambda scene: {"name": "card_issue"}, {200})}
