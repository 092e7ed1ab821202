from datetime import date, timedelta
from pathlib import Path

import pytest

from rongyi.kernel import clock
from rongyi.kernel.audit import AuditEntry
from rongyi.kernel.errors import Denied, NotFound, Refused, Stale
from rongyi.organisation.access import Actor, Reach
from rongyi.organisation.roles import Role
from rongyi.records.models import Fact
from rongyi.registry.services import transfer_person
from rongyi.rights.models import Consent, Request
from rongyi.rights.notices import notice_named
from rongyi.rights.queries import count_late, count_open, has_consent, requests_due, standings
from rongyi.rights.services import (
    answer,
    ask,
    ask_own,
    give_own_consent,
    record_consent,
    withdraw_consent,
    withdraw_own_consent,
)
from tests.fixtures_people import MEI, MEI_SIBLING, MEI_VILLAGE


def veteran_of(person) -> Actor:
    return Actor(None, person.name, (Reach(Role.VETERAN, MEI),), subject_id=person.pk)


def facts_of(kind: str) -> list[tuple]:
    return [(f.region_code, f.channel, f.data) for f in Fact.objects.filter(county=MEI, kind=kind).order_by("seq")]


def test_what_somebody_was_told_is_kept_with_the_version_of_the_text(village_clerk, make_person):
    person = make_person()

    told = record_consent(actor=village_clerk, person=person, notice="collection", way="home")

    version = notice_named("collection").version
    assert (told.version, told.is_consent, told.given_on, told.way) == (version, False, clock.today(), "home")
    assert facts_of("notice") == [
        (MEI_VILLAGE, "home", {"notice": "collection", "version": version, "act": "told"}),
    ]
    assert AuditEntry.objects.filter(county=MEI, act="rights.consent").count() == 1


def test_a_duty_cannot_be_taken_back_and_a_consent_can_at_once(village_clerk, make_person):
    person = make_person()
    duty = record_consent(actor=village_clerk, person=person, notice="collection", way="counter")
    consent = record_consent(actor=village_clerk, person=person, notice="publishing", way="counter")

    with pytest.raises(Refused, match="不是征求同意"):
        withdraw_consent(actor=village_clerk, consent=duty, way="phone")
    withdraw_consent(actor=village_clerk, consent=consent, way="phone")

    assert not has_consent(person, "publishing")
    with pytest.raises(Refused, match="已经收回过了"):
        withdraw_consent(actor=village_clerk, consent=consent, way="phone")


def test_the_same_version_is_recorded_once_and_a_newer_one_takes_its_place(
    village_clerk, make_person, settings, tmp_path
):
    person = make_person()
    folder = tmp_path / "notices"
    folder.mkdir()
    text = (Path(settings.DEFINITIONS_DIR) / "notices" / "publishing.yaml").read_text()
    (folder / "publishing.yaml").write_text(text)
    settings.DEFINITIONS_DIR = tmp_path
    record_consent(actor=village_clerk, person=person, notice="publishing", way="counter")

    with pytest.raises(Refused, match="已经登记过"):
        record_consent(actor=village_clerk, person=person, notice="publishing", way="counter")
    (folder / "publishing.yaml").write_text(text.replace("一天之内", "两天之内"))
    assert [one.is_current for one in standings(person)] == [False]
    record_consent(actor=village_clerk, person=person, notice="publishing", way="counter")

    assert [one.is_current for one in standings(person)] == [True]
    assert Consent.objects.filter(county=MEI, person=person).count() == 2
    assert Consent.objects.filter(county=MEI, person=person, withdrawn_on=None).count() == 1


def test_under_fourteen_the_guardian_agrees(village_clerk, make_person):
    child = make_person(birth=date(2015, 5, 1))

    with pytest.raises(Refused, match="监护人"):
        record_consent(actor=village_clerk, person=child, notice="publishing", way="counter")
    given = record_consent(actor=village_clerk, person=child, notice="publishing", way="counter", guardian="王大山")

    assert given.guardian == "王大山"


