import re

import pytest
from django.urls import reverse

from rongyi.kernel.ids import uuid7
from rongyi.organisation.roles import Role
from rongyi.records.models import Fact
from rongyi.records.queries import people_of
from rongyi.visits.services import VisitInput, record_visit
from tests.fixtures_people import HUYI, HUYI_VILLAGE, MEI, MEI_SIBLING, MEI_VILLAGE
from tests.visits.conftest import TODAY, numbered

RECORD = "/console/visits/new"


@pytest.fixture
def clerk(signed_in):
    return signed_in(Role.VILLAGE_CLERK, MEI_VILLAGE, name="刘小芳")


def filled(*people, **given) -> dict:
    form = {"people": [str(p.pk) for p in people], "channel": "home", "reason": "routine", "day": TODAY.isoformat()}
    return {**form, "id": str(uuid7()), **given}


def visits() -> list[Fact]:
    return list(Fact.objects.filter(county=MEI, kind="visit", state="valid").order_by("seq"))


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_a_submitted_form_is_a_visit_and_the_next_page_leads_on(clerk, make_person):
    wang, li = make_person("王建国"), make_person("李卫东")

    response = clerk.post(RECORD, filled(wang, li, note="一切都好", needs=["card"]), follow=True)

    (fact,) = visits()
    assert response.redirect_chain == [(reverse("visits:recorded", args=[fact.pk]), 302)]
    assert people_of([fact]) == {fact.pk: sorted([wang.pk, li.pk])}
    assert (fact.occurred_on, fact.handler, fact.data) == (TODAY, "刘小芳", {"reason": "routine", "needs": ["card"]})
    for word in ("已记录。", "再记一次", "王建国、李卫东", "上门", "日常走访", "一切都好", "优待证", "更正"):
        assert word in text_of(response)


def test_two_presses_of_the_button_make_one_visit_and_a_friendly_word(clerk, make_person):
    form = filled(make_person())

    clerk.post(RECORD, form)
    again = clerk.post(RECORD, form, follow=True)

    assert len(visits()) == 1
    assert "已经记过了" in text_of(again)


