"""A whole number in a real browser: asked for in its place, given for a reason; the pages fit a telephone."""

import re

import pytest
from playwright.sync_api import Page, expect

from rongyi.kernel.audit import AuditEntry
from rongyi.organisation.roles import Role
from tests.browser import width_of
from tests.fixtures_people import MEI, MEI_VILLAGE, PASSWORD, make_user

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
PAGES = ["", "/edit", "/death", "/service", "/relatives", "/timeline"]


@pytest.fixture
def desk(page: Page, live_server, network) -> Page:
    make_user(Role.VILLAGE_CLERK, MEI_VILLAGE, "village", name="刘小芳")
    page.goto(f"{live_server.url}/console/login")
    page.fill("[name=username]", "village")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(re.compile(r"/console/$"))
    return page


def test_a_whole_number_comes_in_its_place_for_a_reason(desk, live_server, make_person):
    person = make_person(phone="13812349999")
    address = f"{live_server.url}/console/people/{person.pk}"
    desk.goto(address)

    desk.locator("dd .masked a").first.click()
    desk.fill("dd .masked [name=reason]", "x")
    desk.press("dd .masked [name=reason]", "Enter")
    expect(desk.locator("dd .masked .error, dd .masked [role=alert]").first).to_contain_text("至少两个字")
    desk.fill("dd .masked [name=reason]", "核对优待证")
    desk.press("dd .masked [name=reason]", "Enter")

    expect(desk.locator("dd .masked").first).to_contain_text(person.id_number)
    assert desk.url == address
    assert AuditEntry.objects.get(county=MEI, act="people.reveal", outcome="done").reason == "核对优待证"


def test_the_pages_fit_a_telephone(desk, live_server, make_person):
    person = make_person(
        "王建国", phone="13812349999", address="横渠镇横渠村一组3号", categories=["R02", "R07"], tags=["combat"]
    )
    desk.set_viewport_size({"width": 390, "height": 844})

    widths = {}
    for place in ["", "/new", "/import", *(f"/{person.pk}{part}" for part in PAGES)]:
        desk.goto(f"{live_server.url}/console/people{place or '/'}")
        widths[place] = width_of(desk)

    assert widths == dict.fromkeys(widths, 390)
