"""A year's confirmation of ten thousand people: opened, its list made, and a press that confirms fifty of them."""

import itertools
import time
from collections.abc import Callable
from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.harness import peak_mib
from rongyi.confirmations.models import Campaign, Duty
from rongyi.confirmations.queries import Asked, duties_listed
from rongyi.confirmations.services.confirming import MOST_PEOPLE, ConfirmInput, confirm
from rongyi.confirmations.services.opening import CampaignInput, fill, open_campaign
from rongyi.kernel import clock
from rongyi.organisation.access import Actor, system_actor
from rongyi.organisation.models import Station
from rongyi.organisation.roles import Role
from rongyi.registry.services import PersonInput, create_people
from tests.fixtures_people import id_number

PAGE = 25


def run(people: int) -> dict:
    county = Station.objects.filter(tier="county").order_by("pk").values_list("pk", flat=True)[0]
    officer = system_actor("测量", county, Role.SECTION_OFFICER)
    _due(officer, county, people)
    before = peak_mib()
    opened, campaign = _measured(lambda: _opened(officer, county))
    filled, _looked_at = _measured(lambda: fill(campaign))
    listed, duties = _measured(lambda: list(duties_listed(officer, Asked(), campaign=campaign.pk)[: PAGE + 1]))
    given = ConfirmInput(method="on_site", on=clock.today())
    confirmed, _done = _measured(lambda: confirm(actor=officer, duties=_some(campaign), given=given))
    return {
        "people": people, "duties": Duty.objects.filter(county=county, campaign=campaign).count(), "opened": opened,
        "filled": filled, "listed": {**listed, "rows": len(duties)}, "confirmed": {**confirmed, "people": MOST_PEOPLE},
        "before_mib": before, "peak_mib": peak_mib(),
    }  # fmt: skip


def _opened(officer: Actor, county: str) -> Campaign:
    today = clock.today()
    return open_campaign(
        actor=officer, region_code=county, given=CampaignInput(definition="yearly", first_on=today, last_on=today)
    )


def _some(campaign: Campaign) -> list[Duty]:
    rows = Duty.objects.filter(county=campaign.county, campaign=campaign).select_related("campaign", "person")
    return list(rows.order_by("pk")[:MOST_PEOPLE])


def _measured(step: Callable):
    with CaptureQueriesContext(connection) as queries:
        begin = time.perf_counter()
        made = step()
        took = time.perf_counter() - begin
    return {"seconds": round(took, 2), "statements": len(queries)}, made


def _due(officer: Actor, county: str, count: int) -> None:
    """Disabled veterans, who are all asked; their birthdays make room for as many numbers."""
    villages = Station.objects.filter(tier="village").in_subtree(county).order_by("pk")
    places = itertools.cycle(villages.values_list("pk", flat=True)[:200])
    given = [
        PersonInput(
            name="测量",
            id_number=id_number(date(1930 + n // 6000, 1 + n // 500 % 12, 3), n % 500),
            region_code=next(places),
            categories=("R07",),
        )
        for n in range(count)
    ]
    create_people(actor=officer, region_code=county, given=given, source="bench")
