"""What may be written to the spine, what is refused, and what stays on record."""

from datetime import datetime, timedelta

import pytest
from django.db import transaction

from rongyi.kernel import clock
from rongyi.kernel.audit import AuditEntry
from rongyi.kernel.errors import Conflict, Denied, NotFound, Refused, Stale
from rongyi.kernel.ids import uuid7
from rongyi.organisation.roles import Role
from rongyi.records import rollups
from rongyi.records.chain import verify
from rongyi.records.models import Fact, FactPerson
from rongyi.records.queries import latest_of, trail_of
from rongyi.records.services import correct, withdraw, write_fact
from rongyi.records.signals import facts_changed
from tests.fixtures_people import HUYI_VILLAGE, MEI, MEI_SIBLING, MEI_TOWN, MEI_VILLAGE, actor_for
from tests.records.work import DAY, draft, meet, somebody, worker

pytestmark = pytest.mark.django_db


def test_a_fact_says_what_was_done_and_hides_what_is_not_plain():
    person = somebody()[0]
    fact = meet(
        draft(
            people=[person], data={"topics": ["aid"], "cost": 1250, "illness": "旧伤", "minutes_of": "发言"}, minutes=40
        )
    )[0]

    stored = Fact.objects.get(pk=fact.pk)

    assert stored.data == {"theme": "工作例会", "sort": "regular", "topics": ["aid"], "cost": 1250}
    assert stored.sealed_data == {"illness": "旧伤", "minutes_of": "发言"}
    assert "旧伤".encode() not in bytes(Fact.objects.values_list("sealed_data", flat=True)[0])
    assert (stored.seq, stored.county, stored.occurred_on, stored.minutes, stored.handler) == (
        1, "610326", DAY, 40, "李站长",
    )  # fmt: skip
    assert list(FactPerson.objects.values_list("person_id", "occurred_at")) == [(person, stored.occurred_at)]


def test_a_person_named_twice_is_one():
    person = somebody()[0]

    fact = meet(draft(people=[person, person]))[0]

    assert fact.people_count == FactPerson.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        ({"data": {"theme": ""}}, "data.theme", "没有填写"),
        ({"data": {"theme": "   "}}, "data.theme", "没有填写"),
        ({"data": {"theme": 7}}, "data.theme", "应是文字"),
        ({"data": {"theme": "长" * 61}}, "data.theme", "最多60个字,现在有61个"),
        ({"data": {"sort": "party"}}, "data.sort", "没有“party”这一项,可选:regular(例会)、training(培训)"),
        ({"data": {"topics": "aid"}}, "data.topics", "应是一个列表"),
        ({"data": {"topics": ["war"]}}, "data.topics", "没有“war”这一项"),
        ({"data": {"present": "3"}}, "data.present", "应是整数"),
        ({"data": {"present": True}}, "data.present", "应是整数"),
        ({"data": {"until": "30.9.2026"}}, "data.until", "2026-11-24"),
        ({"data": {"open": "yes"}}, "data.open", "应是“是”或“否”"),
        ({"data": {"colour": "red"}}, "data.colour", "没有这些栏目:colour"),
        ({"channel": "home"}, "channel", "没有这种方式"),
        ({"channel": "pigeon"}, "channel", "没有这种方式"),
        ({"at": DAY.replace(year=1948)}, "occurred_at", "日期太早"),
        ({"at": DAY.replace(year=2126)}, "occurred_at", "日期在将来"),
    ],
)
def test_what_is_not_of_its_type_is_refused_in_words(given: dict, field: str, words: str):
    with pytest.raises(Refused) as refusal:
        meet(draft(**given))

    assert refusal.value.field == field
    assert words in str(refusal.value)
    assert not Fact.objects.exists()


def test_an_hour_from_now_is_the_future():
    with pytest.raises(Refused, match="将来"):
        meet(draft(at=clock.now() + timedelta(hours=1)))


