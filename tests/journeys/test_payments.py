"""A month's payment in a real browser: made by one, approved by another, out to the bank and back, one failed, one reversed."""

import pytest
from playwright.sync_api import Page, expect

from rongyi.benefits.models import Line, Run
from rongyi.benefits.services.making import fill
from rongyi.kernel import money
from rongyi.organisation.roles import Role
from rongyi.registry.models import Disability
from tests.benefits.papers import answer_csv
from tests.browser import fits
from tests.fixtures_people import MEI, MEI_VILLAGE, make_user
from tests.journeys.test_main_job import sign_in

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
NAMES = ("欧阳国庆", "王大山")


@pytest.fixture
def people(make_person):
    make_user(Role.SECTION_OFFICER, MEI, "section", name="赵敏")
    make_user(Role.BUREAU_LEADER, MEI, "bureau", name="李卫国")
    made = [make_person(name=name, region_code=MEI_VILLAGE) for name in NAMES]
    for person in made:
        part = Disability(county=MEI, region_code=person.region_code, person=person)
        part.grade, part.cause = "4", "war"
        part.save()
    return made


def press(page: Page, word: str) -> None:
    page.locator("main button", has_text=word).first.click()


def done(page: Page, words: str) -> None:
    expect(page.locator("body")).to_contain_text(words)


def entitle(page: Page, server, name: str, account: str) -> None:
    page.goto(f"{server.url}/console/benefits/?state=proposed")
    page.locator("tbody a", has_text=name).click()
    expect(page.locator("main")).to_contain_text("残疾四级,因战")
    page.locator("main a", has_text="同意发放").click()
    page.fill("[name=reason]", "档案和证件一致")
    press(page, "同意发放")
    done(page, "已同意,下一个批次起发")
    page.locator("main a", has_text="登记发放账号").click()
    page.fill("[name=number]", account)
    page.fill("[name=bank]", "眉县农商行")
    press(page, "登记")
    done(page, "已登记新账号")
    expect(page.locator("main")).not_to_contain_text(account)


def test_a_month_is_made_approved_paid_and_one_payment_taken_back(page, live_server, people, context, tmp_path):
    sign_in(page, live_server, "section")
    page.goto(f"{live_server.url}/console/benefits/")
    press(page, "比对档案")
    done(page, "新提出2项")
    for number, name in enumerate(NAMES):
        entitle(page, live_server, name, f"622202000000001234{number}")

    page.goto(f"{live_server.url}/console/benefits/funds/receive")
    page.fill("[name=amount]", "100000")
    page.fill("[name=document]", "财社〔2026〕1号")
    press(page, "登记")
    done(page, "已登记到账")

    page.goto(f"{live_server.url}/console/benefits/runs/new")
    press(page, "开始计算")
    done(page, "已开始计算")
    run = Run.objects.get(county=MEI)
    fill(run)
    page.goto(f"{live_server.url}/console/benefits/runs/{run.pk}")
    done(page, "14,304.00")
    expect(page.locator("main")).to_contain_text("新增")
    assert fits(page)
    page.locator("main a", has_text="报批").click()
    press(page, "报批")
    done(page, "已报批")
    expect(page.locator("main a", has_text="批准发放")).to_have_count(0)

    other = context.browser.new_context(locale="zh-CN").new_page()
    sign_in(other, live_server, "bureau")
    other.locator("a", has_text="发放批次待批准").first.click()
    other.locator("tbody a", has_text=run.period).first.click()
    other.locator("main a", has_text="批准发放").click()
    press(other, "批准发放")
    done(other, "已批准,可以导出银行文件")

    page.goto(f"{live_server.url}/console/benefits/runs/{run.pk}/file")
    expect(page.locator("tbody")).to_contain_text("6222***********2340")
    with page.expect_download() as download:
        press(page, "导出 CSV")
    assert "6222020000000012340" in download.value.path().read_text("utf-8-sig")

    answer = tmp_path / "回盘.csv"
    wrong = answer_csv(run, {2: "账号不符"}, more="9,赵六,7152.00,成功,")
    answer.write_bytes(wrong)
    page.goto(f"{live_server.url}/console/benefits/runs/{run.pk}/return")
    page.set_input_files("[name=file]", str(answer))
    press(page, "收回结果")
    done(page, "序号9(赵六)没有送出过")
    answer.write_bytes(answer_csv(run, {2: "账号不符"}))
    page.set_input_files("[name=file]", str(answer))
    press(page, "收回结果")
    done(page, "成功1行,失败1行")
    expect(page.locator("main")).to_contain_text("已办结")

    page.goto(f"{live_server.url}/console/benefits/runs/{run.pk}/lines?state=paid")
    page.locator("tbody a", has_text="追回").click()
    page.fill("[name=reason]", "发错账号已退回")
    press(page, "登记追回")
    done(page, "已追回,金额回到资金")
    page.goto(f"{live_server.url}/console/benefits/funds/")
    expect(page.locator("main")).to_contain_text("100,000.00")
    assert fits(page)

    lines = Line.objects.filter(county=MEI).order_by("pk").values_list("amount_fen", "state")
    assert list(lines) == [(715_200, "reversed"), (715_200, "failed"), (-715_200, "paid")]
    assert money.balances(MEI, ["fund.pension", "bank.pension", "paid.pension"]) == {
        "fund.pension": 10_000_000, "bank.pension": 0, "paid.pension": 0,
    }  # fmt: skip
    assert money.verify(MEI) == (4, [])


@pytest.mark.parametrize("width", [1280, 390])
def test_the_pages_fit_a_desk_and_a_phone(page, live_server, people, width):
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, live_server, "section")
    for address in ("", "runs/", "runs/new", "standards/", "standards/new", "funds/", "funds/receive"):
        page.goto(f"{live_server.url}/console/benefits/{address}")
        expect(page.locator("h1")).to_be_visible()
        assert fits(page), address
