import re
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rongyi.kernel import clock
from rongyi.organisation.roles import Role
from rongyi.portal import doctor
from rongyi.portal.homes import MONTHS_SHOWN, month_of, visits_chart
from rongyi.records.services import withdraw
from rongyi.visits.services import VisitInput, record_visit, record_visits
from tests.fixtures_people import HUYI, HUYI_VILLAGE, MEI, MEI_SIBLING, MEI_TOWN, MEI_VILLAGE, OTHER_TOWN_VILLAGE

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=clock.SHANGHAI)
TODAY = date(2026, 11, 24)
ROLES = {
    Role.VILLAGE_CLERK: MEI_VILLAGE,
    Role.TOWN_HEAD: MEI_TOWN,
    Role.SECTION_OFFICER: MEI,
    Role.BUREAU_LEADER: MEI,
    Role.PREFECTURE_OFFICER: "6103",
    Role.PROVINCE_OFFICER: "61",
    Role.ADMINISTRATOR: "",
    Role.AUDITOR: MEI,
}


@pytest.fixture(autouse=True)
def on_a_tuesday_morning():
    with clock.pretending(NOW):
        yield


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def visit(actor, person, at=TODAY, **given):
    return record_visit(actor=actor, given=VisitInput([person], at, "home", "routine", **given))


@pytest.mark.parametrize("role", ROLES)
def test_every_role_has_a_first_page_with_what_to_try_in_the_demo(signed_in, settings, role):
    settings.ENV = "demo"

    page = signed_in(role, ROLES[role]).get("/console/")

    assert page.status_code == 200
    assert len(page.context["hints"]) == 3
    assert "演示:先试这三件" in text_of(page)


def test_outside_the_demo_nothing_is_to_be_tried(signed_in):
    page = signed_in(Role.VILLAGE_CLERK, MEI_VILLAGE).get("/console/")

    assert "演示:先试这三件" not in text_of(page)


def test_a_veteran_and_a_stranger_have_no_desk(signed_in, client):
    veteran, stranger = signed_in(Role.VETERAN, MEI_VILLAGE).get("/console/"), client.get("/console/")

    assert (veteran.status_code, veteran.url) == (302, "/my/")
    assert (stranger.status_code, stranger.url) == (302, "/console/login?next=/console/")


def test_the_village_sees_whom_to_visit_and_what_was_recorded(signed_in, village_clerk, make_person):
    due, fresh = make_person("王建国", tags=("lives_alone",)), make_person("李卫东")
    visit(village_clerk, due, date(2026, 1, 5))
    visit(village_clerk, fresh)
    clerk = signed_in(Role.VILLAGE_CLERK, MEI_VILLAGE)

    page = clerk.get("/console/")

    assert [(row["person"], row["waiting"], row["is_key"]) for row in page.context["rows"]] == [(due, 233, True)]
    assert page.context["month"] == {"visits": 1, "people": 1, "before": 0, "difference": 1}
    assert f"/console/visits/new?person={due.pk}" in page.content.decode()


def test_what_i_recorded_last_is_mine_alone(signed_in, village_clerk, make_person):
    visit(village_clerk, make_person("王建国"))
    clerk = signed_in(Role.VILLAGE_CLERK, MEI_VILLAGE)
    clerk.post(
        "/console/visits/new",
        {"people": [str(make_person("李卫东").pk)], "channel": "phone", "reason": "illness", "day": "2026-11-24"},
    )

    page = clerk.get("/console/")

    assert [(row["people"], row["channel"], row["reason"]) for row in page.context["mine"]] == [
        ("李卫东", "电话", "病患探望")
    ]


def test_the_town_compares_its_stations(signed_in, town_head, village_clerk, sibling_clerk, make_person):
    visit(village_clerk, make_person())
    visit(sibling_clerk, make_person(region_code=MEI_SIBLING), date(2025, 1, 1))
    make_person(region_code=OTHER_TOWN_VILLAGE)

    page = signed_in(Role.TOWN_HEAD, MEI_TOWN).get("/console/")

    rows = [(r["station"].code, r["people"], r["visits"], r["overdue"]) for r in page.context["places"]]
    assert rows == [(MEI_VILLAGE, 1, 1, 0), (MEI_SIBLING, 1, 0, 1)]
    assert (page.context["people"], page.context["overdue"]) == (2, 1)


def test_the_county_adds_up_its_towns_and_shows_needs_without_names(signed_in, village_clerk, make_person):
    visit(village_clerk, make_person("王建国"), needs=["medical"], note="住院")
    withdraw(actor=village_clerk, fact=visit(village_clerk, make_person("李卫东"), needs=["job"]), reason="记错")
    make_person(region_code=HUYI_VILLAGE)

    page = signed_in(Role.BUREAU_LEADER, MEI).get("/console/")

    rows = {r["station"].code: (r["people"], r["visits"]) for r in page.context["places"]}
    assert rows == {MEI_TOWN: (2, 1), OTHER_TOWN_VILLAGE[:9]: (0, 0)}
    assert [row["needs"] for row in page.context["needs"]] == ["就医"]
    assert not any(word in text_of(page) for word in ("王建国", "住院"))


