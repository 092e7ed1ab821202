"""Runs of payment for scripts: figures and reasons, no names; begun once, never approved by a token."""

import pytest

from rongyi.benefits.models import Difference, Entitlement, Run
from rongyi.benefits.services.making import fill
from rongyi.benefits.services.proposing import propose_for
from rongyi.kernel import clock
from rongyi.kernel.ids import uuid7
from rongyi.kernel.money import month_of
from rongyi.organisation.roles import Role
from rongyi.registry.models import Disability
from tests.fixtures_people import HUYI, MEI

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(caller):
    return caller(Role.SECTION_OFFICER, MEI)


def test_a_run_is_begun_once_and_read_with_its_reasons_and_without_a_name(officer, make_person):
    person = make_person("欧阳国庆")
    part = Disability(county=MEI, region_code=person.region_code, person=person)
    part.grade, part.cause = "4", "war"
    part.save()
    propose_for(MEI)
    month = month_of(clock.today())
    now = clock.now()
    Entitlement.objects.filter(county=MEI).update(state="active", start=month, decided_at=now, decided_name="测试")
    given, key = {"id": str(uuid7()), "period": month}, str(uuid7())

    made = officer.post("/benefits/runs", given, key=key)
    again = officer.post("/benefits/runs", given, key=key)
    fill(Run.objects.get(county=MEI))
    read = officer.get(f"/benefits/runs/{given['id']}")

    assert (made.status_code, again.json()) == (201, made.json())
    assert {name: read.json()[name] for name in ("state", "lines", "amounts", "items", "differences")} == {
        "state": "proposed", "lines": {}, "amounts": {}, "items": {}, "differences": {"no_account": 1},
    }  # fmt: skip
    assert "欧阳国庆" not in read.content.decode()
    assert Difference.objects.filter(county=MEI).count() == 1
    listed = officer.get(f"/benefits/runs?period={month}&limit=1").json()
    assert ([row["id"] for row in listed["items"]], listed["next"]) == ([given["id"]], None)


def test_another_county_and_a_clerk_get_nothing(officer, caller, clerk):
    made = officer.post("/benefits/runs", {"period": month_of(clock.today())}).json()

    assert caller(Role.SECTION_OFFICER, HUYI).get(f"/benefits/runs/{made['id']}").status_code == 404
    assert caller(Role.SECTION_OFFICER, HUYI).get("/benefits/runs").json() == {"items": [], "next": None}
    assert clerk.get("/benefits/runs").status_code == 403
    assert caller(Role.BUREAU_LEADER, MEI).post("/benefits/runs", {"period": "2026-11"}).status_code == 403
