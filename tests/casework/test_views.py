"""The desk: the day's list, a case begun, done and handed over; what goes wrong is said at its place."""

import io
import re
from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from rongyi.casework.models import Case, CaseDocument, CaseEntry, CaseMaterial
from rongyi.kernel import clock
from rongyi.kernel.ids import uuid7
from rongyi.kernel.models import AuditEntry
from rongyi.organisation.roles import Role
from tests.casework.scene import apply_for_card, card_to_the_hand, do, hand_in, make_posts
from tests.fixtures_people import HUYI, MEI, MEI_TOWN, MEI_VILLAGE

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=clock.SHANGHAI)
OPENED = {"a-kind": "vet", "a-bank": "abc", "a-delivery": "station", "channel": "counter", "applicant": "self",
          "shown": ["id_card", "discharge", "photo"], "note": "", "phone": "13812345678"}  # fmt: skip


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


def test_a_case_is_begun_at_the_counter_and_a_double_press_is_one(signed_in, wang, posts):
    village = signed_in(Role.VILLAGE_CLERK, MEI_VILLAGE)
    choice = words(village.get(f"/console/cases/new?person={wang.pk}"))
    given = {**OPENED, "id": str(uuid7())}

    answers = [village.post(f"/console/cases/new/card_issue?person={wang.pk}", given) for _n in range(2)]

    case = Case.objects.get(county=MEI)
    assert "优待证申领" in choice and "不符合" in choice
    assert [a.status_code for a in answers] == [302, 302] and answers[0]["Location"] == answers[1]["Location"]
    assert (case.channel, case.answers["bank"], case.applicant_phone) == ("counter", "abc", "13812345678")


def test_every_fault_is_at_its_field_and_nothing_typed_is_lost(signed_in, wang, posts):
    village = signed_in(Role.VILLAGE_CLERK, MEI_VILLAGE)

    answer = village.post(
        f"/console/cases/new/hardship_aid?person={wang.pk}",
        {"id": str(uuid7()), "channel": "counter", "applicant": "self", "a-story": "房子漏雨"},
    )

    page = answer.content.decode()
    assert answer.status_code == 422 and "房子漏雨" in page and "请填写“困难原因”" in page.replace("&quot;", '"')
    assert not Case.objects.filter(county=MEI).exists()


def test_who_has_no_file_is_still_received(signed_in, posts):
    town = signed_in(Role.TOWN_HEAD, MEI_TOWN)
    given = {"id": str(uuid7()), "channel": "counter", "applicant": "self", "name": "路人甲", "a-class": "request",
             "a-matter": "门前路灯坏了", "a-wish": "修好"}  # fmt: skip

    answer = town.post("/console/cases/new/petition", given)

    case = Case.objects.get(county=MEI)
    assert answer.status_code == 302
    assert (case.person_id, case.applicant_name, case.at_code) == (None, "路人甲", MEI_TOWN)


def test_the_list_is_in_the_order_of_the_clock_and_says_what_is_late(signed_in, case, make_person, posts):
    with clock.pretending(MONDAY + timedelta(days=3)):
        apply_for_card(posts.village, make_person("李国强", categories=["R02"]))
        page = words(signed_in(Role.TOWN_HEAD, MEI_TOWN).get("/console/cases/"))

    assert page.index("王建国") < page.index("李国强")
    assert "超期" in page and "还有1个工作日" in page


