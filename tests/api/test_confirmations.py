"""Scripts see who is due and confirm somebody once."""

import uuid

import pytest

from rongyi.accounts.models import User
from rongyi.accounts.tokens import create_token
from rongyi.confirmations.models import Duty
from rongyi.confirmations.services.opening import CampaignInput, fill, open_campaign
from rongyi.kernel import clock
from rongyi.records.models import Fact
from tests.fixtures_people import MEI, MEI_SIBLING, MEI_VILLAGE


@pytest.fixture
def campaign(make_person, section_officer):
    for name, code in (("甲老兵", MEI_VILLAGE), ("乙老兵", MEI_VILLAGE), ("丙老兵", MEI_SIBLING)):
        make_person(name, region_code=code, categories=["R07"])
    today = clock.today()
    given = CampaignInput(definition="yearly", first_on=today, last_on=today)
    made = open_campaign(actor=section_officer, region_code=MEI, given=given)
    fill(made)
    return made


@pytest.fixture
def headers(village_clerk):
    token = create_token(User.objects.get(pk=village_clerk.user_id), scope="write")
    return {"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid.uuid4())}


def test_a_list_holds_those_in_reach_page_by_page(client, campaign, headers):
    first = client.get(f"/api/v1/confirmations?campaign={campaign.pk}&state=due&limit=1", headers=headers).json()
    address = f"/api/v1/confirmations?campaign={campaign.pk}&state=due&limit=1&cursor={first['next']}"
    second = client.get(address, headers=headers).json()

    own = list(Duty.objects.filter(county=MEI, region_code=MEI_VILLAGE).order_by("pk"))
    assert [row["id"] for row in (*first["items"], *second["items"])] == [str(duty.pk) for duty in own]
    assert second["next"] is None
    assert first["items"][0] == {
        "id": str(own[0].pk), "campaign": str(campaign.pk), "year": clock.today().year,
        "person": str(own[0].person_id), "station": MEI_VILLAGE, "state": "due", "method": None,
        "confirmed_on": None, "told_on": None, "attempts": 0, "record": None,
    }  # fmt: skip


def test_the_same_request_twice_confirms_once_and_another_key_is_told(client, campaign, headers):
    duty = Duty.objects.filter(county=MEI, region_code=MEI_VILLAGE).first()
    address, body = f"/api/v1/confirmations/{duty.pk}/confirm", {"method": "home", "on": clock.today().isoformat()}

    first, again = (client.post(address, body, content_type="application/json", headers=headers) for _time in range(2))
    other = headers | {"Idempotency-Key": str(uuid.uuid4())}
    late = client.post(address, body, content_type="application/json", headers=other)

    assert (first.status_code, again.status_code, first.json() == again.json()) == (201, 201, True)
    assert (first.json()["state"], first.json()["method"]) == ("confirmed", "home")
    assert late.status_code == 409
    assert Fact.objects.filter(county=MEI, kind="confirmation").count() == 1


def test_a_sibling_village_is_not_there(client, campaign, headers):
    duty = Duty.objects.get(county=MEI, region_code=MEI_SIBLING)

    answer = client.get(f"/api/v1/confirmations/{duty.pk}", headers=headers)

    assert answer.status_code == 404
