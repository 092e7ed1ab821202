"""A clerk's day in the archive room, at a desk and with a phone: scan in, look, lend, take back, print, count."""

import io
import os
from datetime import date

import pypdfium2
import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from rongyi.archives.models import Leaf, Loan, Piece, StockTake
from rongyi.archives.services import PieceInput, file_piece, fill_boxes, open_fonds
from rongyi.kernel import audit
from rongyi.organisation.models import Station
from rongyi.organisation.roles import Role
from tests.browser import fits
from tests.fixtures_people import MEI, MEI_VILLAGE, PASSWORD, make_user

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
WIDTHS = [1280, 390]


@pytest.fixture
def room(network, everyone):
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    make_user(Role.VILLAGE_CLERK, MEI_VILLAGE, username="archive-clerk", name="赵敏")
    fonds = open_fonds(actor=everyone, station=Station.objects.get(pk=MEI_VILLAGE), number="J101")
    for title in ("关于春节走访慰问的通知", "年度工作总结"):
        file_piece(actor=everyone, fonds=fonds, given=PieceInput(title, date(2025, 3, 4), "D30"))
    fill_boxes(actor=everyone, fonds=fonds, thickness_mm=20)
    return fonds


@pytest.fixture
def desk(request, room, page: Page, live_server) -> Page:
    page.set_viewport_size({"width": request.param, "height": 860})
    page.goto(f"{live_server.url}/console/login")
    page.fill("input[name=username]", "archive-clerk")
    page.fill("input[name=password]", PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/console/**")
    page.goto(f"{live_server.url}/console/archives/")
    return page


def page_file(sign: int) -> dict:
    target = io.BytesIO()
    Image.new("L", (300, 420), 255 - sign).save(target, "PNG")
    return {"name": f"{sign}.png", "mimeType": "image/png", "buffer": target.getvalue()}


@pytest.mark.parametrize("desk", WIDTHS, indirect=True)
def test_scan_in_look_lend_and_take_back(desk: Page):
    piece = Piece.objects.get(county=MEI, number=1)
    desk.get_by_role("link", name=piece.code).click()
    desk.get_by_role("link", name="扫描入库").click()
    desk.locator("input[type=file]").set_input_files([page_file(1), page_file(2)])
    desk.locator("main").get_by_role("button", name="入库").click()
    expect(desk.get_by_text("已入库 2 个文件")).to_be_visible()

    desk.get_by_role("link", name="打开查看").click()
    desk.locator("main").get_by_role("button", name="打开").click()
    shown = desk.locator("figure img")
    expect(shown).to_have_count(2)
    assert shown.first.evaluate("async (img) => { await img.decode(); return img.naturalWidth }") == 300
    last = desk.locator("figure").last.get_attribute("id")
    desk.get_by_role("button", name="往前移").click()
    expect(desk.locator("figure").first).to_have_attribute("id", last)
    assert fits(desk)

    desk.get_by_role("link", name=piece.code).click()
    desk.get_by_role("link", name="借出").click()
    desk.get_by_label("外单位借阅人姓名").fill("钱进")
    desk.get_by_label("借阅人单位").fill("县档案馆")
    desk.get_by_label("借阅目的").fill("编写年鉴")
    desk.locator("main").get_by_role("button", name="借出").click()
    expect(desk.get_by_text("已借给钱进")).to_be_visible()
    desk.get_by_role("link", name="归还").click()
    desk.get_by_role("button", name="确认归还").click()
    expect(desk.get_by_text("已归还,请放回原盒。")).to_be_visible()

    assert Leaf.objects.filter(county=MEI).count() == 2
    assert Loan.objects.get(county=MEI).returned_at is not None
    assert audit.verify()[1] == []


@pytest.mark.parametrize("desk", WIDTHS, indirect=True)
def test_print_a_label_and_follow_it(desk: Page):
    desk.get_by_role("link", name="0001", exact=True).first.click()
    desk.get_by_role("link", name="打印件标签").click()
    token = desk.locator("input[name=csrfmiddlewaretoken]").first.input_value()
    answer = desk.request.post(
        desk.url, form={"csrfmiddlewaretoken": token, "layout": "a4_3x8", "skip": "0"}, headers={"Referer": desk.url}
    )
    sheet = pypdfium2.PdfDocument(answer.body())[0].render(scale=200 / 72).to_pil()
    addresses = sorted(code.text for code in zxingcpp.read_barcodes(sheet))
    desk.goto(addresses[0])

    expect(desk.get_by_role("heading", level=1)).to_contain_text("J101-WS·2025-D30-000")
    assert len(addresses) == 2
    assert fits(desk)


@pytest.mark.parametrize("desk", WIDTHS, indirect=True)
def test_count_by_typed_codes_and_go_on_after_a_break(desk: Page, live_server):
    first, second = Piece.objects.filter(county=MEI).order_by("number")
    desk.locator("main").get_by_role("link", name="清点").click()
    desk.get_by_role("button", name="开始清点").click()
    code = desk.get_by_label("扫码,或输入档号、盒号")
    code.fill("盒1")
    code.press("Enter")
    expect(desk.get_by_text("现在清点盒 0001")).to_be_visible()
    code.fill(first.code)
    code.press("Enter")
    expect(desk.get_by_text(f"{first.code} 在。")).to_be_visible()
    expect(code).to_have_value("")
    assert fits(desk)

    desk.goto(f"{live_server.url}/console/archives/counts")
    desk.get_by_role("link", name="接着点").click()
    expect(desk.locator("#board")).to_contain_text("50%")
    desk.get_by_role("link", name="结束清点").click()
    desk.get_by_role("button", name="结束并生成报告").click()

    expect(desk.get_by_role("heading", level=1, name="清点报告")).to_be_visible()
    result = StockTake.objects.get(county=MEI).result
    assert (result["found"], [line["code"] for line in result["missing"]]) == ([first.code], [second.code])
