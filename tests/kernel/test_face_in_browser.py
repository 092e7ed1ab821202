"""The gallery in a real browser: every way of display, wide and narrow, and finding while typing."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import expect

from rongyi.organisation.roles import Role
from tests.fixtures_people import MEI_VILLAGE

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
WIDTHS = (1280, 390)


@pytest.fixture
def open_gallery(live_server, page, signed_in):
    session = signed_in(Role.VILLAGE_CLERK, MEI_VILLAGE).cookies[settings.SESSION_COOKIE_NAME].value

    def open_as(mode: str = "standard", theme: str = "light", width: int = 1280):
        cookies = {settings.SESSION_COOKIE_NAME: session, "mode": mode, "theme": theme}
        page.context.add_cookies([{"name": n, "value": v, "url": live_server.url} for n, v in cookies.items()])
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{live_server.url}/console/gallery")
        page.locator(".chart-canvas svg").first.wait_for()
        return page

    return open_as


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("mode", ["standard", "elder", "contrast"])
def test_the_gallery_has_no_barrier_that_axe_knows_and_never_scrolls_sideways(open_gallery, mode, theme):
    tags = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"] + ["wcag2aaa"] * (mode != "standard")

    for width in WIDTHS:
        page = open_gallery(mode, theme, width)
        result = Axe().run(page, options={"runOnly": tags}).response

        assert len(result["passes"]) > 20  # axe really ran
        assert [(v["id"], [n["target"] for n in v["nodes"]]) for v in result["violations"]] == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        assert page.evaluate("[document.documentElement.dataset.mode, document.documentElement.dataset.theme]") == [
            mode,
            theme,
        ]


def test_the_page_breaks_no_rule_of_its_content_policy(open_gallery, page):
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))

    open_gallery()

    assert complaints == []


def test_a_drawer_opens_and_gives_the_focus_back(open_gallery):
    page = open_gallery()

    page.get_by_role("button", name="打开抽屉").click()
    was_open = page.locator("#sample-drawer").evaluate("drawer => drawer.open")
    page.keyboard.press("Escape")

    assert was_open
    assert page.evaluate("document.activeElement.dataset.opens") == "sample-drawer"


def test_enter_takes_the_first_found_and_a_second_time_adds_nobody(open_gallery):
    page = open_gallery()
    answer = '<li class="combo-option" role="option" data-value="7" data-label="李红">李红</li>'
    page.route("**/console/**", lambda route: route.fulfill(body=answer, content_type="text/html"))
    page.locator("#people-search").evaluate("input => input.closest('.combo').scrollIntoView()")

    for _time in range(2):
        page.locator("#people-search").press_sequentially("lh")
        page.keyboard.press("Enter")
        expect(page.locator("#people-search")).to_have_value("")

    chosen = page.locator("input[name=people]").evaluate_all("inputs => inputs.map(input => input.value)")
    assert chosen == ["1", "2", "7"]


def test_the_keys_lead_to_the_search_and_can_be_switched_off(open_gallery):
    page = open_gallery()
    page.evaluate("document.activeElement.blur()")

    page.keyboard.press("?")
    page.locator("#shortcuts input[type=checkbox]").uncheck()
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")

    assert page.evaluate("document.activeElement.tagName") == "BODY"
