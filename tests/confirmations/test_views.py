"""The pages: what a station works through, what a county decides, what leaves the house on paper."""

import io
import re
from datetime import timedelta

import openpyxl
import pypdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rongyi.confirmations.models import Campaign, Duty, Hold
from rongyi.confirmations.services.holding import propose_hold
from rongyi.kernel.audit import AuditEntry
from rongyi.kernel.ids import uuid7
from rongyi.organisation.roles import Role
from rongyi.records.models import Fact
from tests.confirmations.conftest import TODAY
from tests.fixtures_people import HUYI, MEI, MEI_TOWN, MEI_VILLAGE, OTHER_TOWN_VILLAGE

DAYS = [TODAY - timedelta(days=n) for n in (30, 20, 10)]
PDF_TEXT = "application/pdf"


@pytest.fixture
def people(make_person):
    return [
        make_person(name, categories=["R07"], phone=f"1390000000{n}") for n, name in enumerate(("甲老兵", "乙老兵"))
    ]


@pytest.fixture
def campaign(people, campaign_of) -> Campaign:
    return campaign_of(only_after_window=False)


@pytest.fixture
def village(signed_in):
    return signed_in(Role.VILLAGE_CLERK, MEI_VILLAGE, name="刘小芳")


def url(name: str, *args) -> str:
    return reverse(f"confirmations:{name}", args=args)


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_a_clerk_confirms_two_people_in_one_form(village, people, campaign, duty_of):
    given = {
        "campaign": str(campaign.pk), "people": [str(p.pk) for p in people], "method": "on_site",
        "on": TODAY.isoformat(), "id": str(uuid7()),
    }  # fmt: skip

    answer = village.post(url("record"), given, follow=True)

    assert answer.redirect_chain == [(url("record"), 302)]
    assert "已确认2人:乙老兵、甲老兵" in text_of(answer)
    assert [duty_of(p).state for p in people] == ["confirmed", "confirmed"]
    village.post(url("record"), given)
    assert Fact.objects.filter(county=MEI, kind="confirmation").count() == 2


def test_who_is_not_in_the_list_is_said_and_nobody_is_confirmed(village, people, campaign, make_person, duty_of):
    stranger = make_person("丙路人")

    answer = village.post(
        url("record"),
        {"campaign": str(campaign.pk), "people": [str(people[0].pk), str(stranger.pk)], "method": "on_site",
         "on": TODAY.isoformat()},
    )  # fmt: skip

    assert (answer.status_code, duty_of(people[0]).state) == (422, "due")
    assert "不在这次的名单里" in text_of(answer)


def test_a_death_found_at_confirming_closes_the_file(village, people, campaign, duty_of):
    answer = village.post(
        url("record"),
        {"campaign": str(campaign.pk), "people": [str(people[0].pk)], "method": "home", "on": TODAY.isoformat(),
         "died_on": "2026-11-02"},
        follow=True,
    )  # fmt: skip

    people[0].refresh_from_db()
    assert "已登记甲老兵去世" in text_of(answer)
    assert (people[0].status, duty_of(people[0]).end_reason) == ("deceased", "death")


def test_the_search_says_how_each_stands(village, people, campaign, make_person):
    make_person("甲路人")

    answer = village.post(url("find"), {"q": "甲"})

    assert "甲老兵" in text_of(answer)
    assert "待通知" in text_of(answer)
    assert "不在名单" in text_of(answer)


def test_the_list_shows_numbers_masked_and_one_press_shows_the_whole_on_record(village, people, campaign, duty_of):
    page = text_of(village.get(url("people", campaign.pk)))
    shown = village.post(url("phone", duty_of(people[0]).pk), headers={"HX-Request": "true"})

    assert "13900000000" not in page
    assert 'href="tel:13900000000"' in shown.content.decode()
    entry = AuditEntry.objects.get(county=MEI, act="people.reveal")
    assert (entry.subject_id, entry.reason) == (str(people[0].pk), "年度确认联系本人")


def test_told_by_telephone_leaves_the_list_of_those_to_tell(village, people, campaign, duty_of):
    before = text_of(village.get(url("to_tell", campaign.pk)))
    village.post(url("told", duty_of(people[0]).pk))
    after = text_of(village.get(url("to_tell", campaign.pk)))

    assert ("今天要通知 2 位" in before, "今天要通知 1 位" in after) == (True, True)
    assert (duty_of(people[0]).state, duty_of(people[0]).told_on) == ("invited", TODAY)


def test_who_was_told_long_ago_is_to_be_told_again(village, people, campaign, duty_of):
    Duty.objects.filter(county=MEI, pk=duty_of(people[0]).pk).update(
        state="invited", told_on=TODAY - timedelta(days=14)
    )

    assert "今天要通知 2 位" in text_of(village.get(url("to_tell", campaign.pk)))


