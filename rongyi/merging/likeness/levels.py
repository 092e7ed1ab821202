"""The comparisons, each as steps from alike to unlike: once for one pair in Python, once in SQL for a whole county.

Both say the same of every pair; a test holds them to it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from rongyi.merging.likeness.features import Features

Test = Callable[[Features, Features], bool]
UNKNOWN, OTHER = "unknown", "other"


@dataclass(frozen=True)
class Step:
    """One outcome of a comparison; the first that holds counts."""

    name: str
    sql: str
    holds: Test


@dataclass(frozen=True)
class Field:
    """One thing that is compared. The last outcome, where none holds, is `other`."""

    name: str
    steps: tuple[Step, ...]

    def outcome(self, a: Features, b: Features) -> str:
        return next((step.name for step in self.steps if step.holds(a, b)), OTHER)

    @property
    def outcomes(self) -> tuple[str, ...]:
        return (*(step.name for step in self.steps), OTHER)


def within_one(a: str, b: str) -> bool:
    """Equal but for one letter more, less or other, or two neighbours that changed places."""
    if a == b:
        return True
    if abs(len(a) - len(b)) > 1:
        return False
    start = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    rest_a, rest_b = a[start:], b[start:]
    if len(a) == len(b):
        swapped = rest_a[:2] == rest_b[1::-1] and rest_a[2:] == rest_b[2:] and len(rest_a) > 1
        return rest_a[1:] == rest_b[1:] or swapped
    return rest_a[1:] == rest_b if len(a) > len(b) else rest_a == rest_b[1:]


def _near(column: str) -> str:
    return f"damerau_levenshtein({column}_l, {column}_r) <= 1"


def _near_name(a: Features, b: Features) -> bool:
    long_enough = len(a.name) >= 3 and len(b.name) >= 3
    return within_one(a.sound, b.sound) or (long_enough and (a.given == b.given or within_one(a.name, b.name)))


def _turned(birth: str) -> str:
    return birth[:4] + birth[6:] + birth[4:6]


def _same_home(a: Features, b: Features) -> bool:
    return bool(
        a.town == b.town
        and len(a.home) > 2
        and len(b.home) > 2
        and (a.home.endswith(b.home) or b.home.endswith(a.home))
    )


FIELDS = (
    Field("name", (
        Step("same", "name_l = name_r", lambda a, b: a.name == b.name),
        Step("sound", "sound_l = sound_r", lambda a, b: a.sound == b.sound),
        Step(
            "near",
            f"{_near('sound')} or (length(name_l) >= 3 and length(name_r) >= 3"
            f" and (given_l = given_r or {_near('name')}))",
            _near_name,
        ),
    )),
    Field("birth", (
        Step("same", "birth_l = birth_r", lambda a, b: a.birth == b.birth),
        Step(
            "lunar",
            "lunar_l = birth_r or birth_l = lunar_r",
            lambda a, b: a.lunar == b.birth or a.birth == b.lunar,
        ),
        Step("slip", _near("birth"), lambda a, b: within_one(a.birth, b.birth)),
        Step(
            "turned",
            "birth_l = concat(substr(birth_r, 1, 4), substr(birth_r, 7, 2), substr(birth_r, 5, 2))",
            lambda a, b: a.birth == _turned(b.birth),
        ),
        Step("year", "year_l = year_r", lambda a, b: a.year == b.year),
    )),
    Field("order", (
        Step(UNKNOWN, "order_l is null or order_r is null", lambda a, b: not a.order or not b.order),
        Step("same", "order_l = order_r", lambda a, b: a.order == b.order),
        Step("slip", _near("order"), lambda a, b: within_one(a.order or "", b.order or "")),
        Step("sex", "sex_l != sex_r", lambda a, b: a.sex != b.sex),
    )),
    Field("phone", (
        Step(UNKNOWN, "phone_l is null or phone_r is null", lambda a, b: not a.phone or not b.phone),
        Step("same", "phone_l = phone_r", lambda a, b: a.phone == b.phone),
        Step("slip", _near("phone"), lambda a, b: within_one(a.phone or "", b.phone or "")),
    )),
    Field("place", (
        Step(
            "home",
            "town_l = town_r and length(home_l) > 2 and length(home_r) > 2"
            " and (suffix(home_l, home_r) or suffix(home_r, home_l))",
            _same_home,
        ),
        Step("village", "village_l = village_r", lambda a, b: a.village == b.village),
        Step("town", "town_l = town_r", lambda a, b: a.town == b.town),
    )),
    Field("kin", (
        Step(
            "each_other",
            "list_contains(kin_l, name_r) or list_contains(kin_r, name_l)",
            lambda a, b: a.name in b.kin or b.name in a.kin,
        ),
        Step(UNKNOWN, "len(kin_l) = 0 or len(kin_r) = 0", lambda a, b: not a.kin or not b.kin),
        Step("shared", "list_has_any(kin_l, kin_r)", lambda a, b: bool(set(a.kin) & set(b.kin))),
    )),
)  # fmt: skip

BLOCKS: tuple[tuple[str, ...], ...] = (
    ("sound", "year"),
    ("sound", "order"),
    ("sound", "village"),
    ("birth", "order"),
    ("birth", "given"),
    ("birth", "village"),
    ("order", "village"),
    ("phone",),
)
"""Only pairs that agree in one of these are compared at all: 100,000 people have five thousand million pairs."""


def outcomes(a: Features, b: Features) -> dict[str, str]:
    """{field: outcome} of one pair."""
    return {field.name: field.outcome(a, b) for field in FIELDS}
