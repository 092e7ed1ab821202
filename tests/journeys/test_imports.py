"""A county moves in: three workbooks of different make go in through the browser, and every number that the pages and
the report show is held against a count made here by hand, with other libraries than the ones that read them."""

import csv
import datetime
import io
import re
from collections import Counter
from pathlib import Path

import openpyxl
import pytest
import python_calamine
from playwright.sync_api import Page, expect

from rongyi.kernel import audit
from rongyi.organisation.roles import Role
from rongyi.records import chain
from rongyi.registry.imports.jobs import run_import
from rongyi.registry.models import Honour, ImportJob, Person, PersonCategory, ServicePeriod
from tests.browser import fits
from tests.data.make import number
from tests.fixtures_people import MEI, MEI_TOWN, MEI_VILLAGE, PASSWORD, make_user

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

DATA = Path(__file__).resolve().parents[1] / "data"
TOWN, VILLAGE, OLD = "横渠镇退役军人花名册.xlsx", "常兴村退伍军人名单.xls", "旧系统导出.csv"
WORDS = {"新建": "created", "更新": "updated", "没有变化": "unchanged", "待核对": "held", "退回": "rejected"}
VILLAGES_HERE = {
    "横渠村",
    "古城村",
    "古城村委会",
    "古城",
    "常兴村",
    "常兴村委会",
    "常兴",
    "常兴镇常兴村3组",
    "眉县常兴镇常兴村",
    "",
}
CODES_HERE = {"610326101200", "610326101201", "610326104200"}


def digits(text) -> str:
    return re.sub(r"\s", "", str(text)).upper()


def is_right(own: str) -> bool:
    """By the rule of GB 11643, written out once more."""
    if len(own) == 15:
        return True
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return own[17] == "10X98765432"[sum(int(d) * w for d, w in zip(own[:17], weights, strict=True)) % 11]


def by_hand_town() -> Counter:
    sheet = openpyxl.load_workbook(DATA / TOWN)["横渠镇"]
    people, village = [], ""
    for row in sheet.iter_rows(min_row=5, values_only=True):
        village = row[1] or village
        if row[4]:  # whoever has a number is a person; totals, notes and empty lines have none
            people.append((village, *row[2:]))
    counts, seen = Counter(rows=len(people)), Counter(digits(person[3]) for person in people)
    for village, _name, _sex, own, born, _phone, enlisted, *_rest in people:
        own = digits(own)
        year, month = map(int, re.findall(r"\d+", str(born))[:2])
        agrees = (year % 100, month) == (int(own[8:10]), int(own[10:12]))
        is_wrong = not is_right(own) or village not in VILLAGES_HERE or not agrees or "腊月" in str(enlisted)
        counts["rejected" if is_wrong else "held" if seen[own] > 1 else "created"] += 1
    return counts


def by_hand_village() -> Counter:
    rows = python_calamine.load_workbook(DATA / VILLAGE).get_sheet_by_index(0).to_python()[1:]
    people = [row for row in rows if row[1]]
    counts = Counter(rows=len(people))
    for row in people:
        own, phone, village, enlisted = row[2], row[3], row[5], row[6]
        rounded = isinstance(own, float)
        short_phone = phone not in ("", "无") and len(digits(int(phone) if isinstance(phone, float) else phone)) != 11
        is_wrong = (
            rounded or not is_right(digits(own)) or short_phone or village not in VILLAGES_HERE or enlisted == 1989.1
        )
        counts["rejected" if is_wrong else "created"] += 1
    return counts


def by_hand_old() -> Counter:
    rows = list(csv.DictReader(io.StringIO((DATA / OLD).read_bytes().decode("gb18030"))))
    people = [row for row in rows if row["GMSFHM"]]
    counts = Counter(rows=len(people))
    for row in people:
        own = row["GMSFHM"].strip('="')
        is_man = int(own[16]) % 2 == 1
        is_wrong = not is_right(own) or is_man != (row["XB"] == "1") or row["XZQH"] not in CODES_HERE
        counts["rejected" if is_wrong else "created"] += 1
    return counts


def sign_in(page: Page, server, username: str) -> None:
    page.goto(f"{server.url}/console/login")
    page.fill("[name=username]", username)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(re.compile(r"/console/$"))


def send(page: Page, server, name: str, content: bytes | None = None, station: str = MEI_TOWN) -> None:
    page.goto(f"{server.url}/console/people/import")
    page.select_option("[name=station]", station)
    content = (DATA / name).read_bytes() if content is None else content
    page.set_input_files("[name=file]", {"name": name, "mimeType": "application/octet-stream", "buffer": content})
    page.locator("main form .main-act, main form button[type=submit]").first.click()
    page.wait_for_url(re.compile(r"/import/[0-9a-f-]{36}"))


def shown(page: Page) -> Counter:
    """The figures on the page."""
    counts = Counter()
    for figure in page.locator(".figure").all():
        text = figure.inner_text()
        label = next((word for word in ("表格行数", *WORDS) if word in text), None)
        if label:
            value = int(re.search(r"\d+", text.replace(label, "")).group())
            counts[WORDS.get(label, "rows")] = value
    return +counts


def apply(page: Page) -> None:
    """The clerk presses once; the worker, which is this test, does it."""
    page.get_by_role("button", name="就这样写入").click()
    expect(page.locator("#state")).to_contain_text("正在写入")
    job = ImportJob.objects.filter(county=MEI, state="applying").get()
    run_import.func(job.county, str(job.pk), str(job.actor_id))
    expect(page.locator("#state")).to_contain_text("已写入", timeout=10_000)


def fetched_report(page: Page) -> openpyxl.Workbook:
    with page.expect_download() as download:
        page.get_by_role("link", name="下载需要处理的行").click()
    return openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes()))


