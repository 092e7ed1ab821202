"""The yearly confirmation in a real browser: found, confirmed, told and decided, at a desk and on a phone."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from rongyi.confirmations.models import Duty
from rongyi.confirmations.services.following import AttemptInput, record_attempt
from rongyi.confirmations.services.opening import CampaignInput, fill, open_campaign
from rongyi.kernel import clock
from rongyi.organisation.roles import Role
from tests.browser import fits
from tests.fixtures_people import MEI, MEI_TOWN, MEI_VILLAGE, make_user
from tests.journeys.test_main_job import Counted, sign_in

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture
def campaign(make_person, section_officer):
    make_user(Role.VILLAGE_CLERK, MEI_VILLAGE, "village", name="刘小芳")
    make_user(Role.TOWN_HEAD, MEI_TOWN, "town", name="王建军")
    make_user(Role.BUREAU_LEADER, MEI, "bureau", name="李卫国")
    for name in ("欧阳国庆", "王大山"):
        make_person(name=name, region_code=MEI_VILLAGE, categories=["R07"], phone="13900001234")
    today = clock.today()
    given = CampaignInput(
        definition="yearly", first_on=today - timedelta(days=60), last_on=today + timedelta(days=30),
        only_after_window=False,
    )  # fmt: skip
    made = open_campaign(actor=section_officer, region_code=MEI, given=given)
    fill(made)
    return made


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_clerk_confirms_somebody_in_seconds(page, live_server, campaign, size):
    page.set_viewport_size(size)
    sign_in(page, live_server, "village")
    page.goto(f"{live_server.url}/console/confirmations/record")
    clerk = Counted(page)

    clerk.type("oygq")
    expect(page.locator("[role=option]").first).to_contain_text("欧阳国庆")
    expect(page.locator("[role=option]").first).to_contain_text("待通知")
    clerk.press("Enter")
    clerk.press("Enter")
    expect(page.locator("main")).to_contain_text("已确认1人")

    assert (clerk.keys, clerk.clicks) == (6, 0)
    assert fits(page)
    duty = Duty.objects.get(county=MEI, person__name="欧阳国庆")
    assert (duty.state, duty.method) == ("confirmed", "on_site")
    page.goto(f"{live_server.url}/console/ledgers/confirmation")
    expect(page.locator("tbody")).to_contain_text("欧阳国庆")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_list_is_telephoned_through(page, live_server, campaign, size):
    page.set_viewport_size(size)
    sign_in(page, live_server, "village")
    page.goto(f"{live_server.url}/console/confirmations/{campaign.pk}/tell")
    row = page.locator("tbody tr", has_text="王大山")

    row.locator("button", has_text="打电话").click()
    expect(row.locator("a[href='tel:13900001234']")).to_be_visible()
    row.locator("button", has_text="通知过了").click()
    expect(row).to_contain_text("今天已通知")

    assert fits(page)
    assert Duty.objects.get(county=MEI, person__name="王大山").state == "invited"


def test_a_proxy_is_asked_for_a_name_and_nothing_else_is(page, live_server, campaign):
    sign_in(page, live_server, "village")
    person = Duty.objects.get(county=MEI, person__name="王大山").person_id
    page.goto(f"{live_server.url}/console/confirmations/record?person={person}")
    expect(page.locator("[name=proxy_name]")).to_be_hidden()

    page.locator("[name=method][value=proxy]").check(force=True)
    expect(page.locator("[name=letter_on]")).to_be_hidden()
    page.fill("[name=proxy_name]", "王强")
    page.locator("[name=relation][value=child]").check(force=True)
    page.locator("main form .main-act").click()
    expect(page.locator("main")).to_contain_text("已确认1人")

    assert Duty.objects.get(county=MEI, person__name="王大山").method == "proxy"


def test_a_payment_is_held_by_two_people_and_given_back_by_a_confirmation(
    page, live_server, campaign, everyone, context
):
    duty = Duty.objects.select_related("campaign", "person").get(county=MEI, person__name="王大山")
    for ago in (30, 20, 10):
        day = clock.today() - timedelta(days=ago)
        record_attempt(actor=everyone, duty=duty, given=AttemptInput(day, "phone", "no_answer"))
        duty = Duty.objects.select_related("campaign", "person").get(county=MEI, pk=duty.pk)
    address = f"{live_server.url}/console/confirmations/duty/{duty.pk}"
    sign_in(page, live_server, "town")

    page.goto(f"{address}/propose")
    page.fill("[name=reason]", "三次联系不上")
    page.locator("main form .main-act").click()
    expect(page.locator("main")).to_contain_text("待县里决定")
    other = context.browser.new_context(locale="zh-CN")
    leader = other.new_page()
    sign_in(leader, live_server, "bureau")
    leader.goto(f"{live_server.url}/console/confirmations/proposals")
    leader.locator("tbody a", has_text="作决定").click()
    leader.locator("[name=agreed][value=yes]").check(force=True)
    leader.fill("[name=reason]", "同意暂停")
    leader.locator("main form .main-act").click()
    expect(leader.locator("main")).to_contain_text(re.compile("暂停发放"))
    other.close()
    page.goto(f"{live_server.url}/console/confirmations/record?person={duty.person_id}")
    page.locator("main form .main-act").click()
    expect(page.locator("main")).to_contain_text("已确认1人")

    duty.refresh_from_db()
    assert (duty.state, duty.former) == ("restored", "suspended")
