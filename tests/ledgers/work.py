"""Visits for ledgers."""

from datetime import date, timedelta

from django.db import transaction

from rongyi.records.models import Fact
from rongyi.records.services import Draft, write_facts
from rongyi.visits.kinds import VISIT
from tests.fixtures_people import MEI_VILLAGE
from tests.records.work import worker

DAY = date(2026, 9, 30)
YEAR = {"first": date(2026, 1, 1), "last": date(2026, 12, 31)}
REASONS, CHANNELS, NEEDS = (
    ("routine", "festival", "illness"),
    ("home", "phone", "counter"),
    ([], ["job"], ["medical", "job"]),
)


def visit(region_code: str = MEI_VILLAGE, at=DAY, people=(), *, channel="home", reason="routine", **data) -> Draft:
    """A visit to people given as files."""
    ids = [person.pk for person in people]
    return Draft(VISIT, region_code, at, people=ids, channel=channel, data={"reason": reason, **data})


def leave(*drafts: Draft) -> list[Fact]:
    with transaction.atomic():
        return write_facts(drafts, actor=worker())


def leave_many(count: int, person, region_code: str = MEI_VILLAGE) -> list[Fact]:
    """Visits of every reason, channel and need, two on each day back from DAY."""
    return leave(
        *(
            visit(region_code, DAY - timedelta(days=n // 2), [person], channel=CHANNELS[n % 3], reason=REASONS[n // 3 % 3],
                  needs=NEEDS[n // 9 % 3], note=f"第{n}次")
            for n in range(count)
        )
    )  # fmt: skip