def test_an_attempt_is_recorded_and_shown(village, people, campaign, duty_of):
    duty = duty_of(people[0])

    answer = village.post(
        url("attempt", duty.pk),
        {"on": TODAY.isoformat(), "way": "home", "result": "away", "note": "邻居说在外地"}, follow=True,
    )  # fmt: skip

    assert duty_of(people[0]).state == "not_reached"
    assert "邻居说在外地" in text_of(answer)


def test_a_hold_goes_from_a_town_to_the_county_and_becomes_a_letter(
    signed_in, people, campaign, duty_of, missed, today
):
    missed(people[0], *DAYS)
    town, leader = signed_in(Role.TOWN_HEAD, MEI_TOWN, name="王建军"), signed_in(Role.BUREAU_LEADER, MEI, name="李卫国")
    duty = duty_of(people[0])

    town.post(url("propose", duty.pk), {"reason": "三次联系不上"})
    waiting = text_of(leader.get(url("proposals")))
    page = leader.get(url("decide", duty.pk))
    letter = page.context["form"]["letter"].value()
    leader.post(url("decide", duty.pk), {"agreed": "yes", "reason": "同意暂停", "letter": letter})
    paper = leader.post(url("letter", duty.pk))

    assert "三次联系不上" in waiting
    assert (duty_of(people[0]).state, Hold.objects.get(county=MEI).state) == ("suspended", "held")
    words = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(paper.content)).pages)
    assert ("甲老兵" in words, "暂缓发放通知书" in words, "三次联系不上" in words) == (True, True, False)


def test_a_leader_restores_and_ends(signed_in, people, campaign, duty_of, missed, town_head):
    missed(people[0], *DAYS)
    propose_hold(actor=town_head, duty=duty_of(people[0]), reason="三次联系不上")
    leader = signed_in(Role.BUREAU_LEADER, MEI)
    leader.post(url("decide", duty_of(people[0]).pk), {"agreed": "yes", "reason": "同意暂停", "letter": "请来"})

    leader.post(url("restore", duty_of(people[0]).pk), {"reason": "人在住院"})
    leader.post(url("end", duty_of(people[1]).pk), {"reason": "转由外省发放"})

    assert [duty_of(p).state for p in people] == ["restored", "ended"]


def test_slips_are_four_to_a_page_and_who_gets_one_is_told(village, make_person, people, campaign, duty_of):
    for name in ("丙老兵", "丁老兵", "戊老兵"):
        make_person(name, categories=["R07"])

    paper = village.post(
        url("slips", campaign.pk),
        {"station": MEI_VILLAGE, "which": "untold", "time": "12月3日上午8:30", "place": "村委会一楼"},
    )

    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(paper.content)).pages]
    assert (paper.headers["Content-Type"], len(pages)) == (PDF_TEXT, 2)
    assert sum(page.count("村委会一楼") for page in pages) == 5
    assert set(Duty.objects.filter(county=MEI).values_list("state", "told_on")) == {("invited", TODAY)}
    again = village.post(
        url("slips", campaign.pk), {"station": MEI_VILLAGE, "which": "untold", "time": "12月3日", "place": "村委会"}
    )
    assert "没有要通知的人" in text_of(again)


def test_the_workbook_holds_the_list_masked_and_is_on_record(village, people, campaign):
    answer = village.post(url("export", campaign.pk) + "?state=")

    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    rows = list(book.active.iter_rows(min_row=4, values_only=True))
    assert [(row[1], row[3], row[5]) for row in rows] == [
        ("甲老兵", "139****0000", "待通知"), ("乙老兵", "139****0001", "待通知"),
    ]  # fmt: skip
    cells = [str(cell) for row in book.active.iter_rows(values_only=True) for cell in row]
    assert not any(p.id_number in cell or p.phone in cell for p in people for cell in cells)
    entry = AuditEntry.objects.get(county=MEI, act="confirmations.export")
    assert (entry.detail["rows"], entry.region_code) == (2, MEI_VILLAGE)


def test_a_long_list_leaves_only_station_by_station(village, people, campaign, monkeypatch):
    monkeypatch.setattr("rongyi.confirmations.services.exporting.most_without_approval", lambda: 1)

    answer = village.post(url("export", campaign.pk) + "?state=")

    assert answer.status_code == 422
    assert "分开导出" in text_of(answer)
    entry = AuditEntry.objects.get(county=MEI, act="confirmations.export")
    assert (entry.outcome, entry.detail["code"]) == ("refused", "approval_needed")


def test_a_county_opens_a_campaign_from_the_rule_file(signed_in, people):
    officer = signed_in(Role.SECTION_OFFICER, MEI)
    form = officer.get(url("open")).context["form"]
    given = {name: form[name].value() for name in form.fields} | {"station": MEI, "groups": ["disabled"]}
    given = {name: value for name, value in given.items() if value not in (None, False)}

    answer = officer.post(url("open"), given)

    campaign = Campaign.objects.get(county=MEI)
    assert answer.headers["Location"] == url("campaign", campaign.pk)
    assert (campaign.definition, [g["name"] for g in campaign.settings["groups"]]) == ("yearly", ["disabled"])
    assert campaign.title == "2026年优抚对象年度确认"