def test_a_request_is_due_in_thirty_days_and_is_answered_once(village_clerk, make_person):
    person = make_person()
    asked = ask(actor=village_clerk, person=person, right="correction", wish="手机号换了")

    done = answer(actor=village_clerk, request=asked, state="done", answer="已改好", version=1)

    assert (asked.due_on - asked.asked_on).days == 30
    assert (done.state, done.answer, done.version) == ("done", "已改好", 2)
    with pytest.raises(Stale):
        answer(actor=village_clerk, request=asked, state="refused", answer="又一次", version=1)
    assert [data["act"] for _code, _way, data in facts_of("right")] == ["asked", "done"]


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ({"state": "open", "answer": "好"}, "已办结或不予办理"),
        ({"state": "refused", "answer": "  "}, "理由"),
    ],
)
def test_a_refusal_without_a_reason_is_no_answer(village_clerk, make_person, given, word):
    asked = ask(actor=village_clerk, person=make_person(), right="erasure", wish="删去旧地址")

    with pytest.raises(Refused, match=word):
        answer(actor=village_clerk, request=asked, version=1, **given)

    assert Request.objects.get(county=MEI, pk=asked.pk).is_open


def test_only_a_copy_may_be_asked_for_without_a_word(village_clerk, make_person):
    person = make_person()
    ask(actor=village_clerk, person=person, right="copy")

    with pytest.raises(Refused, match="请写明"):
        ask(actor=village_clerk, person=person, right="correction")

    assert count_open(village_clerk) == 1


def test_a_person_acts_on_the_own_file_and_on_no_other(make_person):
    mine, other = make_person("王建国"), make_person("李卫东")
    me = veteran_of(mine)

    give_own_consent(actor=me, person=mine, notice="publishing")
    ask_own(actor=me, person=mine, right="copy")
    withdraw_own_consent(actor=me, person=mine, notice="publishing")

    for act in (
        lambda: give_own_consent(actor=me, person=other, notice="publishing"),
        lambda: withdraw_own_consent(actor=me, person=other, notice="publishing"),
        lambda: ask_own(actor=me, person=other, right="copy"),
    ):
        with pytest.raises(NotFound):
            act()
    assert [way for _code, way, _data in facts_of("notice")] == ["online", "online"]


def test_the_neighbouring_station_and_the_auditor_do_nothing_here(sibling_clerk, auditor, village_clerk, make_person):
    person = make_person()
    asked = ask(actor=village_clerk, person=person, right="copy")

    with pytest.raises(NotFound):
        record_consent(actor=sibling_clerk, person=person, notice="publishing", way="counter")
    with pytest.raises(NotFound):
        answer(actor=sibling_clerk, request=asked, state="done", answer="好", version=1)
    with pytest.raises(Denied):
        record_consent(actor=auditor, person=person, notice="publishing", way="counter")
    assert (count_open(sibling_clerk), count_open(village_clerk)) == (0, 1)


def test_requests_move_with_the_file(village_clerk, town_head, sibling_clerk, make_person):
    person = make_person()
    ask(actor=village_clerk, person=person, right="copy")

    transfer_person(actor=town_head, person=person, to_code=MEI_SIBLING, version=person.version)

    assert (count_open(village_clerk), count_open(sibling_clerk)) == (0, 1)


def test_the_first_to_be_answered_comes_first_and_the_late_are_counted(
    village_clerk, make_person, django_assert_num_queries
):
    people = [make_person(name) for name in ("王建国", "李卫东", "张志强")]
    for n, person in enumerate(people):
        made = ask(actor=village_clerk, person=person, right="copy")
        Request.objects.filter(county=MEI, pk=made.pk).update(due_on=clock.today() + timedelta(days=1 - n))

    with django_assert_num_queries(1):
        first, after = requests_due(village_clerk, "open", limit=2)
        names = [one.person.name for one in first]
    rest, end = requests_due(village_clerk, "open", after, limit=2)

    assert (names, [one.person.name for one in rest], end) == (["张志强", "李卫东"], ["王建国"], None)
    assert count_late(village_clerk) == 1