def outcomes_in(report: openpyxl.Workbook) -> Counter:
    head, *rows = list(report.active.iter_rows(min_row=3, values_only=True))
    return Counter(WORDS[row[head.index("结果")]] for row in rows if row[head.index("结果")])


@pytest.fixture
def officer(network):
    return make_user(Role.SECTION_OFFICER, MEI, "section", name="赵敏")


@pytest.mark.parametrize("width", [1280, 390])
def test_a_town_s_workbook_goes_in_and_its_report_comes_back_mended(page, live_server, officer, width):
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, live_server, "section")
    by_hand = by_hand_town()

    send(page, live_server, TOWN)
    assert shown(page) == by_hand
    expect(page.locator("main")).to_contain_text("2019年旧名册")
    expect(page.locator("main")).to_contain_text("表头在第 3 行至第 4 行")
    assert fits(page) and not Person.objects.exists()
    apply(page)
    assert shown(page) == by_hand and fits(page)
    assert Person.objects.filter(county=MEI).count() == by_hand["created"]
    report = fetched_report(page)
    assert outcomes_in(report) == Counter(rejected=by_hand["rejected"], held=by_hand["held"])

    send(page, live_server, "改好的报告.xlsx", mended(report))
    assert shown(page) == Counter(rows=6, created=6)
    apply(page)

    everybody = {
        digits(row[4])
        for row in openpyxl.load_workbook(DATA / TOWN)["横渠镇"].iter_rows(min_row=5, values_only=True)
        if row[4]
    }
    right = {own if is_right(own) else number("19520101", 107) for own in everybody}
    assert {p.id_number for p in Person.objects.filter(county=MEI)} == right
    assert Honour.objects.filter(county=MEI).count() == 5
    assert (chain.verify()[1], audit.verify()[1]) == ([], [])


def mended(report: openpyxl.Workbook) -> bytes:
    """The clerk corrects what is marked and deletes one of each two that contradict each other."""
    sheet = report.active
    head = {cell.value: cell.column for cell in sheet[3]}
    for row in range(sheet.max_row, 3, -1):
        name = sheet.cell(row, head["基本情况/姓名"])
        put = {
            "刘德胜": ("基本情况/身份证号码", number("19520101", 107)), "杨文": ("服役情况/入伍时间", "1979年2月"),
            "黄永福": ("基本情况/出生年月", "1962年9月"), "吴长江": ("村(社区)", "古城村"),
        }.get(name.value)  # fmt: skip
        if put:
            sheet.cell(row, head[put[0]], put[1])
        elif sheet.cell(row, head["备注"]).value in ("又登记一次", "电话换过"):
            sheet.delete_rows(row)
    target = io.BytesIO()
    report.save(target)
    return target.getvalue()


def test_a_village_s_old_workbook_goes_in(page, live_server, officer):
    sign_in(page, live_server, "section")
    by_hand = by_hand_village()

    send(page, live_server, VILLAGE, station="610326104")
    before = shown(page)
    apply(page)

    assert before == shown(page) == by_hand
    assert outcomes_in(fetched_report(page)) == Counter(rejected=by_hand["rejected"])
    periods = ServicePeriod.objects.filter(county=MEI).order_by("enlisted_on")
    assert [p.enlisted_on for p in periods][:3] == [
        datetime.date(1968, 1, 1), datetime.date(1972, 12, 1), datetime.date(1975, 3, 1),
    ]  # fmt: skip
    found = {p.name: (p.id_number, p.phone) for p in Person.objects.filter(county=MEI)}
    assert found["罗成"] == (number("19480505", 137), "")
    assert found["林水旺"] == (number("19600828", 135), "13712340003")


def test_an_old_system_s_export_is_mapped_once_and_known_from_then_on(page, live_server, officer):
    sign_in(page, live_server, "section")
    by_hand = by_hand_old()

    send(page, live_server, OLD, station=MEI)
    page.get_by_role("link", name="改栏目对应").click()
    expect(page.locator("main")).to_contain_text("有 1 列没认出来")
    page.get_by_label("DXLX", exact=True).select_option(label="人员类别")
    page.get_by_role("button", name="就这样,看结果").click()
    page.wait_for_url(re.compile(r"/import/[0-9a-f-]{36}$"))
    mapped = shown(page)
    apply(page)
    send(page, live_server, OLD, station=MEI)

    assert mapped == by_hand
    expect(page.locator("main")).to_contain_text("栏目按本站上次的对应")
    assert shown(page) == Counter(rows=by_hand["rows"], unchanged=by_hand["created"], rejected=by_hand["rejected"])
    codes = PersonCategory.objects.filter(county=MEI).values_list("code", flat=True)
    rows = csv.DictReader(io.StringIO((DATA / OLD).read_bytes().decode("gb18030")))
    written = Counter(row["DXLX"] for row in rows if row["XM"] in {p.name for p in Person.objects.filter(county=MEI)})
    assert Counter(codes) == Counter(R02=written["退役士兵"], R07=written["残疾军人"], R12=written["现役军人家属"])


def test_the_same_file_again_is_said_and_changes_nothing(page, live_server, officer):
    sign_in(page, live_server, "section")
    send(page, live_server, VILLAGE, station="610326104")
    apply(page)
    by_hand = by_hand_village()

    send(page, live_server, VILLAGE, station="610326104")

    expect(page.locator("main")).to_contain_text("已经导入过")
    assert shown(page) == Counter(rows=by_hand["rows"], unchanged=by_hand["created"], rejected=by_hand["rejected"])
    page.get_by_role("link", name="没有变化").last.click()
    page.wait_for_url(re.compile("outcome="))
    assert fits(page) and Person.objects.filter(county=MEI, region_code=MEI_VILLAGE).count() == 0