def test_a_form_sent_again_with_somebody_else_keeps_all_and_gets_a_new_id(clerk, make_person):
    form = filled(make_person("王建国"))
    clerk.post(RECORD, form)
    other = make_person("李卫东")

    refused = clerk.post(RECORD, {**form, "people": [str(other.pk)]})
    new_id = refused.context["form"]["id"].value()
    clerk.post(RECORD, {**form, "people": [str(other.pk)], "id": new_id})

    assert (refused.status_code, new_id != form["id"]) == (422, True)
    assert "内容不同" in text_of(refused)
    assert [people_of([fact])[fact.pk] for fact in visits()][1] == [other.pk]


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"people": []}, "请先选择走访对象"),
        ({"day": "2026-11-25"}, "日期在将来"),
        ({"day": "other", "other_day": ""}, "请填写是哪一天"),
        ({"day": "other", "other_day": "2030-01-01"}, "日期在将来"),
        ({"other_day": "2026-01-01"}, "您选了一天,又填了另一天"),
        ({"day": "sometime"}, "请选择是哪一天"),
        ({"channel": "pigeon"}, "pigeon"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(clerk, make_person, changed, word):
    response = clerk.post(RECORD, {**filled(make_person("王建国")), "note": "说了很多", "needs": ["job"], **changed})

    assert response.status_code == 422
    assert word in text_of(response)
    assert "说了很多" in text_of(response)
    assert ("王建国" in text_of(response)) is (changed.get("people") != [])
    assert visits() == []


def test_an_older_day_is_written_down_late(clerk, make_person):
    clerk.post(RECORD, filled(make_person(), day="other", other_day="2025-12-31"))

    assert [fact.occurred_on.isoformat() for fact in visits()] == ["2025-12-31"]


def test_the_form_comes_with_the_person_it_was_opened_for(clerk, make_person):
    person, stranger = make_person("王建国"), make_person("外村人", region_code=MEI_SIBLING)

    page = clerk.get(RECORD, {"person": [str(person.pk), str(stranger.pk), "nonsense"]})

    assert page.context["chosen"] == [{"value": str(person.pk), "label": "王建国"}]
    assert "外村人" not in text_of(page)


def test_a_person_of_another_village_is_not_taken(clerk, make_person):
    stranger = make_person("外村人", region_code=MEI_SIBLING)

    response = clerk.post(RECORD, filled(stranger))

    assert response.status_code == 422
    assert "有一位没有找到" in text_of(response)
    assert "外村人" not in text_of(response)
    assert visits() == []


def test_a_correction_on_the_page(clerk, make_person):
    person = make_person("王建国")
    clerk.post(RECORD, filled(person))
    (wrong,) = visits()

    page = clerk.get(reverse("visits:correct", args=[wrong.pk]))
    done = clerk.post(
        reverse("visits:correct", args=[wrong.pk]), filled(person, channel="phone", version=wrong.version), follow=True
    )

    assert page.context["chosen"] == [{"value": str(person.pk), "label": "王建国"}]
    assert [fact.channel for fact in visits()] == ["phone"]
    assert "已更正" in text_of(done)


def test_a_stale_correction_is_shown_beside_what_holds_now_and_can_be_sent_again(clerk, make_person):
    person = make_person("王建国")
    clerk.post(RECORD, filled(person))
    (wrong,) = visits()
    clerk.post(reverse("visits:correct", args=[wrong.pk]), filled(person, channel="phone", version=1))

    stale = clerk.post(reverse("visits:correct", args=[wrong.pk]), filled(person, channel="video", version=1))
    now = stale.context["visit"]
    again = clerk.post(
        reverse("visits:correct", args=[now.pk]),
        filled(person, channel="video", version=stale.context["form"]["version"].value()),
    )

    assert "您填写时,别人已经改过这份内容" in text_of(stale)
    differing = [(row["mine"], row["theirs"]) for row in stale.context["conflict"] if row["differs"]]
    assert differing == [("视频", "电话")]
    assert again.status_code == 302
    assert [fact.channel for fact in visits()] == ["video"]


def test_a_visit_of_another_county_was_never_there(signed_in, huyi_clerk, make_person, visit_of):
    foreign = record_visit(actor=huyi_clerk, given=visit_of(make_person("鄠邑人", region_code=HUYI_VILLAGE)))
    leader, officer = signed_in(Role.BUREAU_LEADER, MEI), signed_in(Role.SECTION_OFFICER, MEI)

    answers = [
        leader.get(reverse("visits:recorded", args=[foreign.pk])),
        officer.get(reverse("visits:correct", args=[foreign.pk])),
        officer.get(reverse("visits:recorded", args=[uuid7()])),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert not any("鄠邑人" in text_of(answer) for answer in answers)


def test_the_list_of_who_is_due_leads_to_the_form_and_to_the_next_page(clerk, village_clerk, make_person, visit_of):
    people = [make_person(numbered(n)) for n in range(30)]
    record_visit(actor=village_clerk, given=visit_of(*people, at=TODAY.replace(year=2025, month=1)))

    first = clerk.get(reverse("visits:due"))
    second = clerk.get(reverse("visits:due") + first.context["next_url"])

    assert "有 30 位到了该走访的日子" in text_of(first)
    assert (len(first.context["rows"]), len(second.context["rows"])) == (25, 5)
    assert f'href="{RECORD}?person={first.context["rows"][0]["person"].pk}"' in first.content.decode()


def test_a_broken_cursor_begins_at_the_beginning(clerk, make_person):
    assert clerk.get(reverse("visits:due"), {"cursor": "%%%nonsense"}).status_code == 200


def test_the_leader_reads_and_is_offered_nothing_to_write(signed_in, village_clerk, make_person, visit_of):
    fact = record_visit(actor=village_clerk, given=visit_of(make_person()))
    leader = signed_in(Role.BUREAU_LEADER, MEI)

    page = leader.get(reverse("visits:recorded", args=[fact.pk]))

    assert page.status_code == 200
    assert not any(word in text_of(page) for word in ("再记一次", "更正", "撤回"))
    assert leader.get(RECORD).status_code == 403


@pytest.mark.parametrize("role", [Role.PREFECTURE_OFFICER, Role.AUDITOR, Role.ADMINISTRATOR])
def test_who_opens_no_file_opens_no_visit(signed_in, role):
    client = signed_in(role, {"prefecture_officer": "6103", "auditor": MEI}.get(role, ""))

    assert [client.get(reverse(name)).status_code for name in ("visits:due", "visits:record")] == [403, 403]


def test_due_pages_ask_the_same_for_one_row_and_for_many(
    clerk, village_clerk, make_person, visit_of, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    long_ago = TODAY.replace(year=2025, month=1)
    record_visit(actor=village_clerk, given=visit_of(make_person(), at=long_ago))
    clerk.get(reverse("visits:due"))
    with CaptureQueriesContext(connection) as few:
        clerk.get(reverse("visits:due"))
    record_visit(actor=village_clerk, given=visit_of(*[make_person(numbered(n)) for n in range(12)], at=long_ago))

    with django_assert_num_queries(len(few)):
        clerk.get(reverse("visits:due"))


def test_huyis_leader_sees_none_of_it(signed_in, clerk, make_person):
    clerk.post(RECORD, filled(make_person("王建国")))
    leader = signed_in(Role.BUREAU_LEADER, HUYI)

    pages = [leader.get("/console/"), leader.get(reverse("visits:due"))]

    assert not any("王建国" in text_of(page) for page in pages)
    assert pages[0].context["month"]["visits"] == 0


def test_a_family_that_mourns_stands_on_the_home_page_until_it_was_called_on(signed_in, make_person, village_clerk):
    clerk, person = signed_in(Role.VILLAGE_CLERK, MEI_VILLAGE), make_person("王建国", deceased_on=TODAY)
    page = clerk.get("/console/").content.decode()
    link = reverse("visits:record") + f"?person={person.pk}&amp;reason=bereavement"

    form = clerk.get(reverse("visits:record"), {"person": str(person.pk), "reason": "bereavement"}).context["form"]
    record_visit(actor=village_clerk, given=VisitInput([person], TODAY, "home", "bereavement"))

    assert "慰问家属" in page and (link in page or link.replace("&amp;", "&") in page)
    assert form["reason"].value() == "bereavement"
    assert "慰问家属" not in clerk.get("/console/").content.decode()
