"""A case goes its way: each step by the post that holds it, each act one entry, one fact, one line in the trail."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from rongyi.casework.models import Case, CaseClock, CaseEntry, CaseMaterial
from rongyi.casework.queries import cases_visible, count_to_do, overdue_below, to_do
from rongyi.casework.services import ActInput, act, extend, hand_over, pause, supplement, withdraw_case
from rongyi.casework.services.materials import check_material
from rongyi.kernel import clock
from rongyi.kernel.errors import Conflict, Denied, NotFound, Refused, Stale
from rongyi.kernel.models import AuditEntry
from rongyi.records.models import Fact
from tests.casework.scene import CARD, apply_for_card, card_to_the_hand, do, hand_in, make_posts

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=clock.SHANGHAI)


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


def test_the_card_goes_from_the_village_to_the_province_and_back(posts, wang):
    case = apply_for_card(posts.village, wang)

    card_to_the_hand(posts, case)

    case.refresh_from_db()
    entries = list(CaseEntry.objects.filter(county=case.county, case=case).order_by("seq"))
    assert (case.state, case.outcome, case.ended_on) == ("ended", "done", date(2026, 11, 23))
    assert [(e.post, e.act, e.to_step) for e in entries] == [
        ("", "apply", "accept"), ("town", "accept", "verify"), ("centre", "verify", "first_review"),
        ("bureau", "agree", "city_review"), ("city", "agree", "filing"), ("province", "file", "bank"),
        ("centre", "made", "receive"), ("centre", "receive", "hand_over"), ("town", "hand_over", ""),
    ]  # fmt: skip
    assert Fact.objects.filter(county=case.county, kind="case", source_id=case.pk).count() == len(entries)
    assert AuditEntry.objects.filter(county=case.county, act="casework.act", outcome="done").count() == 8
    assert not CaseClock.objects.filter(county=case.county, case=case, ended_on=None).exists()
    assert case.number == "YDZ610326202600001"


def test_each_post_sees_what_waits_for_it_and_nothing_before(posts, wang):
    case = apply_for_card(posts.village, wang)
    seen = []

    for step in ("accept", "verify", "agree"):
        seen.append([name for name, who in vars(posts).items() if case in to_do(who)])
        do({"accept": posts.town, "verify": posts.centre, "agree": posts.bureau}[step], case, step)

    assert seen == [["town"], ["centre", "bureau"], ["centre", "bureau", "leader"]]
    assert [case in cases_visible(who) for who in (posts.city, posts.province)] == [True, False]
    assert (count_to_do(posts.city), count_to_do(posts.province)) == ((1, 0), (0, 0))


def test_who_verified_does_not_review(posts, wang):
    case = apply_for_card(posts.village, wang)
    do(posts.town, case, "accept")
    do(posts.centre, case, "verify")

    with pytest.raises(Denied, match="另一位同事"):
        do(posts.centre, case, "agree")

    case.refresh_from_db()
    assert case.step == "first_review"


def test_another_county_and_another_town_are_told_that_there_is_nothing(posts, wang, huyi_leader, sibling_clerk):
    case = apply_for_card(posts.village, wang)

    for stranger in (huyi_leader, sibling_clerk):
        with pytest.raises(NotFound):
            do(stranger, case, "accept")
        assert case not in cases_visible(stranger)


def test_a_post_below_does_not_do_the_work_of_one_above(posts, wang):
    case = apply_for_card(posts.village, wang)

    with pytest.raises(Denied, match="镇"):
        do(posts.village, case, "accept")


def test_the_county_stands_in_for_a_town_and_it_is_written_down(posts, wang):
    case = apply_for_card(posts.village, wang)

    entry = do(posts.centre, case, "accept")

    assert (entry.post, entry.instead_of) == ("centre", "town")


def test_the_same_matter_is_not_open_twice(posts, wang):
    apply_for_card(posts.village, wang)

    with pytest.raises(Conflict, match="正在办理"):
        apply_for_card(posts.town, wang)

    assert Case.objects.filter(county=wang.county).count() == 1


def test_for_the_dead_and_for_who_is_not_entitled_nothing_begins(posts, make_person):
    dead = make_person("李老", categories=["R02"], deceased_on=date(2026, 11, 1))
    family = make_person("周家", categories=["R12"])

    for person, why in ((dead, "在世"), (family, "依法退出现役")):
        with pytest.raises(Refused, match=why):
            apply_for_card(posts.village, person)

    assert not Case.objects.filter(county=dead.county).exists()


def test_every_fault_of_a_form_is_told_at_once(posts, wang):
    with pytest.raises(Refused) as told:
        apply_for_card(posts.village, wang, answers={"kind": "gold", "bank": ""})

    assert set(told.value.facts["faults"]) == {"kind", "bank", "delivery"}


def test_without_its_papers_a_case_stays_where_it_is(posts, wang):
    case = apply_for_card(posts.village, wang, shown=("id_card",))

    with pytest.raises(Refused, match="照片"):
        do(posts.town, case, "accept")
    hand_in(case)
    do(posts.town, case, "accept")

    assert case.step == "verify"


def test_the_applicant_is_told_once_and_the_clock_stands_still_meanwhile(posts, wang):
    case = apply_for_card(posts.village, wang, shown=("id_card", "discharge"))
    do(posts.town, case, "supplement", lacking=("photo",), note="照片不是白底")
    case.refresh_from_db()
    assert (case.state, case.stop_key, case.due_on) == ("returned", "supplement", date(2026, 11, 24))

    with clock.pretending(MONDAY + timedelta(days=7)):
        with pytest.raises(Refused, match="还缺"):
            supplement(actor=posts.village, case=case)
        check_material(actor=posts.town, case=case, key="photo", state="accepted")
        supplement(actor=posts.village, case=case)
        case.refresh_from_db()

        assert (case.state, case.due_on) == ("open", date(2026, 12, 1))
        with pytest.raises(Refused, match="已经一次性告知过"):
            do(posts.town, case, "supplement", note="又想起一样")


def test_the_thirty_days_run_over_city_and_province_and_nobody_lengthens_them(posts, wang):
    case = apply_for_card(posts.village, wang)
    do(posts.town, case, "accept")
    do(posts.centre, case, "verify")
    do(posts.bureau, case, "agree")
    span = CaseClock.objects.get(county=case.county, case=case, key="span:review")
    expected = date(2026, 11, 23)
    days = 0
    while days < 30:
        expected += timedelta(days=1)
        days += clock.is_working_day(expected)

    assert (span.due_on, span.statute) == (expected, "card_review")
    with pytest.raises(Refused, match="最多"):
        extend(actor=posts.leader, case=case, key="span:review", days=1, note="市里人手不够")


def test_the_clock_stops_only_for_what_the_definition_names(posts, wang):
    case = apply_for_card(posts.village, wang)

    with pytest.raises(Refused):
        pause(actor=posts.town, case=case, stop="lunch")


def test_what_is_over_its_limit_is_seen_one_tier_up_and_nothing_is_decided(posts, wang):
    case = apply_for_card(posts.village, wang)

    with clock.pretending(MONDAY + timedelta(days=10)):
        assert [case in overdue_below(who) for who in (posts.town, posts.centre, posts.leader)] == [False, True, True]
        entry = do(posts.town, case, "accept")

    assert entry.was_late
    assert Fact.objects.get(county=case.county, pk=entry.fact_id).data["on_time"] is False


def test_a_refusal_has_a_reason_of_the_list(posts, wang):
    case = apply_for_card(posts.village, wang)

    with pytest.raises(Refused, match="请选择理由"):
        do(posts.town, case, "refuse", reason="不喜欢")
    do(posts.town, case, "refuse", reason="double")

    case.refresh_from_db()
    assert (case.state, case.outcome, case.reason_code) == ("ended", "refused", "double")


def test_of_two_browsers_one_wins(posts, wang):
    case = apply_for_card(posts.village, wang)
    other = Case.objects.get(county=case.county, pk=case.pk)
    act(actor=posts.town, case=case, given=ActInput("accept", version=case.version))

    with pytest.raises(Stale):
        act(actor=posts.town, case=other, given=ActInput("accept", version=other.version))

    assert CaseEntry.objects.filter(county=case.county, case=case, act="accept").count() == 1


def test_a_case_that_ended_is_not_taken_up_again_even_by_the_database(posts, wang):
    case = apply_for_card(posts.village, wang)
    withdraw_case(actor=posts.village, case=case, note="本人不办了")

    with pytest.raises(Refused):
        do(posts.town, case, "accept")
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(county=case.county, pk=case.pk).update(state="open", outcome="", ended_on=None)


def test_what_happened_is_not_rewritten(posts, wang):
    case = apply_for_card(posts.village, wang)

    with pytest.raises(IntegrityError), transaction.atomic():
        CaseEntry.objects.filter(county=case.county, case=case).update(act="other")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM casework_caseentry")


def test_sent_back_inside_the_house_and_handed_to_a_colleague(posts, wang):
    case = apply_for_card(posts.village, wang)
    do(posts.town, case, "accept")
    case.refresh_from_db()
    hand_over(actor=posts.centre, case=case, user_id=posts.bureau.user_id, name=posts.bureau.name)
    do(posts.bureau, case, "back", note="种类选错了")

    case.refresh_from_db()
    assert (case.step, case.post, case.at_code, case.handler_name) == ("accept", "town", "610326101", "")


def test_what_somebody_typed_lies_sealed(posts, wang):
    case = apply_for_card(posts.village, wang, phone="13812345678")
    with connection.cursor() as cursor:
        cursor.execute("SELECT answers, applicant_name, applicant_phone FROM casework_case")
        row = b"".join(bytes(value) for value in cursor.fetchone())

    case.refresh_from_db()
    assert b"vet" not in row and "王建国".encode() not in row and b"1381234" not in row
    assert (case.answers, case.applicant_phone) == (CARD, "13812345678")
    assert CaseMaterial.objects.filter(county=case.county, case=case).count() == 3