def test_what_a_town_does_itself_stands_on_top(signed_in, town_head, make_person):
    visit(town_head, make_person())

    page = signed_in(Role.TOWN_HEAD, MEI_TOWN).get("/console/")

    rows = [(r["name"], r["people"], r["visits"]) for r in page.context["places"]]
    assert rows == [("本站", 0, 1), ("横渠村委会", 1, 0), ("古城村委会", 0, 0)]


def test_huyis_leader_counts_none_of_mei(signed_in, village_clerk, make_person):
    visit(village_clerk, make_person(), needs=["medical"])

    page = signed_in(Role.BUREAU_LEADER, HUYI).get("/console/")

    assert (page.context["month"]["visits"], page.context["people"], page.context["needs"]) == (0, 0, [])
    assert sum(page.context["chart"]["series"][0]["values"]) == 0


def test_the_prefecture_sees_figures_and_nobody(signed_in, village_clerk, huyi_clerk, make_person):
    visit(village_clerk, make_person("王建国"))
    visit(huyi_clerk, make_person(region_code=HUYI_VILLAGE))

    page = signed_in(Role.PREFECTURE_OFFICER, "6103").get("/console/")

    rows = [(r["station"].code, r["people"], r["visits"], r["year"]) for r in page.context["places"]]
    assert rows == [(MEI, 1, 1, 1)]
    assert "王建国" not in text_of(page)


def test_the_auditor_sees_acts_and_a_cut_chain_at_once(signed_in, village_clerk, make_person):
    from rongyi.kernel.audit import AuditHead

    visit(village_clerk, make_person("王建国"))
    client = signed_in(Role.AUDITOR, MEI)
    whole = client.get("/console/")
    AuditHead.objects.filter(county=MEI).update(seq=999)
    cut = client.get("/console/")

    assert whole.context["entries"][0]["act"] == "记录走访"
    assert [chain["is_whole"] for chain in (*whole.context["chains"], *cut.context["chains"])] == [True, False]
    assert "链头与最后一条不一致" in text_of(cut)
    assert "王建国" not in text_of(whole)


def test_the_administrator_sees_accounts_and_no_file(signed_in, make_person):
    make_person("王建国")

    page = signed_in(Role.ADMINISTRATOR, "").get("/console/")

    assert page.context["accounts"] == {"active": 1, "never": 0, "second": 0, "invited": 0}
    assert [(tier, n) for tier, n, _gone in page.context["tiers"]][2] == ("县(区)", 3)
    assert "王建国" not in text_of(page)


def test_the_examination_tells_every_finding_and_its_mend(signed_in, monkeypatch):
    from types import SimpleNamespace as Found

    monkeypatch.setattr(
        doctor, "_examiners", [lambda: [Found(check="disk", state="problem", found="满了", mend="清理")]]
    )

    page = signed_in(Role.ADMINISTRATOR, "").get("/console/examination")

    assert "有 1 项需要处理" in text_of(page)
    assert all(word in text_of(page) for word in ("磁盘空间", "满了", "清理"))
    assert signed_in(Role.BUREAU_LEADER, MEI).get("/console/examination").status_code == 403


def test_this_month_is_held_against_the_last_up_to_the_same_day(section_officer, make_person):
    person = make_person()
    days = [TODAY, date(2026, 10, 1), date(2026, 10, 24), date(2026, 10, 25)]
    record_visits(
        actor=section_officer, region_code=MEI, given=[VisitInput([person], d, "home", "routine") for d in days]
    )

    assert month_of(MEI, TODAY) == {"visits": 1, "people": 1, "before": 2, "difference": -1}


def test_a_short_last_month_is_taken_to_its_end(db):
    assert month_of(MEI, date(2026, 3, 31))["before"] == 0


def test_the_chart_has_every_month_of_two_years(section_officer, make_person):
    person = make_person()
    given = [VisitInput([person], d, "home", "routine") for d in (TODAY, date(2026, 9, 3), date(2024, 11, 30))]
    record_visits(actor=section_officer, region_code=MEI, given=given)

    chart = visits_chart(MEI, TODAY)

    assert (chart["labels"][0], chart["labels"][-1], len(chart["labels"])) == ("2024-12", "2026-11", MONTHS_SHOWN)
    assert chart["series"][0]["values"] == [0] * 21 + [1, 0, 1]


@pytest.mark.parametrize("role", ROLES)
def test_a_first_page_asks_the_same_for_few_rows_and_for_many(signed_in, everyone, make_person, role):
    client = signed_in(role, ROLES[role])
    long_ago = TODAY - timedelta(days=600)
    visit(everyone, make_person(), long_ago, needs=["job"], region_code=MEI_VILLAGE)
    visit(everyone, make_person(), needs=["job"], region_code=MEI_VILLAGE)
    client.get("/console/")
    with CaptureQueriesContext(connection) as few:
        client.get("/console/")
    for place in (MEI_VILLAGE, MEI_SIBLING, OTHER_TOWN_VILLAGE):
        for day in (long_ago, TODAY, TODAY):
            visit(everyone, make_person(region_code=place), day, needs=["card"], region_code=place)

    with CaptureQueriesContext(connection) as many:
        client.get("/console/")

    assert len(many) == len(few)
