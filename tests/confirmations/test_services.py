"""Confirming, telling, looking for people, and the county's decision to hold a payment."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from rongyi.confirmations.models import Duty, Hold
from rongyi.confirmations.services.confirming import Changes, confirm, found_dead
from rongyi.confirmations.services.following import AttemptInput, record_attempt, tell
from rongyi.confirmations.services.holding import decide_hold, end_duty, propose_hold, restore
from rongyi.confirmations.services.manual import record_from_manual
from rongyi.confirmations.services.opening import close_campaign
from rongyi.kernel import clock
from rongyi.kernel.audit import AuditEntry
from rongyi.kernel.errors import Conflict, Denied, NotFound, Refused, Stale
from rongyi.kernel.ids import uuid7
from rongyi.ledgers.queries import ledger_page
from rongyi.organisation.roles import Role
from rongyi.records.models import Fact
from rongyi.records.queries import totals
from rongyi.records.services import correct, withdraw
from tests.confirmations.conftest import TODAY
from tests.fixtures_people import MEI, MEI_VILLAGE, actor_for

DAYS = [TODAY - timedelta(days=n) for n in (30, 20, 10)]


@pytest.fixture
def person(make_person, campaign_of):
    one = make_person("王建国", categories=["R07"])
    campaign_of(only_after_window=False)
    return one


@pytest.fixture
def followed(person, missed):
    """Somebody who was looked for on three days in vain."""
    missed(person, *DAYS)
    return person


@pytest.fixture
def held(followed, duty_of, town_head, bureau_leader):
    propose_hold(actor=town_head, duty=duty_of(followed), reason="三次联系不上")
    decide_hold(actor=bureau_leader, duty=duty_of(followed), agreed=True, reason="同意暂停", letter="请来办理")
    return followed


def told(duty: Duty) -> tuple:
    return duty.state, duty.method, duty.confirmed_on, duty.fact_id, duty.former


def test_a_confirmation_is_one_fact_from_which_ledger_and_figures_come(person, duty_of, village_clerk, confirmed_by):
    fact = confirm(actor=village_clerk, duties=[duty_of(person)], given=confirmed_by())[0]

    assert told(duty_of(person)) == ("confirmed", "on_site", TODAY, fact.pk, "due")
    assert (fact.kind, fact.channel, fact.region_code, fact.data, fact.sealed_data or {}) == (
        "confirmation", "counter", MEI_VILLAGE, {"year": 2026, "method": "on_site"}, {},
    )  # fmt: skip
    page = ledger_page(village_clerk, "confirmation", first=None, last=None, filters={}, cursor=None, limit=10)
    assert [(row.values["people"], str(row.values["method"])) for row in page.rows] == [("王建国", "到站")]
    assert totals(MEI, "confirmation", TODAY, TODAY)["people"] == 1
    assert AuditEntry.objects.filter(county=MEI, act="confirmations.confirm").count() == 1


@pytest.mark.parametrize(
    ("given", "data", "sealed", "channel"),
    [
        ({"method": "home"}, {}, {}, "home"),
        ({"method": "proxy", "proxy_name": "王强", "relation": "child"}, {"relation": "child"},
         {"proxy_name": "王强"}, "counter"),
        ({"method": "post", "letter_on": date(2026, 11, 2)}, {"letter_on": "2026-11-02"}, {}, ""),
        ({"method": "video", "with_whom": "本人和女儿"}, {}, {"with_whom": "本人和女儿"}, "video"),
    ],
)  # fmt: skip
def test_each_method_keeps_what_it_needs(person, duty_of, village_clerk, confirmed_by, given, data, sealed, channel):
    fact = confirm(actor=village_clerk, duties=[duty_of(person)], given=confirmed_by(**given))[0]

    assert fact.data == {"year": 2026, "method": given["method"], **data}
    assert (fact.sealed_data or {}, fact.channel) == (sealed, channel)


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ({"method": "face"}, "办理方式"),
        ({"on": TODAY + timedelta(days=1)}, "确认日期"),
        ({"on": date(2026, 8, 31)}, "确认日期"),
        ({"method": "proxy", "relation": "child"}, "代办人"),
        ({"method": "proxy", "proxy_name": "王强", "relation": "stranger"}, "代办人"),
        ({"method": "post"}, "信函"),
        ({"method": "video"}, "视频"),
    ],
)
def test_what_is_missing_is_asked_for(person, duty_of, village_clerk, confirmed_by, given, word):
    with pytest.raises(Refused, match=word):
        confirm(actor=village_clerk, duties=[duty_of(person)], given=confirmed_by(**given))

    assert told(duty_of(person)) == ("due", "", None, None, "")
    assert not Fact.objects.filter(county=MEI, kind="confirmation").exists()


def test_several_are_confirmed_in_one_act_or_none_of_them(
    make_person, campaign_of, duty_of, village_clerk, confirmed_by
):
    people = [make_person(name, categories=["R07"]) for name in ("甲老兵", "乙老兵", "丙老兵")]
    campaign_of()
    confirm(actor=village_clerk, duties=[duty_of(people[2])], given=confirmed_by("home"))

    with pytest.raises(Conflict, match="丙老兵已于2026-11-24由张三确认"):
        confirm(actor=village_clerk, duties=[duty_of(p) for p in people], given=confirmed_by())
    facts = confirm(actor=village_clerk, duties=[duty_of(p) for p in people[:2]], given=confirmed_by())

    assert len(facts) == 2
    assert [duty_of(p).method for p in people] == ["on_site", "on_site", "home"]
    assert Fact.objects.filter(county=MEI, kind="confirmation").count() == 3


def test_the_same_press_twice_is_one_confirmation(person, duty_of, village_clerk, confirmed_by):
    given = confirmed_by(id=uuid7())

    first = confirm(actor=village_clerk, duties=[duty_of(person)], given=given)
    again = confirm(actor=village_clerk, duties=[duty_of(person)], given=given)

    assert [f.pk for f in first] == [f.pk for f in again]
    with pytest.raises(Conflict, match="没有重复登记"):
        confirm(actor=village_clerk, duties=[duty_of(person)], given=replace(given, id=uuid7()))


def test_what_changed_is_taken_in_the_same_act(person, duty_of, village_clerk, confirmed_by):
    changes = Changes(phone="13900001234", address="横渠村3组9号")

    confirm(actor=village_clerk, duties=[duty_of(person)], given=confirmed_by(changes=changes))

    person.refresh_from_db()
    assert (person.phone, person.address, duty_of(person).state) == ("13900001234", "横渠村3组9号", "confirmed")


def test_a_bad_telephone_number_leaves_nothing_half_done(person, duty_of, village_clerk, confirmed_by):
    with pytest.raises(Refused):
        confirm(actor=village_clerk, duties=[duty_of(person)], given=confirmed_by(changes=Changes(phone="139")))

    assert duty_of(person).state == "due"
    assert not Fact.objects.filter(county=MEI, kind="confirmation").exists()


def test_who_is_found_dead_is_registered_and_the_duty_ends(person, duty_of, village_clerk):
    found_dead(actor=village_clerk, duty=duty_of(person), on=date(2026, 11, 1))

    person.refresh_from_db()
    assert (person.status, duty_of(person).state, duty_of(person).end_reason) == ("deceased", "ended", "death")


def test_the_dead_are_not_confirmed(person, duty_of, village_clerk, confirmed_by):
    duty = duty_of(person)
    found_dead(actor=village_clerk, duty=duty, on=date(2026, 11, 1))

    with pytest.raises(Conflict, match="已终止"):
        confirm(actor=village_clerk, duties=[duty], given=confirmed_by())


def test_a_withdrawn_confirmation_brings_back_what_was_before(person, duty_of, village_clerk, confirmed_by):
    tell(actor=village_clerk, duty=duty_of(person))
    fact = confirm(actor=village_clerk, duties=[duty_of(person)], given=confirmed_by())[0]

    withdraw(actor=village_clerk, fact=fact, reason="认错了人")

    assert told(duty_of(person)) == ("invited", "", None, None, "")
    assert totals(MEI, "confirmation", TODAY, TODAY)["people"] == 0


def test_a_corrected_confirmation_stays_with_its_person(person, duty_of, village_clerk, confirmed_by):
    fact = confirm(actor=village_clerk, duties=[duty_of(person)], given=confirmed_by())[0]

    right = correct(
        actor=village_clerk, fact=fact, at=TODAY - timedelta(days=1), channel="home",
        data={"year": 2026, "method": "home"},
    )  # fmt: skip

    assert told(duty_of(person)) == ("confirmed", "home", TODAY - timedelta(days=1), right.pk, "due")


def test_a_confirmation_is_corrected_to_the_one_who_was_meant(
    make_person, campaign_of, duty_of, village_clerk, confirmed_by
):
    wrong, meant = make_person("甲老兵", categories=["R07"]), make_person("乙老兵", categories=["R07"])
    campaign_of()
    fact = confirm(actor=village_clerk, duties=[duty_of(wrong)], given=confirmed_by())[0]

    right = correct(
        actor=village_clerk, fact=fact, at=TODAY, channel="counter", data=dict(fact.data), people=[meant.pk]
    )

    assert told(duty_of(wrong)) == ("due", "", None, None, "")
    assert told(duty_of(meant)) == ("confirmed", "on_site", TODAY, right.pk, "due")
    outsider = make_person("丙老兵")
    with pytest.raises(Refused, match="不在这次名单"):
        correct(
            actor=village_clerk, fact=right, at=TODAY, channel="counter", data=dict(fact.data), people=[outsider.pk]
        )


def test_the_general_entry_finds_the_campaign_by_itself(person, duty_of, village_clerk, make_person):
    fact = record_from_manual(
        actor=village_clerk, region_code=MEI_VILLAGE, people=[person.pk], at=TODAY, channel="", data={"method": "home"}
    )

    assert told(duty_of(person)) == ("confirmed", "home", TODAY, fact.pk, "due")
    with pytest.raises(NotFound):
        record_from_manual(
            actor=village_clerk, region_code=MEI_VILLAGE, people=[make_person("乙").pk], at=TODAY, channel="", data={}
        )


def test_another_village_confirms_nobody_here(person, duty_of, sibling_clerk, confirmed_by):
    with pytest.raises(NotFound):
        confirm(actor=sibling_clerk, duties=[duty_of(person)], given=confirmed_by())


def test_a_leader_looks_and_does_not_confirm(person, duty_of, bureau_leader, confirmed_by):
    with pytest.raises(Denied):
        confirm(actor=bureau_leader, duties=[duty_of(person)], given=confirmed_by())


def test_who_is_looked_for_in_vain_is_followed_up_and_who_is_found_is_told(person, duty_of, village_clerk, missed):
    states = [missed(person, day).state for day in DAYS]
    found = AttemptInput(TODAY, "kin", "reached", "儿子说下周回来")

    attempt = record_attempt(actor=village_clerk, duty=duty_of(person), given=found)

    duty = duty_of(person)
    assert states == ["not_reached", "follow_up", "follow_up"]
    assert (duty.state, duty.attempts, duty.last_attempt_on, duty.told_on) == ("invited", 4, TODAY, TODAY)
    assert (attempt.note, attempt.actor_name) == ("儿子说下周回来", "张三")


def test_a_hold_wants_attempts_on_days_apart(person, duty_of, missed, town_head):
    missed(person, *(TODAY - timedelta(days=n) for n in (3, 2, 1)))

    with pytest.raises(Refused, match="现在合格的有1次"):
        propose_hold(actor=town_head, duty=duty_of(person), reason="三次联系不上")

    assert not Hold.objects.filter(county=MEI).exists()


def test_nobody_proposes_a_hold_while_the_window_is_open(make_person, campaign_of, missed, town_head):
    person = make_person("王建国", categories=["R07"])
    campaign_of(last_on=TODAY)
    duty = missed(person, *DAYS)

    with pytest.raises(Refused, match="截止以后"):
        propose_hold(actor=town_head, duty=duty, reason="三次联系不上")
    with clock.pretending(clock.now() + timedelta(days=1)):
        hold = propose_hold(actor=town_head, duty=duty, reason="三次联系不上")

    assert (hold.state, duty.state) == ("proposed", "follow_up")


def test_the_county_decides_with_a_reason_and_a_letter(followed, duty_of, town_head, bureau_leader):
    propose_hold(actor=town_head, duty=duty_of(followed), reason="三次联系不上")
    with pytest.raises(Refused, match="通知书"):
        decide_hold(actor=bureau_leader, duty=duty_of(followed), agreed=True, reason="同意暂停")
    with pytest.raises(Refused, match="理由"):
        decide_hold(actor=bureau_leader, duty=duty_of(followed), agreed=True, reason="好", letter="请来办理")

    hold = decide_hold(actor=bureau_leader, duty=duty_of(followed), agreed=True, reason="同意暂停", letter="请来办理")

    hold.refresh_from_db()
    assert (hold.state, hold.reason, hold.decision, hold.letter, hold.decided_by) == (
        "held", "三次联系不上", "同意暂停", "请来办理", bureau_leader.user_id,
    )  # fmt: skip
    assert (duty_of(followed).state, duty_of(followed).suspended_on) == ("suspended", TODAY)
    with pytest.raises(Stale):
        decide_hold(actor=bureau_leader, duty=duty_of(followed), agreed=False, reason="不同意了")


def test_a_proposal_that_is_declined_holds_nothing(followed, duty_of, town_head, bureau_leader):
    propose_hold(actor=town_head, duty=duty_of(followed), reason="三次联系不上")

    hold = decide_hold(actor=bureau_leader, duty=duty_of(followed), agreed=False, reason="再找一找")

    assert (hold.state, duty_of(followed).state) == ("declined", "follow_up")
    assert propose_hold(actor=town_head, duty=duty_of(followed), reason="还是联系不上").state == "proposed"


def test_who_proposed_does_not_decide(followed, duty_of, section_officer):
    propose_hold(actor=section_officer, duty=duty_of(followed), reason="三次联系不上")

    with pytest.raises(Refused, match="换一位同事"):
        decide_hold(actor=section_officer, duty=duty_of(followed), agreed=True, reason="同意暂停", letter="请来办理")

    assert duty_of(followed).state == "follow_up"


def test_a_second_account_of_the_same_person_does_not_decide(followed, duty_of, town_head):
    propose_hold(actor=town_head, duty=duty_of(followed), reason="三次联系不上")
    second = actor_for(Role.BUREAU_LEADER, MEI, name=town_head.name)

    with pytest.raises(Refused, match="换一位同事"):
        decide_hold(actor=second, duty=duty_of(followed), agreed=True, reason="同意暂停", letter="请来办理")


def test_a_town_does_not_decide_for_the_county(followed, duty_of, town_head, section_officer):
    propose_hold(actor=section_officer, duty=duty_of(followed), reason="三次联系不上")
    officer_of_town = actor_for(Role.SECTION_OFFICER, "610326101")

    for actor in (town_head, officer_of_town):
        with pytest.raises(Denied):
            decide_hold(actor=actor, duty=duty_of(followed), agreed=True, reason="同意暂停", letter="请来办理")

    assert duty_of(followed).state == "follow_up"


def test_a_second_proposal_waits_for_the_first(followed, duty_of, town_head, section_officer):
    propose_hold(actor=town_head, duty=duty_of(followed), reason="三次联系不上")

    with pytest.raises(Conflict, match="已经有一份建议"):
        propose_hold(actor=section_officer, duty=duty_of(followed), reason="三次联系不上")


def test_who_confirms_gets_the_payment_back_at_once(held, duty_of, village_clerk, confirmed_by):
    fact = confirm(actor=village_clerk, duties=[duty_of(held)], given=confirmed_by())[0]

    hold = Hold.objects.get(county=MEI)
    assert told(duty_of(held)) == ("restored", "on_site", TODAY, fact.pk, "suspended")
    assert (hold.state, hold.lift_reason, hold.lifted_name) == ("lifted", "已办理年度确认", "张三")


def test_a_withdrawn_confirmation_holds_the_payment_again(held, duty_of, village_clerk, confirmed_by):
    fact = confirm(actor=village_clerk, duties=[duty_of(held)], given=confirmed_by())[0]

    withdraw(actor=village_clerk, fact=fact, reason="认错了人")

    hold = Hold.objects.get(county=MEI)
    assert told(duty_of(held)) == ("suspended", "", None, None, "")
    assert (hold.state, hold.lift_reason, hold.lifted_at) == ("held", "", None)


def test_the_county_lifts_a_hold_that_was_a_mistake(held, duty_of, section_officer, village_clerk, confirmed_by):
    hold = restore(actor=section_officer, duty=duty_of(held), reason="人在住院,不该停")
    after = told(duty_of(held))
    confirm(actor=village_clerk, duties=[duty_of(held)], given=confirmed_by("home"))

    assert (hold.state, hold.lift_reason, after[0]) == ("lifted", "人在住院,不该停", "restored")
    assert (duty_of(held).state, duty_of(held).former) == ("confirmed", "restored")


def test_a_confirmation_makes_a_proposal_void(followed, duty_of, town_head, bureau_leader, village_clerk, confirmed_by):
    propose_hold(actor=town_head, duty=duty_of(followed), reason="三次联系不上")
    confirm(actor=village_clerk, duties=[duty_of(followed)], given=confirmed_by())

    with pytest.raises(Stale):
        decide_hold(actor=bureau_leader, duty=duty_of(followed), agreed=True, reason="同意暂停", letter="请来办理")

    assert Hold.objects.get(county=MEI).state == "void"


def test_what_the_county_ended_stays_ended(person, duty_of, section_officer, everyone):
    from rongyi.registry.services import update_person

    end_duty(actor=section_officer, duty=duty_of(person), reason="转由外省发放")
    person.refresh_from_db()
    update_person(actor=everyone, person=person, changes={"tags": ["combat"]}, version=person.version)

    assert (duty_of(person).state, duty_of(person).end_reason) == ("ended", "decided")


def test_nothing_is_written_to_a_closed_campaign(person, duty_of, section_officer, village_clerk, confirmed_by):
    close_campaign(actor=section_officer, campaign=duty_of(person).campaign)

    for act in (
        lambda: confirm(actor=village_clerk, duties=[duty_of(person)], given=confirmed_by()),
        lambda: tell(actor=village_clerk, duty=duty_of(person)),
        lambda: record_attempt(actor=village_clerk, duty=duty_of(person), given=AttemptInput(TODAY, "phone", "away")),
    ):
        with pytest.raises(Refused, match="已经结束"):
            act()


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "confirmed"},
        {"state": "ended"},
        {"state": "nonsense"},
        {"state": "invited"},
        {"state": "not_reached"},
        {"state": "suspended"},
        {"end_reason": "death"},
        {"method": "home"},
        {"former": "due"},
    ],
)
def test_the_database_refuses_what_cannot_be(person, duty_of, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Duty.objects.filter(county=MEI, pk=duty_of(person).pk).update(**wrong)


def test_the_database_refuses_a_decision_by_who_proposed(held, bureau_leader, town_head):
    with pytest.raises(IntegrityError), transaction.atomic():
        Hold.objects.filter(county=MEI).update(decided_by=town_head.user_id)
