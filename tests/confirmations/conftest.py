from datetime import date, datetime

import pytest

from rongyi.confirmations.models import Campaign, Duty
from rongyi.confirmations.services.confirming import ConfirmInput
from rongyi.confirmations.services.following import AttemptInput, record_attempt
from rongyi.confirmations.services.opening import CampaignInput, fill, open_campaign
from rongyi.kernel import clock
from rongyi.organisation.roles import Role
from tests.fixtures_people import MEI, MEI_TOWN, actor_for

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=clock.SHANGHAI)
TODAY, FIRST, LAST = date(2026, 11, 24), date(2026, 9, 1), date(2026, 12, 20)


@pytest.fixture(autouse=True)
def on_a_tuesday_morning():
    with clock.pretending(NOW):
        yield


@pytest.fixture
def town_head(network):
    """Who proposes and who decides are different people, and have different names."""
    return actor_for(Role.TOWN_HEAD, MEI_TOWN, name="王建军")


@pytest.fixture
def bureau_leader(network):
    return actor_for(Role.BUREAU_LEADER, MEI, name="李卫国")


@pytest.fixture
def section_officer(network):
    return actor_for(Role.SECTION_OFFICER, MEI, name="赵敏")


@pytest.fixture
def campaign_of(section_officer):
    """`campaign_of(…)` is a campaign of Mei County with its list made."""

    def make(actor=None, region_code: str = MEI, **given) -> Campaign:
        given = {"definition": "yearly", "first_on": FIRST, "last_on": LAST, **given}
        campaign = open_campaign(actor=actor or section_officer, region_code=region_code, given=CampaignInput(**given))
        fill(campaign)
        return campaign

    return make


@pytest.fixture
def duty_of():
    """`duty_of(person)` is the person's only duty as the database has it now."""

    def read(person) -> Duty:
        duties = Duty.objects.filter(county=person.county, person=person)
        return duties.select_related("campaign", "person").get()

    return read


@pytest.fixture
def confirmed_by():
    """`confirmed_by(…)` is what a clerk gives for somebody at the counter today."""

    def make(method: str = "on_site", **given) -> ConfirmInput:
        return ConfirmInput(**{"method": method, "on": TODAY, **given})

    return make


@pytest.fixture
def missed(duty_of, everyone):
    """`missed(person, day, day, …)` looks for somebody in vain on each of the days."""

    def look(person, *days) -> Duty:
        for day in days:
            given = AttemptInput(day, "phone", "no_answer")
            record_attempt(actor=everyone, duty=duty_of(person), given=given)
        return duty_of(person)

    return look
