import re

import pytest
from django.urls import reverse

from rongyi.kernel.audit import AuditEntry
from rongyi.kernel.county import all_counties
from rongyi.kernel.errors import NotFound, Refused, Stale
from rongyi.organisation.roles import Role
from rongyi.portal.models import Feedback
from rongyi.portal.queries import feedback_visible, get_feedback
from rongyi.portal.services import (
    MOST_BY_ADDRESS,
    Opinion,
    TooMany,
    answer_feedback,
    public_actor,
    reader_of,
    send_feedback,
)
from tests.fixtures_people import HUYI, MEI, MEI_TOWN, MEI_VILLAGE, actor_for


def send(topic="suggestion", text="路灯坏了", address="10.0.0.1", **given) -> Feedback:
    return send_feedback(actor=public_actor(), given=Opinion(topic, text, **given), address=address)


def all_feedback() -> list[Feedback]:
    with all_counties():
        return list(Feedback.objects.order_by("created_at"))


@pytest.fixture
def visitor(client, network):
    return client


def test_an_opinion_is_kept_sealed_with_a_number_and_is_on_record(network):
    feedback = send(contact="13800001234", about_code=MEI_VILLAGE)

    feedback.refresh_from_db()
    raw = Feedback.objects.filter(county=MEI, pk=feedback.pk).values_list("text_sealed", "contact_sealed").get()
    assert (feedback.text, feedback.contact, feedback.state) == ("路灯坏了", "13800001234", "open")
    assert not any("路灯坏了".encode() in bytes(value) or b"13800001234" in bytes(value) for value in raw)
    assert re.fullmatch(r"YJ\d{6}-[2-9A-Z]{6}", feedback.number)
    entry = AuditEntry.objects.get(county=MEI, act="portal.feedback.send")
    assert (entry.outcome, entry.subject_id, entry.actor_id) == ("done", str(feedback.pk), None)


@pytest.mark.parametrize(
    ("topic", "about", "county", "reader"),
    [
        ("suggestion", MEI_VILLAGE, "", MEI_VILLAGE),
        ("thanks", MEI_TOWN, "", MEI_TOWN),
        ("suggestion", "", MEI, MEI),
        ("complaint", MEI_VILLAGE, "", MEI),
        ("complaint", MEI_TOWN, "", MEI),
        ("complaint", MEI, "", "6103"),
        ("complaint", "", MEI, MEI),
        ("system", MEI_VILLAGE, MEI, ""),
    ],
)
def test_an_opinion_goes_to_those_who_can_answer_and_a_complaint_past_the_accused(topic, about, county, reader):
    assert reader_of(Opinion(topic, "x", about_code=about, county_code=county)) == reader


def test_the_accused_station_never_reads_the_complaint(village_clerk, town_head, section_officer, network):
    complaint = send("complaint", "窗口没人", about_code=MEI_VILLAGE)

    assert [list(feedback_visible(who)) for who in (village_clerk, town_head)] == [[], []]
    assert list(feedback_visible(section_officer)) == [complaint]
    with pytest.raises(NotFound):
        get_feedback(village_clerk, complaint.pk)


def test_each_reads_what_lies_in_the_own_reach_only(network):
    village, county, system = send(about_code=MEI_VILLAGE), send(county_code=HUYI), send("system", "字太小")
    over_centre = send("complaint", "推诿", about_code=MEI)
    readers = {
        Role.SECTION_OFFICER: (MEI, [village]),
        Role.BUREAU_LEADER: (HUYI, [county]),
        Role.ADMINISTRATOR: ("", [system]),
        Role.PREFECTURE_OFFICER: ("6103", [over_centre]),
    }

    found = {role: list(feedback_visible(actor_for(role, code))) for role, (code, _own) in readers.items()}

    assert found == {role: own for role, (_code, own) in readers.items()}


def test_a_flood_from_one_address_is_stopped_and_others_go_on(network):
    for _n in range(MOST_BY_ADDRESS):
        send()

    with pytest.raises(TooMany):
        send()

    assert send(address="10.0.0.2").pk
    assert len(all_feedback()) == MOST_BY_ADDRESS + 1


def test_the_address_itself_is_not_kept(network):
    feedback = send(address="203.0.113.77")

    assert b"203.0.113.77" not in bytes(feedback.origin)
    assert len(bytes(feedback.origin)) == 16


