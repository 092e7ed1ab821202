"""The main job, in a real browser: found by initials, recorded once, and there wherever it belongs."""

import io
import re

import openpyxl
import pytest
from django.db import connection
from playwright.sync_api import Page, expect

from rongyi.kernel import audit
from rongyi.organisation.roles import Role
from rongyi.records import chain
from rongyi.records.models import Fact
from tests.fixtures_people import HUYI, MEI, MEI_TOWN, MEI_VILLAGE, PASSWORD, make_user

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

NOTE = "jia li dou hao"


class Counted:
    """A clerk at a keyboard: every key and every click is counted."""

    def __init__(self, page: Page):
        self.page, self.keys, self.clicks = page, 0, 0

    def type(self, text: str) -> None:
        self.keys += len(text)
        self.page.keyboard.type(text, delay=20)

    def press(self, key: str) -> None:
        self.keys += 1
        self.page.keyboard.press(key)

    def click(self, locator) -> None:
        self.clicks += 1
        locator.click()


def sign_in(page: Page, server, username: str) -> None:
    page.goto(f"{server.url}/console/login")
    page.fill("[name=username]", username)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(re.compile(r"/console/$"))


@pytest.fixture
def people(make_person):
    make_user(Role.VILLAGE_CLERK, MEI_VILLAGE, "village", name="刘小芳")
    make_user(Role.TOWN_HEAD, MEI_TOWN, "town", name="王建军")
    make_user(Role.BUREAU_LEADER, MEI, "bureau", name="李卫国")
    make_user(Role.BUREAU_LEADER, HUYI, "huyi", name="张宏伟")
    make_person(name="王建军", region_code=MEI_VILLAGE)
    return make_person(name="欧阳国庆", region_code=MEI_VILLAGE)


def test_a_clerk_records_a_visit_once_and_it_is_everywhere_it_belongs(page, live_server, people, context):
    sign_in(page, live_server, "village")
    clerk = Counted(page)

    clerk.click(page.locator("main a", has_text="记一次走访").first)
    clerk.type("oygq")
    expect(page.locator("#people-list [role=option], .combo-option").first).to_contain_text("欧阳国庆")
    clerk.press("Enter")
    clerk.press("Enter")
    page.wait_for_url(re.compile(r"/console/visits/[0-9a-f-]{36}$"))

    assert clerk.keys <= 25
    assert clerk.clicks <= 6
    fact = Fact.objects.get(kind="visit")
    assert (fact.region_code, fact.channel, fact.data["reason"], fact.handler) == (
        MEI_VILLAGE, "home", "routine", "刘小芳",
    )  # fmt: skip

    page.goto(f"{live_server.url}/console/people/{people.pk}")
    expect(page.locator(".timeline")).to_contain_text("走访")
    page.goto(f"{live_server.url}/console/ledgers/visits")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody")).to_contain_text("欧阳国庆")
    exported_ledger_holds(page, "欧阳国庆")
    for username in ("town", "bureau"):
        assert visits_this_month(context.browser, live_server, username) == 1
    assert visits_this_month(context.browser, live_server, "huyi") == 0
    huyi_sees_nothing(context.browser, live_server, people)


def exported_ledger_holds(page: Page, name: str) -> None:
    """The workbook, opened with another library than the one that wrote it."""
    page.locator("main a[href*=export]").first.click()
    page.locator("main [name=format][value=xlsx]").check(force=True)
    with page.expect_download() as download:
        page.locator("main form .main-act").click()
    book = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes()))
    cells = [str(cell) for row in book.active.iter_rows(values_only=True) for cell in row]
    assert any(name in cell for cell in cells)


def visits_this_month(browser, server, username: str) -> int:
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    sign_in(page, server, username)
    figure = page.locator(".figure", has_text="本月走访").first
    number = int(re.search(r"\d+", figure.inner_text().replace("本月走访", "")).group())
    context.close()
    return number


def huyi_sees_nothing(browser, server, person) -> None:
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    sign_in(page, server, "huyi")
    for path in ("/console/", "/console/people/", "/console/ledgers/visits?period=year", "/console/visits/"):
        page.goto(f"{server.url}{path}")
        assert person.name not in page.content()
    assert page.goto(f"{server.url}/console/people/{person.pk}").status == 404
    context.close()


def test_the_same_page_sent_twice_records_one_visit(page, live_server, people):
    sign_in(page, live_server, "village")
    page.goto(f"{live_server.url}/console/visits/new?person={people.pk}")
    sent = page.evaluate(
        """() => { const f = document.querySelector('main form'); const d = new FormData(f);
        return Promise.all([1, 2].map(() => fetch(f.action || location.href, {method: 'POST', body: d})
            .then(r => r.status))) }"""
    )

    assert sent == [200, 200]
    assert Fact.objects.filter(kind="visit").count() == 1


def test_the_chains_hold_and_one_changed_byte_breaks_them(page, live_server, people):
    sign_in(page, live_server, "village")
    page.goto(f"{live_server.url}/console/visits/new?person={people.pk}")
    page.locator("main form button[type=submit], main form .main-act").last.click()
    page.wait_for_url(re.compile(r"/console/visits/[0-9a-f-]{36}$"))
    assert (audit.verify()[1], chain.verify()[1]) == ([], [])

    change_one_byte()

    broken = chain.verify()[1]
    assert [(b.county, b.what) for b in broken] == [(MEI_VILLAGE, "changed after it was written")]


def change_one_byte() -> None:
    """By somebody with all the rights of the database, past every trigger."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'records_fact_no_update'")
            trigger = cursor.fetchone()[0]
            cursor.execute("DROP TRIGGER records_fact_no_update")
            cursor.execute("UPDATE records_fact SET handler = '刘小方' WHERE kind = 'visit'")
            cursor.execute(trigger)
        else:
            cursor.execute("ALTER TABLE records_fact DISABLE TRIGGER USER")
            cursor.execute("UPDATE records_fact SET handler = '刘小方' WHERE kind = 'visit'")
            cursor.execute("ALTER TABLE records_fact ENABLE TRIGGER USER")
