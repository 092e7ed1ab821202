"""A veteran comes in on a telephone with the code from the message, a son is given the power to act, and loses it."""

import json
import re

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from rongyi.accounts.models import OneTimeCode
from rongyi.kernel.messages.providers import outbox_file
from rongyi.organisation.roles import Role
from tests.browser import fits
from tests.fixtures_people import MEI_VILLAGE, make_user
from tests.journeys.test_main_job import sign_in

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
PHONE, SON = "13891234567", "13777778888"
HANDY = {"width": 390, "height": 844}


def code_for(phone: str) -> str:
    """What came to the telephone: the worker sends, the file provider writes."""
    call_command("db_worker", batch=True, interval=0.1, reload=False)
    lines = [json.loads(line) for line in outbox_file().read_text("utf-8").splitlines()]
    return [line["values"]["code"] for line in lines if line["phone"] == phone][-1]


def come_in(page: Page, server, phone: str, born: str) -> None:
    page.goto(f"{server.url}/sign-in/")
    assert fits(page)
    page.get_by_role("link", name="本人或家里人").click()
    page.wait_for_url("**/sign-in/phone")
    page.fill("#id_phone", phone)
    page.get_by_role("button", name="发验证码").click()
    page.wait_for_url("**/sign-in/code")
    assert fits(page)
    code = page.locator("#id_code")
    assert (code.get_attribute("autocomplete"), code.get_attribute("inputmode")) == ("one-time-code", "numeric")
    code.fill(code_for(phone))
    page.get_by_role("button", name="下一步").click()
    page.wait_for_url("**/sign-in/who")
    assert fits(page)
    page.fill("#id_born", born)
    page.locator("main form").get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url("**/my/")


@pytest.mark.parametrize("mode", ["standard", "elder"])
def test_the_veteran_the_son_and_the_end_of_it(browser, live_server, make_person, mode):
    wang = make_person(name="王建国", phone=PHONE, region_code=MEI_VILLAGE)
    make_user(Role.VILLAGE_CLERK, MEI_VILLAGE, "village", name="刘小芳")
    cookie = {"name": "mode", "value": mode, "url": live_server.url}
    own, clerk, son = (browser.new_context(locale="zh-CN", viewport=HANDY) for _one in range(3))
    for context in (own, clerk, son):
        context.add_cookies([cookie])

    desk = clerk.new_page()
    sign_in(desk, live_server, "village")
    desk.goto(f"{live_server.url}/console/mandates/people/{wang.pk}/new")
    for name, value in (("name", "王小军"), ("phone", SON), ("ends_on", "2027-06-30"), ("said", "叫小军替我办。")):
        desk.fill(f"[name={name}]", value)
    desk.select_option("[name=relation]", "child")
    desk.select_option("[name=said_by]", "counter")
    desk.locator("[name=purposes][value=view]").check(force=True)
    desk.locator("[name=is_checked]").check(force=True)
    assert fits(desk)
    desk.locator("main form").get_by_role("button", name="登记", exact=True).click()
    desk.wait_for_url(re.compile(r"/mandates/people/[0-9a-f-]{36}$"))
    expect(desk.locator("main")).to_contain_text("王小军")

    his = son.new_page()
    come_in(his, live_server, SON, "1955")
    expect(his.locator("h1")).to_contain_text("您在替王建国办事")

    mine = own.new_page()
    come_in(mine, live_server, PHONE, "1955")
    expect(mine.locator("h1")).to_contain_text("王建国")
    mine.get_by_role("link", name="谁在替我办事").click()
    mine.wait_for_url("**/my/proxies/")
    expect(mine.locator("main")).to_contain_text("替我办事的人")
    assert fits(mine)
    mine.get_by_role("link", name="不再请王小军代办").click()
    mine.wait_for_url("**/revoke")
    mine.get_by_role("button", name="撤销", exact=True).click()
    mine.wait_for_url("**/my/proxies/")
    expect(mine.locator("main")).to_contain_text("已撤销")

    his.goto(f"{live_server.url}/my/")
    expect(his.locator("h1")).to_contain_text("您是哪一位")
    assert OneTimeCode.objects.exclude(entered_at=None).count() == 2