@pytest.mark.parametrize(("topic", "text"), [("suggestion", "  "), ("gossip", "x")])
def test_an_opinion_without_words_or_topic_is_refused(network, topic, text):
    with pytest.raises(Refused):
        send(topic, text)

    assert all_feedback() == []


def test_an_answer_is_kept_with_who_gave_it(village_clerk, network):
    feedback = send(about_code=MEI_VILLAGE)

    answer_feedback(actor=village_clerk, feedback=feedback, answer="明天修", version=1)

    feedback.refresh_from_db()
    assert (feedback.state, feedback.answer, feedback.answered_by, feedback.version) == (
        "answered",
        "明天修",
        "张三",
        2,
    )
    with pytest.raises(Stale):
        answer_feedback(actor=village_clerk, feedback=feedback, answer="后天修", version=1)


def test_the_form_needs_no_name_and_ends_with_a_number(visitor):
    page = visitor.get(reverse("portal:feedback"), {"station": MEI_VILLAGE})
    sent = visitor.post(
        reverse("portal:feedback"), {"topic": "thanks", "text": "谢谢小刘", "about_code": MEI_VILLAGE}, follow=True
    )

    (feedback,) = all_feedback()
    assert "横渠村委会退役军人服务站" in page.content.decode()
    assert (feedback.about_code, feedback.topic, feedback.contact) == (MEI_VILLAGE, "thanks", "")
    assert feedback.number in sent.content.decode()


def test_without_a_station_the_county_is_asked_for(visitor):
    refused = visitor.post(reverse("portal:feedback"), {"topic": "suggestion", "text": "多办培训"})
    sent = visitor.post(reverse("portal:feedback"), {"topic": "suggestion", "text": "多办培训", "county_code": HUYI})

    assert (refused.status_code, sent.status_code) == (422, 302)
    assert "请选择在哪个县(区)" in refused.content.decode()
    assert "多办培训" in refused.content.decode()
    assert [(f.county, f.region_code) for f in all_feedback()] == [(HUYI, HUYI)]


def test_too_many_get_a_page_that_says_when_to_come_again(visitor):
    for _n in range(MOST_BY_ADDRESS):
        send(address="127.0.0.1")

    stopped = visitor.post(reverse("portal:feedback"), {"topic": "system", "text": "x", "county_code": MEI})

    assert stopped.status_code == 429
    assert "以后再试" in stopped.content.decode()


def test_a_made_up_number_has_no_page(visitor):
    assert visitor.get(reverse("portal:feedback_sent", args=["<b>x"])).status_code == 404


def test_staff_read_and_answer_on_their_page(signed_in, network):
    feedback = send(text="想办文艺活动", about_code=MEI_VILLAGE)
    clerk = signed_in(Role.VILLAGE_CLERK, MEI_VILLAGE)

    listed = clerk.get(reverse("console:feedback"))
    done = clerk.post(reverse("console:feedback_answer", args=[feedback.pk]), {"answer": "好", "version": 1})
    after = clerk.get(reverse("console:feedback"), {"state": "answered"})

    assert "想办文艺活动" in listed.content.decode()
    assert done.status_code == 302
    assert feedback.number in after.content.decode()
    assert "想办文艺活动" not in clerk.get(reverse("console:feedback")).content.decode()


def test_a_stale_answer_keeps_what_was_typed(signed_in, village_clerk, network):
    feedback = send(about_code=MEI_VILLAGE)
    answer_feedback(actor=village_clerk, feedback=feedback, answer="先答的", version=1)
    clerk = signed_in(Role.VILLAGE_CLERK, MEI_VILLAGE)

    stale = clerk.post(reverse("console:feedback_answer", args=[feedback.pk]), {"answer": "后答的", "version": 1})

    assert stale.status_code == 422
    assert "后答的" in stale.content.decode()
    assert "先答的" in stale.content.decode()


def test_the_leader_reads_opinions_and_answers_none(signed_in, network):
    feedback = send(county_code=MEI)
    leader = signed_in(Role.BUREAU_LEADER, MEI)

    page = leader.get(reverse("console:feedback_answer", args=[feedback.pk]))
    answer = leader.post(reverse("console:feedback_answer", args=[feedback.pk]), {"answer": "x", "version": 1})

    assert (page.status_code, answer.status_code) == (200, 403)
    assert "保存答复" not in page.content.decode()
