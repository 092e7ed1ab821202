"""What each route answers to each role. A route without arguments follows from its permission; one with arguments
has a row here, which says what it takes and whether scope decides over it. A route that is in no table fails."""

from collections.abc import Callable

from rongyi.kernel.ids import uuid7
from tests.architecture.scene import Scene

Maker = Callable[[Scene, str], dict]


def _person(name: str) -> Maker:
    return lambda scene, place: {name: scene.people[place].pk}


def _fact(name: str) -> Maker:
    return lambda scene, place: {name: scene.facts[place]}


def _code(name: str) -> Maker:
    return lambda scene, place: {name: place}


SCOPED: dict[str, Maker] = {
    "visits:recorded": _fact("pk"),
    "visits:correct": _fact("pk"),
    "api:person": _person("id"),
    "api:timeline": _person("id"),
    "api:reveal_numbers": _person("id"),
    "api:change": _person("id"),
    "api:one_record": _fact("id"),
    "api:correct": _fact("id"),
    "api:withdraw": _fact("id"),
    "api:station": _code("code"),
}
"""{route: what it takes for a thing of some place}. In reach it answers, out of reach it is 404."""

FIXED: dict[str, tuple[dict, int]] = {
    "accounts:invitation": ({"secret": "never-given"}, 404),
    "portal:feedback_sent": ({"number": "00000000"}, 404),
    "portal:station": ({"code": "610326101200"}, 200),
    "portal:kiosk": ({"code": "610326101200"}, 200),
    "console:feedback_answer": ({"pk": uuid7()}, 404),
    "api:region": ({"code": "610326"}, 200),
    "api:children": ({"code": "610326"}, 200),
}
"""{route: (arguments, status)}: what lies in nobody's scope, or is open to all."""

POST_ONLY = {"accounts:sign_out", "kernel:modes", "set_language", "accounts:prove"}
"""Acts without a page of their own: a GET is refused or leads elsewhere."""

ELSEWHERE: dict[str, set[int]] = {
    "accounts:second_step": {302},
    "accounts:sign_in": {200, 302},
}
"""Pages that lead elsewhere when they are opened out of turn."""

BODIES = {
    "api:reveal_numbers": {"reason": "电话核对"},
    "api:change": {"phone": "13800000000"},
    "api:correct": {"channel": "phone"},
    "api:withdraw": {"reason": "记错"},
}
"""A body that fits, so that scope is what decides."""
