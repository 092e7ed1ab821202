"""A clerk cuts a portrait out of a phone's picture on a phone and on a desk; what was framed is what is kept."""

import io
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from PIL import Image
from playwright.sync_api import Page, expect

from rongyi.kernel.files.portraits import check_portrait
from rongyi.kernel.files.store import open_file
from rongyi.organisation.roles import Role
from rongyi.registry.models import Person
from rongyi.registry.policy import portrait_rule
from rongyi.registry.queries import photo_of
from tests.browser import fits
from tests.fixtures_people import MEI, MEI_VILLAGE
from tests.kernel.portrait_pictures import as_bytes, somebody

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def on_a_wide_wall() -> bytes:
    """Somebody at the left of a wide picture: the middle shows the wall alone."""
    wall = Image.new("RGB", (2400, 1200), (250, 250, 250))
    wall.paste(somebody((800, 1000)), (60, 120))
    return as_bytes(wall)


@pytest.fixture
def desk(live_server, page: Page, signed_in) -> Page:
    value = signed_in(Role.VILLAGE_CLERK, MEI_VILLAGE).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])
    return page


def barriers(page: Page) -> list:
    found = (
        Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}).response
    )
    assert len(found["passes"]) > 20  # axe really ran
    return [(fault["id"], [node["target"] for node in fault["nodes"]]) for fault in found["violations"]]


@pytest.mark.parametrize("width", [390, 1280])
def test_what_was_framed_is_what_is_kept(desk, live_server, make_person, width):
    person = make_person("王建国")
    desk.set_viewport_size({"width": width, "height": 844})
    desk.goto(f"{live_server.url}/console/people/{person.pk}")
    desk.get_by_role("link", name="添加照片").click()
    desk.wait_for_url(re.compile("/photo$"))

    desk.set_input_files("[name=photo]", {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": on_a_wide_wall()})
    expect(desk.locator("[name=photo_box]")).not_to_have_value("")
    stage = desk.locator("[data-stage]")
    stage.focus()
    for _time in range(60):
        desk.keyboard.press("ArrowRight")
    expect(desk.locator("[name=photo_box]")).to_have_value(re.compile(r"^0\.000000,"))
    assert fits(desk)
    assert barriers(desk) == []
    desk.get_by_role("button", name="保存照片").click()
    desk.wait_for_url(re.compile(f"{person.pk}$"))

    expect(desk.get_by_text("照片已保存。")).to_be_visible()
    picture = desk.get_by_alt_text("王建国的照片")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("naturalWidth", 176)
    assert barriers(desk) == []
    assert fits(desk)
    kept = open_file(photo_of(Person.objects.get(county=MEI, pk=person.pk)))
    assert check_portrait(kept, portrait_rule(MEI)) == []
    assert sum(Image.open(io.BytesIO(kept)).getpixel((176, 260))) < 650  # a face, not the wall


def test_without_script_the_middle_is_cut_and_it_is_said(live_server, browser, signed_in, make_person):
    person = make_person("王建国")
    value = signed_in(Role.VILLAGE_CLERK, MEI_VILLAGE).cookies[settings.SESSION_COOKIE_NAME].value
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}/console/people/{person.pk}/photo")

    page.set_input_files("[name=photo]", {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": as_bytes(somebody())})
    page.get_by_role("button", name="保存照片").click()
    page.wait_for_url(re.compile(f"{person.pk}$"))

    expect(page.get_by_text("已从照片正中裁剪")).to_be_visible()
    context.close()