def test_late_entry_is_taken_and_shown():
    yesterday, today = meet(draft(at=clock.now() - timedelta(days=2)), draft(at=clock.now()))

    assert (yesterday.is_late, today.is_late) == (True, False)


def test_the_same_id_twice_is_a_conflict():
    one = uuid7()
    meet(draft(id=one))

    with pytest.raises(Conflict) as refusal:
        meet(draft(id=one))

    assert (refusal.value.code, refusal.value.facts) == ("already_recorded", {"id": str(one)})
    assert Fact.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_fact_without_a_transaction_is_a_mistake_of_ours():
    with pytest.raises(RuntimeError):
        write_fact(draft(), actor=worker())


def test_listeners_are_told_of_what_came_and_what_ended():
    told = []

    def listen(sender, facts, undone, **_more):
        told.append(([f.seq for f in facts], [(f.seq, f.state) for f in undone]))

    facts_changed.connect(listen)
    try:
        fact = meet()[0]
        right = correct(actor=worker(), fact=fact, at=DAY, channel="video", data={"theme": "改过"})
        withdraw(actor=worker(), fact=right, reason="没有开成")
    finally:
        facts_changed.disconnect(listen)

    assert told == [([1], []), ([2], []), ([], [(1, "corrected")]), ([3], []), ([], [(2, "withdrawn")])]


def test_withdrawing_leaves_the_fact_and_takes_it_out_of_the_counts(network):
    fact, other = meet(draft(minutes=10), draft(minutes=5))
    head = actor_for(Role.TOWN_HEAD, MEI_TOWN)

    withdraw(actor=head, fact=fact, reason=" 记错了日期 ", version=1)

    stored = Fact.objects.get(pk=fact.pk)
    end = Fact.objects.get(kind="withdrawal")
    line = AuditEntry.objects.get(act="records.withdraw")
    assert (stored.state, stored.version, fact.state, fact.version) == ("withdrawn", 2, "withdrawn", 2)
    assert (end.corrects_id, end.data, end.handler) == (fact.pk, {"reason": "记错了日期"}, "张三")
    assert [(d.facts, d.minutes) for d in rollups.StationDay.objects.all()] == [(1, 5)]
    assert (line.outcome, line.reason, line.subject_id) == ("done", "记错了日期", str(fact.pk))
    assert verify() == (3, [])
    assert other.state == "valid"


@pytest.mark.parametrize("reason", ["", "   ", "长" * 201])
def test_a_withdrawal_without_a_reason_changes_nothing(network, reason: str):
    fact = meet()[0]

    with pytest.raises(Refused, match="撤回理由"):
        withdraw(actor=worker(), fact=fact, reason=reason)

    assert (fact.state, fact.version) == ("valid", 1)
    assert list(Fact.objects.values_list("state", "version")) == [("valid", 1)]
    assert [(e.act, e.outcome) for e in AuditEntry.objects.all()] == [("records.withdraw", "refused")]


def test_what_was_withdrawn_is_not_withdrawn_again(network):
    fact = meet()[0]
    same = Fact.objects.get(pk=fact.pk)
    withdraw(actor=worker(), fact=fact, reason="记错了")

    for stale in (fact, same):
        with pytest.raises(Stale):
            withdraw(actor=worker(), fact=stale, reason="再撤一次")

    assert Fact.objects.count() == 2


def test_a_withdrawal_is_neither_withdrawn_nor_corrected(network):
    fact = meet()[0]
    withdraw(actor=worker(), fact=fact, reason="记错了")
    end = Fact.objects.get(kind="withdrawal")

    with pytest.raises(Refused, match="撤回记录本身"):
        withdraw(actor=worker(), fact=end, reason="反悔")


