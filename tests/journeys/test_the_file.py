"""A clerk fills a file in a real browser, at a desk and on a telephone: add, see it counted, look behind the mask, end."""

import re

import pytest
from playwright.sync_api import Page, expect

from rongyi.kernel.audit import AuditEntry
from rongyi.organisation.roles import Role
from rongyi.registry.models import Livelihood, Person, Work
from tests.browser import width_of
from tests.fixtures_people import MEI, MEI_VILLAGE, PASSWORD, make_user

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def wang(make_person):
    make_user(Role.VILLAGE_CLERK, MEI_VILLAGE, "village", name="刘小芳")
    return make_person("王建国", phone="13812340000", categories=["R02"])


def sign_in(page: Page, server) -> None:
    page.goto(f"{server.url}/console/login")
    page.fill("[name=username]", "village")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(re.compile(r"/console/$"))


@pytest.mark.parametrize("width", [1280, 390])
def test_a_clerk_fills_looks_and_ends(page: Page, live_server, wang, width):
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, live_server)
    address = f"{live_server.url}/console/people/{wang.pk}"

    page.goto(address)
    before = page.locator("#complete").get_attribute("value")
    page.locator("#group-livelihood").get_by_role("link", name="添加生活状况").click()
    page.get_by_label("住房").select_option("own")
    page.get_by_label("慢性病或重病").fill("高血压")
    page.get_by_role("button", name="保存").click()

    page.wait_for_url(address)
    panel = page.locator("#group-livelihood")
    assert int(page.locator("#complete").get_attribute("value")) > int(before)
    expect(panel).to_contain_text("另有2项保密内容")
    expect(page.locator("body")).not_to_contain_text("高血压")
    expect(page.locator("#group-identity")).to_contain_text("13812340000")

    panel.locator(".masked a").click()
    panel.locator("[name=reason]").fill("入户核对")
    panel.locator("[name=reason]").press("Enter")
    expect(panel).to_contain_text("高血压")
    assert AuditEntry.objects.get(county=MEI, act="people.reveal", outcome="done").reason == "入户核对"

    panel.get_by_role("link", name="终止或划去").click()
    page.get_by_text("登记有误", exact=True).click()
    page.get_by_role("button", name="记下").click()
    page.wait_for_url(address)
    expect(page.locator("#group-livelihood")).to_contain_text("还没有填写")
    assert [row.is_struck for row in Livelihood.objects.filter(county=MEI)] == [True]

    page.locator("#group-livelihood").get_by_role("link", name=re.compile("以前的1条")).click()
    expect(page.locator("main")).to_contain_text(re.compile("登记有误.已划去"))
    assert width_of(page) == width


def test_two_clerks_change_one_field_and_the_second_is_asked(page: Page, live_server, wang, context):
    make_user(Role.VILLAGE_CLERK, MEI_VILLAGE, "other", name="赵大海")
    sign_in(page, live_server)
    address = f"{live_server.url}/console/people/{wang.pk}"
    other = context.new_page()
    for one in (page, other):
        one.goto(f"{address}/edit")
    page.get_by_label("现住址").fill("一组1号")
    other.get_by_label("现住址").fill("二组2号")
    other.get_by_label("民族").fill("汉族")
    other.get_by_role("button", name="保存").click()
    other.wait_for_url(address)

    page.get_by_role("button", name="保存").click()
    expect(page.locator("table.conflict")).to_contain_text("二组2号")
    page.get_by_role("button", name="保存").click()
    page.wait_for_url(address)

    after = Person.objects.get(county=MEI, pk=wang.pk)
    assert (after.address, after.ethnicity) == ("一组1号", "汉族")
    assert not Work.objects.filter(county=MEI).exists()
