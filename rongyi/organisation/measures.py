"""What the picture of the network can be coloured by. Apps above say it: the network itself knows heads only."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from rongyi.organisation.access import Actor, Permission

Counts = dict[str, tuple[int, int]]
LEVELS, ALARM = 3, 4


@dataclass(frozen=True)
class Measure:
    """`counts(actor)` answers {station: (so many of it, out of so many)}; the larger the share, the stronger the colour."""

    name: str
    label: str
    said: str  # with %(n)s and %(percent)s
    permission: Permission
    counts: Callable[[Actor], Counts]
    bounds: tuple[float, float, float]

    def level(self, share: float) -> int:
        return (0, 1, 2, ALARM)[sum(share > bound for bound in self.bounds)]

    def legend(self) -> list[tuple[int, str]]:
        one, two, three = (round(bound * 100) for bound in self.bounds)
        return [
            (0, _("%(n)d%% 以内") % {"n": one}),
            (1, f"{one}–{two}%"),
            (2, f"{two}–{three}%"),
            (ALARM, _("%(n)d%% 以上") % {"n": three}),
        ]


MEASURES: dict[str, Measure] = {}


def measure(given: Measure) -> Measure:
    MEASURES[given.name] = given
    return given


def measures_for(actor: Actor) -> list[Measure]:
    return [one for _name, one in sorted(MEASURES.items()) if actor.can(one.permission)]


def summed(counts: Counts, digits: int) -> Counts:
    """The counts of everything below, by the first digits of its code."""
    found: Counts = {}
    for code, (part, whole) in counts.items():
        before = found.get(code[:digits], (0, 0))
        found[code[:digits]] = (before[0] + part, before[1] + whole)
    return found


class Paint:
    """How a unit is coloured and what is said of it: by a measure, or by heads where there is none."""

    def __init__(self, people: dict[str, int], way: Measure | None, counts: Counts):
        self.people, self.way = people, way
        self.most = max(people.values(), default=0)
        self.counts = {digits: summed(counts, digits) for digits in {len(code) for code in people}}

    def level(self, code: str) -> int:
        if self.way is None:
            return -(-self.people[code] * LEVELS // self.most) if self.most else 0
        part, whole = self._of(code)
        return self.way.level(part / whole) if whole else 0

    def note(self, code: str) -> str:
        part, whole = self._of(code)
        return str(self.way.said) % {"n": part, "percent": round(100 * part / whole)} if self.way and whole else ""

    def said(self, code: str) -> str:
        heads = _("%(people)s人") % {"people": self.people[code]}
        return f"{heads},{note}" if (note := self.note(code)) else heads

    def legend(self) -> list[tuple[int, str]]:
        return self.way.legend() if self.way else [(0, _("没有人")), (1, _("人少")), (2, _("人数居中")), (3, _("人多"))]

    def _of(self, code: str) -> tuple[int, int]:
        return self.counts[len(code)].get(code, (0, 0))
