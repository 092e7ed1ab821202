"""Cutting a portrait in a real browser: by finger, mouse and keys, wide and narrow, and without any script."""

import re

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from rongyi.organisation.roles import Role
from tests.browser import fits
from tests.fixtures_people import MEI_VILLAGE
from tests.kernel.portrait_pictures import as_bytes, somebody

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
PICTURE = {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": as_bytes(somebody((1600, 1000)))}
MIDDLE = "0.250000,0.000000,0.500000,1.000000"


@pytest.fixture
def gallery(live_server, page: Page, signed_in):
    def show(width: int) -> Page:
        page.context.add_cookies([session_of(signed_in, live_server)])
        page.set_viewport_size({"width": width, "height": 844})
        page.goto(f"{live_server.url}/console/gallery")
        page.wait_for_load_state("load")
        expect(page.locator("#cut_portrait ~ [data-plain]")).to_be_hidden()
        page.set_input_files("#cut_portrait", PICTURE)
        expect(box_of(page)).to_have_value(MIDDLE)
        return page

    return show


def session_of(signed_in, live_server) -> dict:
    value = signed_in(Role.VILLAGE_CLERK, MEI_VILLAGE).cookies[settings.SESSION_COOKIE_NAME].value
    return {"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}


def box_of(page: Page):
    return page.locator("#cut_portrait ~ [data-box]")


def tool_of(page: Page):
    return page.locator("#cut_portrait ~ [data-tool]")


@pytest.mark.parametrize("width", [390, 1280])
def test_the_mouse_drags_the_photo_and_the_buttons_make_it_larger(gallery, width):
    page = gallery(width)
    stage = tool_of(page).locator("[data-stage]")

    tool_of(page).get_by_role("button", name="放大").click()
    expect(page.locator("#cut_portrait ~ [data-told]")).to_have_text("已放大到 110%")
    larger = box_of(page).input_value()
    stage.scroll_into_view_if_needed()
    place = stage.bounding_box()
    page.mouse.move(place["x"] + 60, place["y"] + 60)
    page.mouse.down()
    page.mouse.move(place["x"] + 100, place["y"] + 60, steps=4)
    page.mouse.up()

    expect(box_of(page)).not_to_have_value(larger)
    left, _top, wide, _high = (float(word) for word in box_of(page).input_value().split(","))
    was_left, *_rest = (float(word) for word in larger.split(","))
    assert wide == pytest.approx(0.5 / 1.1, abs=1e-4)
    assert left == pytest.approx(was_left - 40 / place["width"] * wide, abs=0.01)
    assert fits(page)


@pytest.mark.parametrize("width", [390, 1280])
def test_the_keys_move_and_zoom_and_stop_at_the_edge(gallery, width):
    page = gallery(width)
    stage = tool_of(page).locator("[data-stage]")

    stage.focus()
    page.keyboard.press("+")
    expect(box_of(page)).not_to_have_value(MIDDLE)
    page.keyboard.press("-")
    expect(box_of(page)).to_have_value(MIDDLE)
    for _time in range(40):
        page.keyboard.press("ArrowRight")
    expect(box_of(page)).to_have_value("0.000000,0.000000,0.500000,1.000000")
    for _time in range(20):
        page.keyboard.press("+")

    expect(page.locator("#cut_portrait ~ [data-told]")).to_contain_text("放大后看不清")
    wide = float(box_of(page).input_value().split(",")[2])
    assert wide * 1600 == pytest.approx(264, abs=1)


def test_two_fingers_make_the_photo_larger(gallery):
    page = gallery(390)

    tool_of(page).locator("[data-stage]").evaluate(
        """stage => {
          stage.setPointerCapture = () => {};
          const touch = (type, pointerId, clientX) => stage.dispatchEvent(
            new PointerEvent(type, { pointerId, clientX, clientY: 100, pointerType: 'touch', bubbles: true }));
          touch('pointerdown', 1, 100); touch('pointerdown', 2, 140);
          touch('pointermove', 2, 160); touch('pointerup', 1, 100); touch('pointerup', 2, 160);
        }"""
    )

    expect(page.locator("#cut_portrait ~ [data-told]")).to_have_text("已放大到 150%")


def test_a_file_that_is_no_picture_is_told_at_once(gallery):
    page = gallery(1280)

    page.set_input_files("#cut_portrait", {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": b"%PDF-1.7 %%EOF"})

    expect(page.locator("#cut_portrait ~ [data-told]")).to_contain_text("不能当照片打开")
    expect(tool_of(page)).to_be_hidden()
    expect(box_of(page)).to_have_value("")


def test_without_script_it_is_a_file_input_that_says_what_happens(live_server, browser, signed_in):
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    context.add_cookies([session_of(signed_in, live_server)])
    page = context.new_page()

    page.goto(f"{live_server.url}/console/gallery")

    expect(page.locator("#cut_portrait ~ [data-plain]")).to_have_text(re.compile("从照片正中裁剪"))
    expect(page.locator("#cut_portrait ~ [data-tool]")).to_be_hidden()
    context.close()
