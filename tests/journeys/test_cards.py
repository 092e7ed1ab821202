"""A card in a real browser: handed over at the town, shown on a telephone, lost, replaced by a new one."""

import re

import pytest
from playwright.sync_api import expect

from rongyi.cards.queries import live_card
from rongyi.organisation.models import Grant
from rongyi.organisation.roles import Role
from tests.browser import fits
from tests.cards.scene import to_the_hand
from tests.casework.scene import apply_for_card, do, make_posts
from tests.fixtures_people import MEI_TOWN, MEI_VILLAGE, make_user
from tests.journeys.test_main_job import sign_in

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture
def posts(network):
    return make_posts()


@pytest.fixture
def holder(make_person, posts):
    """Somebody whose first card lies at the town."""
    make_user(Role.TOWN_HEAD, MEI_TOWN, "town", name="王建军")
    person = make_person("王建国", categories=["R02"])
    user = make_user(Role.VETERAN, MEI_VILLAGE, "veteran", name="王建国")
    Grant.objects.filter(user=user).update(subject_id=person.pk)
    case = apply_for_card(posts.village, person)
    for who, what in ((posts.town, "accept"), (posts.centre, "verify"), (posts.bureau, "agree"), (posts.city, "agree"),
                      (posts.province, "file"), (posts.centre, "made")):  # fmt: skip
        do(who, case, what)
    do(posts.centre, case, "receive", values={"card_tail": "1234"})
    return person


def hand_over(page, server) -> None:
    page.goto(f"{server.url}/console/cards/hand-over")
    page.check("input[name=cases]")
    with page.expect_download() as paper:
        page.click("button:has-text('打印发放名册')")
    assert paper.value.suggested_filename == "cards-list.pdf"
    page.click("main form button:has-text('登记发放')")
    expect(page.locator("main")).to_contain_text("已登记发放 1 张")


def test_handed_over_shown_lost_and_replaced(page, browser, live_server, holder, posts):
    page.set_viewport_size(DESK)
    sign_in(page, live_server, "town")
    hand_over(page, live_server)
    assert fits(page)
    first = live_card(holder)
    assert (first.tail, first.state) == ("1234", "in_use")

    phone = browser.new_context(viewport=PHONE, locale="zh-CN").new_page()
    phone.goto(f"{live_server.url}/console/login")
    phone.fill("[name=username]", "veteran")
    phone.fill("[name=password]", "rongyi-demo")
    phone.press("[name=password]", "Enter")
    phone.wait_for_url(re.compile(r"/(my|console)/"))
    phone.goto(f"{live_server.url}/my/card/")
    assert fits(phone)
    phone.click("button:has-text('出示优待证码')")
    expect(phone.locator("main img")).to_be_visible()
    phone.goto(f"{live_server.url}/my/card/")
    phone.click("a:has-text('告诉服务站')")
    phone.wait_for_url(re.compile("/my/card/loss"))
    phone.click("button:has-text('登记挂失')")
    phone.wait_for_url(re.compile(r"/my/card/$"))
    expect(phone.locator("main")).to_contain_text("临时挂失")

    page.goto(f"{live_server.url}/console/cards/{first.pk}")
    expect(page.locator("main")).to_contain_text("临时挂失")
    page.click("a:has-text('办挂失补领')")
    page.wait_for_url(re.compile("/console/cases/new/card_loss"))
    page.fill("[name$=bank_told_on]", "2026-11-20")
    page.check("[name$=delivery][value=station]")
    page.check("input[value=id_card]")
    page.click("main form button[type=submit]")
    page.wait_for_url(re.compile(r"/console/cases/[0-9a-f-]{36}"))

    case = page.url.rstrip("/").rsplit("/", 1)[-1]
    new_case = first.case.__class__.objects.get(county=holder.county, pk=case)
    do(posts.town, new_case, "accept")
    do(posts.centre, new_case, "taken")
    to_the_hand(posts, new_case, "4321")
    page.goto(f"{live_server.url}/console/cards/?state=over")
    expect(page.locator("#rows")).to_contain_text("已作废")
    page.goto(f"{live_server.url}/console/cards/")
    expect(page.locator("#rows")).to_contain_text("4321")
    assert (live_card(holder).tail, live_card(holder).fee, live_card(holder).replaces_id) == ("4321", "own", first.pk)