def test_a_correction_takes_the_place_and_keeps_the_people(network):
    people = somebody(2)
    fact = meet(draft(people=people, minutes=30))[0]

    right = correct(
        actor=worker(), fact=fact, at=DAY.replace(day=29), channel="video", data={"theme": "改过的例会"}, minutes=20
    )

    days = {(d.day.day, d.facts, d.people, d.minutes) for d in rollups.StationDay.objects.all()}
    assert Fact.objects.get(pk=fact.pk).state == "corrected"
    assert (right.corrects_id, right.data, right.channel) == (fact.pk, {"theme": "改过的例会"}, "video")
    assert set(FactPerson.objects.filter(fact=right).values_list("person_id", flat=True)) == set(people)
    assert days == {(30, 0, 0, 0), (29, 1, 2, 20)}
    assert verify() == (2, [])


def test_a_refused_correction_leaves_the_fact_as_it_was_read(network):
    fact = meet()[0]

    with pytest.raises(Refused, match="将来"):
        correct(
            actor=worker(), fact=fact, at=DAY.replace(year=2126), channel="counter", data={"theme": "改"}, version=1
        )

    assert (fact.state, fact.version) == ("valid", 1)
    assert Fact.objects.get(pk=fact.pk).state == "valid"


def test_a_correction_from_an_old_page_is_stale(network):
    fact = meet()[0]
    read = Fact.objects.get(pk=fact.pk)
    correct(actor=worker(), fact=fact, at=DAY, channel="video", data={"theme": "甲改的"}, version=1)

    with pytest.raises(Stale):
        correct(actor=worker(), fact=read, at=DAY, channel="video", data={"theme": "乙改的"}, version=1)

    assert [f.data["theme"] for f in Fact.objects.filter(state="valid")] == ["甲改的"]


def test_the_trail_is_the_same_from_each_of_its_facts(network):
    first = meet()[0]
    second = correct(actor=worker(), fact=first, at=DAY, channel="video", data={"theme": "二"})
    third = correct(actor=worker(), fact=second, at=DAY, channel="video", data={"theme": "三"})
    withdraw(actor=worker(), fact=third, reason="没有开成")

    trails = [[f.seq for f in trail_of(Fact.objects.get(seq=n))] for n in (1, 2, 3, 4)]

    assert trails == [[1, 2, 3, 4]] * 4
    assert latest_of(first).seq == 3


@pytest.mark.parametrize(
    ("role", "code", "error"),
    [
        (Role.VILLAGE_CLERK, MEI_SIBLING, NotFound),
        (Role.TOWN_HEAD, "610326104", NotFound),
        (Role.SECTION_OFFICER, "610118", NotFound),
        (Role.BUREAU_LEADER, MEI, Denied),
        (Role.PREFECTURE_OFFICER, "6103", Denied),
        (Role.AUDITOR, MEI, Denied),
        (Role.ADMINISTRATOR, "", Denied),
    ],
)
def test_who_may_not_withdraw_is_told_and_on_record(network, role: str, code: str, error: type):
    fact = meet()[0]

    with pytest.raises(error):
        withdraw(actor=actor_for(role, code), fact=fact, reason="想撤就撤")

    assert Fact.objects.get(pk=fact.pk).state == "valid"
    assert [(e.act, e.outcome) for e in AuditEntry.objects.all()] == [("records.withdraw", "denied")]


def test_facts_of_two_counties_stand_in_two_chains():
    meet(draft(MEI_VILLAGE), draft(HUYI_VILLAGE), draft(MEI_VILLAGE))

    assert list(Fact.objects.order_by("region_code", "seq").values_list("region_code", "seq")) == [
        (HUYI_VILLAGE, 1), (MEI_VILLAGE, 1), (MEI_VILLAGE, 2),
    ]  # fmt: skip


def test_when_the_act_fails_neither_fact_nor_count_nor_number_stays():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        meet()
        1 / 0  # noqa: B018

    fact = meet()[0]

    assert (fact.seq, Fact.objects.count()) == (1, 1)
    assert [d.facts for d in rollups.CountyDay.objects.all()] == [1]


def test_a_time_near_midnight_belongs_to_the_day_in_china():
    fact = meet(draft(at=datetime(2026, 9, 30, 0, 30, tzinfo=clock.SHANGHAI)))[0]

    assert fact.occurred_on == DAY
