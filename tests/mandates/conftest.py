from datetime import date, timedelta

import pytest

from rongyi.kernel import clock
from rongyi.mandates.services import MandateInput, record_mandate

FAMILY_PHONE = "13777778888"


def paper(**more) -> MandateInput:
    """A power of attorney of today, for a year, for everything that may be lent."""
    today = clock.today()
    given = {
        "kind": "attorney", "name": "王小军", "phone": FAMILY_PHONE, "relation": "child", "starts_on": today,
        "ends_on": today + timedelta(days=365), "purposes": ("view", "apply", "receive"), "said_by": "counter",
    }  # fmt: skip
    return MandateInput(**given | more)


@pytest.fixture
def wang(make_person):
    return make_person(name="王建国", phone="13891234567", birth=date(1955, 3, 12))


@pytest.fixture
def son(wang, village_clerk):
    """The mandate by which a son acts for 王建国."""
    return record_mandate(actor=village_clerk, person=wang, given=paper())
