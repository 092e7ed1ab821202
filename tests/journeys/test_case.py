"""A card from the kitchen table to the hand in a real browser: each post is somebody else, at a desk and on a telephone."""

import re

import pytest
from playwright.sync_api import Page, expect

from rongyi.casework.models import Case, CaseEntry
from rongyi.organisation.roles import Role
from rongyi.records.models import Fact
from tests.browser import fits
from tests.fixtures_people import MEI, MEI_TOWN, MEI_VILLAGE, make_user
from tests.journeys.test_main_job import sign_in

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
CASE = re.compile(r"/console/cases/[0-9a-f-]{36}$")


@pytest.fixture
def wang(make_person):
    for name, role, code, words in (
        ("village", Role.VILLAGE_CLERK, MEI_VILLAGE, "刘小芳"), ("town", Role.TOWN_HEAD, MEI_TOWN, "王建军"),
        ("centre", Role.SECTION_OFFICER, MEI, "赵敏"), ("section", Role.SECTION_OFFICER, MEI, "何平"),
        ("bureau", Role.BUREAU_LEADER, MEI, "李卫国"), ("city", Role.PREFECTURE_OFFICER, "6103", "陈晓东"),
        ("province", Role.PROVINCE_OFFICER, "61", "郑志远"),
    ):  # fmt: skip
        make_user(role, code, name, name=words)
    return make_person(name="欧阳国庆", region_code=MEI_VILLAGE, categories=["R02"])


class Posts:
    """Somebody at each post, each in a browser of their own."""

    def __init__(self, browser, server, size: dict):
        self.browser, self.server, self.size, self.pages = browser, server, size, {}

    def page(self, name: str) -> Page:
        if name not in self.pages:
            page = self.browser.new_context(locale="zh-CN", viewport=self.size).new_page()
            sign_in(page, self.server, name)
            self.pages[name] = page
        return self.pages[name]

    def open_first(self, name: str) -> Page:
        """The first line of the day's list."""
        page = self.page(name)
        page.goto(f"{self.server.url}/console/cases/")
        assert fits(page)
        page.locator("tbody a").first.click()
        page.wait_for_url(CASE)
        assert fits(page)
        return page

    def do(self, name: str, act: str, fill: dict[str, str] | None = None) -> None:
        page = self.open_first(name)
        page.get_by_role("link", name=act, exact=True).click()
        page.wait_for_url(re.compile(r"/do/"))
        for field, value in (fill or {}).items():
            box = page.locator(f"[name='{field}'][value='{value}']")
            if box.count():
                box.check(force=True)
            else:
                page.fill(f"[name='{field}']", value)
        assert fits(page)
        page.locator("main form").get_by_role("button", name=act, exact=True).click()
        page.wait_for_url(CASE)
        expect(page.locator("main")).to_contain_text(f"已办:{act}")

    def close(self) -> None:
        for page in self.pages.values():
            page.context.close()


@pytest.fixture
def posts(browser, live_server, size):
    made = Posts(browser, live_server, size)
    yield made
    made.close()


def apply(page: Page, server, person) -> None:
    page.goto(f"{server.url}/console/people/{person.pk}")
    page.get_by_role("link", name="办一件事").click()
    page.wait_for_url(re.compile(r"/cases/new\?person="))
    page.get_by_role("link", name="优待证申领", exact=True).click()
    page.wait_for_url(re.compile(r"/cases/new/card_issue"))
    for name, value in (("a-kind", "vet"), ("a-bank", "abc"), ("a-delivery", "home")):
        page.locator(f"[name={name}][value={value}]").check(force=True)
    for paper in ("id_card", "discharge", "photo"):
        page.locator(f"[name=shown][value={paper}]").check(force=True)
    assert fits(page)
    page.get_by_role("button", name="登记,开始办理").click()
    page.wait_for_url(CASE)


@SIZES
def test_the_card_goes_through_every_post_and_into_the_hand(posts, live_server, wang, size):
    village = posts.page("village")

    apply(village, live_server, wang)
    expect(village.locator("main")).to_contain_text("这一环节由镇(街)服务站办理")
    expect(village.locator("main")).to_contain_text("王建军")
    posts.do("town", "受理")
    posts.do("centre", "身份属实")
    posts.do("section", "初审通过")
    posts.do("city", "审核通过")
    posts.do("province", "备案")
    posts.do("centre", "已制卡")
    posts.do("centre", "签收", {"a-card_tail": "1234"})
    posts.do("town", "本人签收", {"a-received_by": "本人", "a-way": "home"})

    case = Case.objects.get(county=MEI)
    posts_of = list(CaseEntry.objects.filter(county=MEI, case=case).order_by("seq").values_list("post", flat=True))
    assert (case.state, case.outcome) == ("ended", "done")
    assert posts_of == ["", "town", "centre", "bureau", "city", "province", "centre", "centre", "town"]
    assert Fact.objects.filter(county=MEI, kind="case").count() == len(posts_of)
    village.goto(f"{live_server.url}/console/people/{wang.pk}")
    expect(village.locator("main")).to_contain_text("优待证申领")
    village.goto(f"{live_server.url}/console/ledgers/cases")
    expect(village.locator("tbody")).to_contain_text(case.number)
    assert fits(village)


@SIZES
def test_who_verified_is_told_that_a_colleague_reviews(posts, live_server, wang, size):
    apply(posts.page("village"), live_server, wang)
    posts.do("town", "受理")
    posts.do("centre", "身份属实")

    page = posts.open_first("centre")

    expect(page.locator("main")).to_contain_text("要由另一位同事办理")
    assert page.get_by_role("link", name="初审通过").count() == 0


@SIZES
def test_what_is_missing_is_said_once_brought_and_the_case_goes_on(posts, live_server, wang, size):
    apply(posts.page("village"), live_server, wang)
    posts.do("town", "一次性告知补正", {"lacking": "photo", "note": "照片不是白底"})
    page = posts.page("town")
    expect(page.locator("main")).to_contain_text("在等申请人补正")

    page.locator("a", has_text="核对或上传").last.click()
    page.wait_for_url(re.compile(r"/papers/photo$"))
    page.locator("[name=state][value=accepted]").check(force=True)
    page.get_by_role("button", name="记下").click()
    page.wait_for_url(CASE)
    page.get_by_role("link", name="补正已交,接着办").click()
    page.wait_for_url(re.compile(r"/side/supplement$"))
    page.locator("main form").get_by_role("button", name="补正已交,接着办").click()
    page.wait_for_url(CASE)

    expect(page.locator("main")).to_contain_text("办理中")
    assert Case.objects.get(county=MEI).state == "open"


@SIZES
def test_two_at_once_and_the_second_keeps_what_was_typed(posts, live_server, wang, size):
    apply(posts.page("village"), live_server, wang)
    slow = posts.open_first("town")
    slow.get_by_role("link", name="不予受理", exact=True).click()
    slow.wait_for_url(re.compile(r"/do/refuse"))
    slow.fill("[name=note]", "材料上的名字不一致")
    quick = posts.page("centre")
    quick.goto(f"{live_server.url}/console/cases/{Case.objects.get(county=MEI).pk}/do/accept")
    quick.locator("main form").get_by_role("button", name="受理", exact=True).click()
    quick.wait_for_url(CASE)

    slow.locator("main form").get_by_role("button", name="不予受理", exact=True).click()

    expect(slow.locator("main")).to_contain_text("同事已经办了这一步")
    expect(slow.locator("main")).to_contain_text("材料上的名字不一致")
    assert fits(slow)
