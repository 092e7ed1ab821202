"""Merging in a real browser: seen on the home, compared, merged, undone; and on a telephone."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from rongyi.merging.services.cases import raise_case
from rongyi.organisation.access import actor_of
from rongyi.organisation.roles import Role
from rongyi.registry.models import Person
from tests.browser import width_of
from tests.fixtures_people import MEI, MEI_SIBLING, MEI_VILLAGE, PASSWORD, make_user
from tests.merging.scene import FIRST, SECOND

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
SHOTS = os.environ.get("SHOTS")
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture
def county(page: Page, live_server, make_person) -> Page:
    user = make_user(Role.SECTION_OFFICER, MEI, "section", name="赵股长")
    people = [make_person("王建国", MEI_VILLAGE, **FIRST), make_person("汪建国", MEI_SIBLING, **SECOND)]
    raise_case(actor=actor_of(user), people=people)
    page.set_viewport_size(WIDE)
    page.goto(f"{live_server.url}/console/login")
    page.fill("[name=username]", "section")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(re.compile(r"/console/$"))
    return page


def shot(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=True)


def test_an_officer_compares_merges_and_undoes(county, live_server):
    county.get_by_role("link", name=re.compile("疑似重复、待核对")).click()
    shot(county, "list")
    county.get_by_role("link", name="并排核对").click()
    shot(county, "case")

    county.get_by_label("这个号码是对的").first.check()
    county.locator("[name=name][value=first]").check()
    county.get_by_role("button", name="是同一人,合并").click()

    expect(county.get_by_text("已合并为一份档案")).to_be_visible()
    expect(county.get_by_role("heading", level=1)).to_contain_text("王建国")
    shot(county, "person")
    assert Person.objects.filter(county=MEI, status="merged").count() == 1

    county.goto(f"{live_server.url}/console/merging/?state=same")
    county.get_by_role("link", name="查看").first.click()
    shot(county, "merged")
    county.get_by_role("button", name="撤销合并").click()
    expect(county.get_by_text("两份档案都恢复了")).to_be_visible()
    county.get_by_label("为什么不是同一人").fill("堂兄弟,已上门核对")
    county.get_by_role("button", name="不是同一人").click()
    expect(county.get_by_text("已记下:不是同一人")).to_be_visible()
    assert Person.objects.filter(county=MEI, status="active").count() == 2


def test_every_page_fits_a_telephone(county, live_server):
    county.set_viewport_size(NARROW)
    case = re.search(
        r"/console/merging/[0-9a-f-]{36}", (county.goto(f"{live_server.url}/console/merging/") and county.content())
    )
    person = Person.objects.filter(county=MEI).first()

    widths = {}
    for name, place in {"list": "/console/merging/", "case": case[0], "runs": "/console/merging/runs",
                        "held": "/console/merging/held", "pair": f"/console/merging/of/{person.pk}"}.items():  # fmt: skip
        county.goto(live_server.url + place)
        shot(county, f"{name}-390")
        widths[name] = width_of(county)

    assert widths == dict.fromkeys(widths, 390)