def test_figures_are_by_place_and_group_and_cost_the_same_for_one_and_for_many(
    signed_in, make_person, people, campaign
):
    officer = signed_in(Role.SECTION_OFFICER, MEI)
    officer.get(url("campaign", campaign.pk))
    with CaptureQueriesContext(connection) as few:
        officer.get(url("campaign", campaign.pk))
    for n, name in enumerate(("丙老兵", "丁老兵", "戊老兵")):
        make_person(name, region_code=OTHER_TOWN_VILLAGE if n else MEI_VILLAGE, tags=["combat"])
    with CaptureQueriesContext(connection) as many:
        page = officer.get(url("campaign", campaign.pk))

    assert len(many) <= len(few)
    assert [(r["code"], r["total"], r["untold"]) for r in page.context["places"]] == [
        (MEI_TOWN, 3, 3), ("610326104", 2, 2),
    ]  # fmt: skip
    assert [(r["name"], r["total"]) for r in page.context["groups"]] == [("combat", 3), ("disabled", 2)]


@pytest.mark.parametrize("name", ["people", "to_tell"])
def test_lists_cost_the_same_for_one_and_for_many(village, make_person, people, campaign, name):
    village.get(url(name, campaign.pk))
    with CaptureQueriesContext(connection) as few:
        village.get(url(name, campaign.pk))
    for other in ("丙老兵", "丁老兵", "戊老兵"):
        make_person(other, categories=["R07"])
    with CaptureQueriesContext(connection) as many:
        village.get(url(name, campaign.pk))

    assert len(many) <= len(few)


def test_a_long_list_goes_page_by_page_and_shows_everybody_once(village, make_person, people, campaign):
    names = ["老兵" + "一二三四五六七八九十"[n // 10] + "一二三四五六七八九十"[n % 10] for n in range(60)]
    for name in names:
        make_person(name, categories=["R07"])
    address, seen = url("people", campaign.pk) + "?state=", []

    while address:
        page = village.get(address)
        seen += [row["person"].name for row in page.context["rows"]]
        following = page.context["next_url"]
        address = url("people", campaign.pk) + following if following else ""

    assert sorted(seen) == sorted([*names, "甲老兵", "乙老兵"])


def test_another_county_sees_none_of_it(signed_in, people, campaign, duty_of):
    huyi = signed_in(Role.SECTION_OFFICER, HUYI)

    answers = [
        huyi.get(url(name, pk)).status_code
        for name, pk in (
            ("campaign", campaign.pk), ("people", campaign.pk), ("to_tell", campaign.pk), ("slips", campaign.pk),
            ("export", campaign.pk), ("close", campaign.pk), ("duty", duty_of(people[0]).pk),
        )
    ]  # fmt: skip

    assert answers == [404] * 7
    assert "甲老兵" not in text_of(huyi.get(url("campaigns")))


def test_a_sibling_village_sees_the_campaign_and_none_of_the_people(signed_in, people, campaign, duty_of):
    sibling = signed_in(Role.VILLAGE_CLERK, "610326101201")

    assert "甲老兵" not in text_of(sibling.get(url("people", campaign.pk) + f"?station={MEI_VILLAGE}&state="))
    assert sibling.get(url("duty", duty_of(people[0]).pk)).status_code == 404


def test_a_wrong_confirmation_is_corrected_on_its_page(village, people, campaign, duty_of):
    village.post(
        url("record"),
        {"campaign": str(campaign.pk), "people": [str(people[0].pk)], "method": "on_site", "on": TODAY.isoformat()},
    )
    fact = duty_of(people[0]).fact_id
    form = village.get(url("correct", fact)).context["form"]

    village.post(
        url("correct", fact),
        {"campaign": str(campaign.pk), "method": "proxy", "proxy_name": "王强", "relation": "child",
         "on": TODAY.isoformat(), "version": form["version"].value()},
    )  # fmt: skip

    duty = duty_of(people[0])
    assert (duty.state, duty.method, duty.fact_id == fact) == ("confirmed", "proxy", False)
    assert duty.fact.sealed_data == {"proxy_name": "王强"}


def test_a_person_s_page_says_how_they_stand(village, people, campaign, duty_of):
    page = village.get(reverse("registry:person", args=[people[0].pk]))

    assert url("duty", duty_of(people[0]).pk) in page.content.decode()
    assert "2026年优抚对象年度确认" in text_of(page)


def test_a_proposal_waits_on_the_first_page_of_who_decides(signed_in, people, campaign, duty_of, missed, town_head):
    missed(people[0], *DAYS)
    propose_hold(actor=town_head, duty=duty_of(people[0]), reason="三次联系不上")

    leader = text_of(signed_in(Role.BUREAU_LEADER, MEI).get(reverse("console:home")))
    town = text_of(signed_in(Role.TOWN_HEAD, MEI_TOWN).get(reverse("console:home")))

    assert ("暂停发放待决定" in leader, "暂停发放待决定" in town) == (True, False)
