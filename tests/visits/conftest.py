from datetime import date, datetime

import pytest

from rongyi.kernel import clock
from rongyi.visits.services import VisitInput

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=clock.SHANGHAI)
TODAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def on_a_tuesday_morning():
    with clock.pretending(NOW):
        yield


@pytest.fixture
def visit_of():
    """`visit_of(person, …)` is what a clerk gives for an ordinary home visit of today."""

    def make(*people, **given) -> VisitInput:
        return VisitInput(people, **{"at": TODAY, "channel": "home", "reason": "routine", **given})

    return make


def numbered(n: int) -> str:
    """A name for the n-th person: digits are no part of a name."""
    return "老兵" + "".join("零一二三四五六七八九"[int(digit)] for digit in f"{n:02}")