def test_the_list_asks_as_much_for_two_as_for_twenty(signed_in, case, make_person, posts):
    town, counts = signed_in(Role.TOWN_HEAD, MEI_TOWN), []
    town.get("/console/cases/")

    for more in (1, 18):
        for n in range(more):
            apply_for_card(posts.village, make_person(f"某{chr(0x4E00 + n)}", categories=["R02"]))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            town.get("/console/cases/")
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_pages_follow_each_other_without_a_gap(signed_in, posts, make_person, monkeypatch):
    monkeypatch.setattr("rongyi.casework.views.lists.PAGE", 2)
    for n in range(5):
        apply_for_card(posts.village, make_person(f"某{'甲乙丙丁戊'[n]}", categories=["R02"]))
    town, url, seen = signed_in(Role.TOWN_HEAD, MEI_TOWN), "/console/cases/?view=to_do", []

    while url:
        page = town.get(url)
        seen += [row["name"] for row in page.context["rows"]]
        url = page.context["next_url"]

    assert sorted(seen) == sorted(f"某{one}" for one in "甲乙丙丁戊") and len(seen) == 5


def test_an_act_is_done_by_the_form_that_the_definition_makes(signed_in, case, posts):
    town = signed_in(Role.TOWN_HEAD, MEI_TOWN)
    form = town.get(f"/console/cases/{case.pk}/do/accept")

    answer = town.post(f"/console/cases/{case.pk}/do/accept", {"version": case.version, "note": "证件齐全"})

    case.refresh_from_db()
    assert (form.status_code, answer.status_code, case.step) == (200, 302, "verify")
    page = words(town.get(f"/console/cases/{case.pk}"))
    assert "不在您手上" in page and "受理单" in page and "证件齐全" in page


def test_of_two_browsers_the_second_is_told_and_keeps_what_it_typed(signed_in, case, posts):
    hand_in(case)
    town = signed_in(Role.TOWN_HEAD, MEI_TOWN)
    case.refresh_from_db()
    Case.objects.filter(county=MEI, pk=case.pk).update(version=case.version + 1)

    answer = town.post(
        f"/console/cases/{case.pk}/do/supplement", {"version": case.version, "note": "照片不清楚", "lacking": ["photo"]}
    )

    assert answer.status_code == 422 and "照片不清楚" in answer.content.decode()
    assert not CaseEntry.objects.filter(county=MEI, case=case, act="supplement").exists()


def test_a_refusal_without_a_reason_is_asked_for_it(signed_in, case):
    town = signed_in(Role.TOWN_HEAD, MEI_TOWN)

    answer = town.post(f"/console/cases/{case.pk}/do/refuse", {"version": case.version, "note": "不行"})

    assert answer.status_code == 422 and "请选择理由" in answer.content.decode()


def test_hardship_is_read_by_the_post_that_has_it_and_by_nobody_else(signed_in, wang, posts):
    village = signed_in(Role.VILLAGE_CLERK, MEI_VILLAGE)
    village.post(
        f"/console/cases/new/hardship_aid?person={wang.pk}",
        {"id": str(uuid7()), "channel": "counter", "applicant": "self", "a-cause": "disaster", "a-story": "房子塌了",
         "a-wanted": ["money"]},
    )  # fmt: skip
    case = Case.objects.get(county=MEI)

    assert "房子塌了" in words(village.get(f"/console/cases/{case.pk}"))
    assert "房子塌了" not in words(signed_in(Role.BUREAU_LEADER, MEI).get(f"/console/cases/{case.pk}"))
    hand_in(case)
    do(posts.village, case, "accept")
    assert "房子塌了" in words(signed_in(Role.TOWN_HEAD, MEI_TOWN).get(f"/console/cases/{case.pk}"))
    assert AuditEntry.objects.filter(county=MEI, act="casework.view", outcome="done").count() == 3


