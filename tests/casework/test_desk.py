"""The desk beyond the straight way: who may read what, what stands against an act, and handing over."""

import re
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rongyi.casework.drawing import drawn, told
from rongyi.casework.models import Case, CaseEntry
from rongyi.casework.procedures.store import procedures
from rongyi.casework.services import hand_over
from rongyi.casework.services.raising import raise_overdue
from rongyi.casework.shown_case import step_states
from rongyi.kernel import clock
from rongyi.kernel.errors import Refused
from rongyi.kernel.models import AuditEntry
from rongyi.organisation.roles import Role
from tests.casework.scene import apply_for_card, do, make_posts
from tests.fixtures_people import MEI, MEI_SIBLING, MEI_TOWN, MEI_VILLAGE

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=clock.SHANGHAI)
AID = {"cause": "disaster", "story": "房子塌了", "wanted": ["money"]}


@pytest.fixture(autouse=True)
def on_a_monday():
    with clock.pretending(MONDAY):
        yield


@pytest.fixture
def posts(network):
    return make_posts()


@pytest.fixture
def wang(make_person):
    return make_person("王建国", categories=["R02"])


@pytest.fixture
def case(posts, wang):
    return apply_for_card(posts.village, wang)


def words(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_the_list_is_narrowed_to_one_matter_and_to_what_is_late(signed_in, case, posts, make_person):
    other = make_person("李国强", categories=["R02"])
    with clock.pretending(MONDAY + timedelta(days=3)):
        apply_for_card(posts.village, other)
        town = signed_in(Role.TOWN_HEAD, MEI_TOWN)
        late, none = town.get("/console/cases/?view=late"), town.get("/console/cases/?matter=plaque")

    assert [row["name"] for row in late.context["rows"]] == ["王建国"]
    assert [row["name"] for row in none.context["rows"]] == []
    assert [tab["count"] for tab in late.context["tabs"]] == ["2", "1", "0", "0", "0", None]
    assert all("matter=plaque" in tab["url"] for tab in none.context["tabs"])


def test_what_is_late_at_a_town_is_on_the_county_s_list_and_says_how_far_up_it_went(signed_in, case):
    with clock.pretending(MONDAY + timedelta(days=9)):
        raise_overdue()
        page = signed_in(Role.SECTION_OFFICER, MEI).get("/console/cases/?view=below")

    assert [row["name"] for row in page.context["rows"]] == ["王建国"]
    assert "已报县局" in words(page) and "请打电话问一问" in words(page)


def test_one_press_takes_a_case_and_only_at_the_own_post(signed_in, case, posts):
    town, village = signed_in(Role.TOWN_HEAD, MEI_TOWN, name="王建军"), signed_in(Role.VILLAGE_CLERK, MEI_VILLAGE)

    refused = village.post(f"/console/cases/{case.pk}/take", follow=True)
    taken = town.post(f"/console/cases/{case.pk}/take", follow=True)

    case.refresh_from_db()
    assert "不在您的岗位上" in words(refused) and "已由您承办" in words(taken)
    assert case.handler_name == "王建军"
    assert [row["name"] for row in town.get("/console/cases/?view=mine").context["rows"]] == ["王建国"]


def test_a_case_is_given_to_who_holds_the_post_and_to_nobody_else(case, posts):
    with pytest.raises(Refused, match="同一个岗位"):
        hand_over(actor=posts.town, case=case, user_id=posts.city.user_id, name="陈晓东")

    assert not CaseEntry.objects.filter(county=MEI, case=case, act="hand_over").exists()


def test_the_page_says_who_does_the_step_and_why_somebody_else_must(signed_in, case, posts):
    do(posts.town, case, "accept")
    centre = signed_in(Role.SECTION_OFFICER, MEI, name="赵敏")
    at_town = words(signed_in(Role.TOWN_HEAD, MEI_TOWN).get(f"/console/cases/{case.pk}"))
    centre.post(f"/console/cases/{case.pk}/do/verify", {"version": case.version, "step": "verify", "note": ""})

    page = centre.get(f"/console/cases/{case.pk}")

    assert "由县服务中心办理" in at_town and "何平" in at_town
    assert "要由另一位同事办理" in words(page) and page.context["panel"].acts == []


def test_missing_papers_are_named_before_anything_is_pressed(signed_in, posts, wang):
    case = apply_for_card(posts.village, wang, shown=("id_card",))

    page = words(signed_in(Role.TOWN_HEAD, MEI_TOWN).get(f"/console/cases/{case.pk}"))

    assert "材料还没有齐" in page and "退出现役证件、近期白底免冠照片" in page


def test_a_step_that_went_on_meanwhile_is_never_done_by_the_old_form(signed_in, case, posts):
    town = signed_in(Role.TOWN_HEAD, MEI_TOWN)
    typed = {"version": case.version, "step": "accept", "reason": "double", "note": "名字不一致"}
    do(posts.centre, case, "accept")

    answer = town.post(f"/console/cases/{case.pk}/do/refuse", typed)

    case.refresh_from_db()
    assert answer.status_code == 412 and "名字不一致" in answer.content.decode() and "赵敏" in answer.content.decode()
    assert (case.state, case.step) == ("open", "verify")


def test_a_double_press_is_one_act(signed_in, case, posts):
    town = signed_in(Role.TOWN_HEAD, MEI_TOWN)
    typed = {"version": case.version, "step": "accept", "note": ""}

    answers = [town.post(f"/console/cases/{case.pk}/do/accept", typed) for _n in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert CaseEntry.objects.filter(county=MEI, case=case, act="accept").count() == 1


def test_hardship_comes_whole_for_a_reason_and_it_is_on_record(signed_in, posts, wang):
    case = apply_for_card(posts.village, wang, procedure="hardship_aid", answers=AID, shown=("id_card",))
    leader = signed_in(Role.BUREAU_LEADER, MEI)
    before = words(leader.get(f"/console/cases/{case.pk}"))

    nothing = leader.post(f"/console/cases/{case.pk}/reveal", {"reason": ""})
    whole = leader.post(f"/console/cases/{case.pk}/reveal", {"reason": "研究帮扶方案"})

    assert "房子塌了" not in before and "说说困难" in before
    assert nothing.status_code == 422 and "房子塌了" in words(whole)
    line = AuditEntry.objects.get(county=MEI, act="casework.reveal", outcome="done")
    assert line.reason == "研究帮扶方案" and "房子" not in str(line.detail)


def test_a_foreign_station_reveals_nothing(signed_in, posts, wang):
    case = apply_for_card(posts.village, wang, procedure="hardship_aid", answers=AID, shown=("id_card",))

    answer = signed_in(Role.VILLAGE_CLERK, MEI_SIBLING).post(f"/console/cases/{case.pk}/reveal", {"reason": "看看"})

    assert answer.status_code == 404 and "房子塌了" not in answer.content.decode()


def test_who_comes_is_chosen_first_or_the_matter_is(signed_in, wang, posts):
    village = signed_in(Role.VILLAGE_CLERK, MEI_VILLAGE)

    first = village.get("/console/cases/new/card_issue")
    nobody = village.post("/console/cases/new?matter=card_issue", {"people": ""})
    chosen = village.post("/console/cases/new?matter=card_issue", {"people": str(wang.pk)})

    assert first["Location"] == "/console/cases/new?matter=card_issue"
    assert nobody.status_code == 422 and "请先选一个人" in words(nobody)
    assert chosen["Location"] == f"/console/cases/new/card_issue?person={wang.pk}"


def test_every_matter_says_yes_or_why_not_with_its_source(signed_in, posts, make_person):
    family = make_person("周家", categories=["R12"])

    page = signed_in(Role.VILLAGE_CLERK, MEI_VILLAGE).get(f"/console/cases/new?person={family.pk}")

    barred = {row["name"]: row["is_barred"] for row in page.context["choices"]}
    assert (barred["card_issue"], barred["hardship_aid"], barred["mediation"]) == (True, False, False)
    assert "优待证管理办法(试行)" in words(page).replace("（", "(").replace("）", ")")


def test_all_matters_cost_as_many_questions_as_before_whoever_asks(signed_in, posts, wang, make_person):
    village, counts = signed_in(Role.VILLAGE_CLERK, MEI_VILLAGE), []
    for person in (wang, make_person("李国强", categories=["R01", "R02"], tags=["combat"])):
        village.get(f"/console/cases/new?person={person.pk}")
        with CaptureQueriesContext(connection) as asked:
            village.get(f"/console/cases/new?person={person.pk}")
        counts.append(len(asked))

    assert counts[0] == counts[1] and counts[0] <= 30


def test_an_accusation_is_not_written_down_at_a_station(signed_in, posts):
    village, section = signed_in(Role.VILLAGE_CLERK, MEI_VILLAGE), signed_in(Role.SECTION_OFFICER, MEI)

    assert village.get("/console/cases/new/accusation").status_code == 404
    assert "检举控告" not in words(village.get("/console/cases/new"))
    assert section.get("/console/cases/new/accusation").status_code == 200


def test_a_case_costs_the_same_with_a_long_history(signed_in, case, posts):
    centre, counts = signed_in(Role.SECTION_OFFICER, MEI), []
    for more in (0, 6):
        for _n in range(more):
            hand_over(actor=posts.town, case=Case.objects.get(county=MEI, pk=case.pk), user_id=None, name="")
        centre.get(f"/console/cases/{case.pk}")
        with CaptureQueriesContext(connection) as asked:
            centre.get(f"/console/cases/{case.pk}")
        counts.append(len(asked))

    assert counts[0] == counts[1]


@pytest.mark.parametrize("name", sorted(procedures()))
def test_each_matter_is_drawn_whole_and_told_whole(name):
    procedure = procedures()[name]

    picture, text = drawn(procedure), told(procedure)

    assert [stop.step.key for stop in picture.stops] == [step.key for step in procedure.steps]
    assert all(0 < stop.x < picture.text_x and stop.bottom <= picture.height for stop in picture.stops)
    assert [stop.top for stop in picture.stops] == sorted(stop.top for stop in picture.stops)
    assert [len(row["acts"]) for row in text] == [len(step.acts) for step in procedure.steps]
    assert len(picture.bars) == len(procedure.spans)


def test_what_was_sent_back_is_done_again_in_the_picture(case, posts):
    do(posts.town, case, "accept")
    do(posts.centre, case, "verify")
    do(posts.bureau, case, "back", note="种类选错了")
    procedure = procedures()["card_issue"]
    entries = list(CaseEntry.objects.filter(county=MEI, case=case).order_by("seq"))

    states = step_states(case, procedure, entries)

    assert {key: state for key, state in states.items() if state != "ahead"} == {"accept": "done", "verify": "now"}


def test_before_a_holiday_all_goes_to_a_colleague_of_the_post_and_to_nobody_else(signed_in, case, posts):
    do(posts.town, case, "accept")
    centre = signed_in(Role.SECTION_OFFICER, MEI, name="孙丽")
    centre.post(f"/console/cases/{case.pk}/take")

    wrong = centre.post("/console/cases/hand-over", {"user": str(posts.city.user_id)})
    right = centre.post("/console/cases/hand-over", {"user": str(posts.bureau.user_id)})

    case.refresh_from_db()
    assert (wrong.status_code, right.status_code) == (422, 302)
    assert (case.handler_id, case.handler_name) == (posts.bureau.user_id, "何平")
    last = CaseEntry.objects.filter(county=MEI, case=case).order_by("seq").last()
    assert (last.act, last.note, last.actor_name) == ("hand_over", "何平", "孙丽")