def test_a_paper_is_looked_at_brought_and_seen_through_its_case(signed_in, posts, wang):
    case = apply_for_card(posts.village, wang, shown=("id_card",))
    town, stranger = signed_in(Role.TOWN_HEAD, MEI_TOWN), signed_in(Role.SECTION_OFFICER, HUYI)
    target = io.BytesIO()
    Image.new("RGB", (300, 400), "white").save(target, "JPEG")
    upload = SimpleUploadedFile("证.jpg", target.getvalue(), "image/jpeg")

    lacking = town.post(f"/console/cases/{case.pk}/papers/discharge", {"state": "lacking", "note": ""})
    brought = town.post(f"/console/cases/{case.pk}/papers/discharge", {"bring": "1", "file": upload})
    checked = town.post(f"/console/cases/{case.pk}/papers/photo", {"state": "accepted", "note": ""})

    assert [lacking.status_code, brought.status_code, checked.status_code] == [422, 302, 302]
    states = dict(CaseMaterial.objects.filter(county=MEI, case=case).values_list("key", "state"))
    assert states == {"id_card": "given", "discharge": "given", "photo": "accepted"}
    file = town.get(f"/console/cases/{case.pk}/papers/discharge/file")
    assert file.status_code == 200 and file["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert stranger.get(f"/console/cases/{case.pk}/papers/discharge/file").status_code == 404


def test_a_document_is_printed_and_its_delivery_noted(signed_in, case, posts):
    do(posts.town, case, "accept")
    document, town = CaseDocument.objects.get(county=MEI, case=case), signed_in(Role.TOWN_HEAD, MEI_TOWN)

    pdf = town.post(f"/console/cases/{case.pk}/documents/{document.pk}", {"format": "pdf"})
    docx = town.post(f"/console/cases/{case.pk}/documents/{document.pk}", {"format": "docx"})
    sent = town.post(f"/console/cases/{case.pk}/documents/{document.pk}/deliver", {"on": "2026-11-23", "way": "hand"})

    document.refresh_from_db()
    assert (pdf.content[:4], docx.content[:2], sent.status_code) == (b"%PDF", b"PK", 302)
    assert document.delivered_by == "hand"


def test_before_a_holiday_everything_is_given_back(signed_in, case, posts):
    town = signed_in(Role.TOWN_HEAD, MEI_TOWN)
    me = town.session["_auth_user_id"]
    town.post(f"/console/cases/{case.pk}/side/hand_over", {"user": me, "note": "我来办"})
    case.refresh_from_db()
    assert str(case.handler_id) == me

    town.post("/console/cases/hand-over")

    case.refresh_from_db()
    assert case.handler_id is None
    assert CaseEntry.objects.filter(county=MEI, case=case, kind="hand_over").count() == 2


def test_the_city_opens_what_was_sent_up_and_nothing_else(signed_in, case, posts):
    city = signed_in(Role.PREFECTURE_OFFICER, "6103")
    before = city.get(f"/console/cases/{case.pk}").status_code
    for post, key in (("town", "accept"), ("centre", "verify"), ("bureau", "agree")):
        do(getattr(posts, post), case, key)

    page, found = city.get(f"/console/cases/{case.pk}"), words(city.get("/console/cases/"))
    assert (before, page.status_code) == (404, 200)
    assert "王建国" in words(page) and "王建国" not in found and "王**" in found


def test_the_rules_show_the_way_the_law_and_what_is_ours(signed_in, posts):
    page = words(signed_in(Role.TOWN_HEAD, MEI_TOWN).get("/console/cases/rules/card_issue"))

    for word in ("镇街受理", "省厅备案", "法定期限", "本产品默认", "30个工作日", "不能由办过这些环节的人办"):
        assert word in page


def test_the_person_s_page_and_the_first_page_tell_of_it(signed_in, case, wang):
    town = signed_in(Role.TOWN_HEAD, MEI_TOWN)

    assert "优待证申领" in words(town.get(f"/console/people/{wang.pk}"))
    assert "办件待办" in words(town.get("/console/"))


def test_a_case_that_ended_can_only_be_read(signed_in, case, posts):
    card_to_the_hand(posts, case)
    town = signed_in(Role.TOWN_HEAD, MEI_TOWN)

    page = town.get(f"/console/cases/{case.pk}")

    assert "/do/" not in page.content.decode() and "/side/" not in page.content.decode()
    assert town.get(f"/console/cases/{case.pk}/side/withdraw")["Location"].endswith(str(case.pk))
