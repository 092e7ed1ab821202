from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from rongyi.kernel import clock
from rongyi.kernel.audit import AuditEntry
from rongyi.kernel.errors import Conflict, Denied, NotFound, Refused, Stale
from rongyi.kernel.ids import uuid7
from rongyi.records.models import Fact, FactPerson
from rongyi.records.queries import people_of, totals
from rongyi.records.rollups import differences
from rongyi.visits.services import correct_visit, record_from_manual, record_visit, record_visits
from tests.fixtures_people import HUYI_VILLAGE, MEI, MEI_SIBLING, MEI_TOWN, MEI_VILLAGE
from tests.visits.conftest import NOW, TODAY

STATEMENTS = 22
"""Of one visit: chain, people, counts, trail, who is due next, and the savepoints of two transactions in a test."""


def acts() -> list[tuple]:
    entries = AuditEntry.objects.filter(county=MEI).order_by("seq")
    return list(entries.values_list("act", "outcome", "subject_id").filter(act__in=["visits.make", "records.correct"]))


def test_a_visit_leaves_one_fact_with_all_that_was_said(village_clerk, make_person, visit_of):
    wang, li = make_person("王建国"), make_person("李卫东")

    fact = record_visit(actor=village_clerk, given=visit_of(wang, li.pk, note="住院刚回来", needs=["medical", "card"]))

    fact.refresh_from_db()
    assert (fact.kind, fact.region_code, fact.channel, fact.state) == ("visit", MEI_VILLAGE, "home", "valid")
    assert fact.data == {"reason": "routine", "needs": ["medical", "card"]}
    assert fact.sealed_data == {"note": "住院刚回来"}
    assert fact.summary == "日常走访;发现需求:就医、优待证"
    assert (fact.occurred_at, fact.handler, fact.people_count) == (NOW, "张三", 2)
    assert people_of([fact]) == {fact.pk: sorted([wang.pk, li.pk])}
    assert acts() == [("visits.make", "done", str(fact.pk))]


def test_the_note_does_not_lie_in_the_database_in_clear(village_clerk, make_person, visit_of):
    fact = record_visit(actor=village_clerk, given=visit_of(make_person(), note="家里有难处"))

    stored = Fact.objects.filter(county=MEI, pk=fact.pk).values_list("sealed_data_sealed", "summary_sealed")
    assert all("难处".encode() not in bytes(value) for row in stored for value in row)


@pytest.mark.parametrize(
    ("who", "station"), [("village_clerk", MEI_VILLAGE), ("town_head", MEI_TOWN), ("section_officer", MEI)]
)
def test_a_visit_is_the_work_of_the_station_of_who_made_it(request, who, station, make_person, visit_of):
    actor = request.getfixturevalue(who)

    fact = record_visit(actor=actor, given=visit_of(make_person()))

    assert fact.region_code == station


def test_the_same_submit_twice_is_one_visit(village_clerk, make_person, visit_of):
    given = visit_of(make_person(), id=uuid7())

    first = record_visit(actor=village_clerk, given=given)
    second = record_visit(actor=village_clerk, given=given)

    assert second.pk == first.pk
    assert Fact.objects.filter(county=MEI, kind="visit").count() == 1
    assert totals(MEI, "visit", TODAY, TODAY)["facts"] == 1


def test_the_same_submit_after_a_death_is_still_the_visit_of_the_first_time(village_clerk, make_person, visit_of):
    person = make_person()
    given = visit_of(person, id=uuid7())
    first = record_visit(actor=village_clerk, given=given)
    person.deceased_on = TODAY - timedelta(days=1)

    again = record_visit(actor=village_clerk, given=given)

    assert again.pk == first.pk


def test_a_visit_takes_few_statements(village_clerk, make_person, visit_of, django_assert_max_num_queries):
    record_visit(actor=village_clerk, given=visit_of(make_person()))  # the chain of the station begins
    given = replace(visit_of(make_person()), region_code=MEI_VILLAGE)

    with django_assert_max_num_queries(STATEMENTS):
        record_visit(actor=village_clerk, given=given)


def test_another_visit_under_a_used_id_is_refused_and_not_swallowed(village_clerk, make_person, visit_of):
    given = visit_of(make_person("王建国"), id=uuid7())
    record_visit(actor=village_clerk, given=given)

    with pytest.raises(Conflict, match="内容不同") as refusal:
        record_visit(actor=village_clerk, given=replace(given, people=[make_person("李卫东")]))

    assert refusal.value.code == "id_reused"
    assert Fact.objects.filter(county=MEI, kind="visit").count() == 1


def test_an_id_that_another_station_used_is_refused(village_clerk, huyi_clerk, make_person, visit_of):
    used = record_visit(actor=huyi_clerk, given=visit_of(make_person(region_code=HUYI_VILLAGE), id=uuid7()))

    with pytest.raises(Conflict) as refusal:
        record_visit(actor=village_clerk, given=visit_of(make_person(), id=used.pk))

    assert refusal.value.code == "id_taken"
    assert not Fact.objects.filter(county=MEI, kind="visit").exists()


def test_the_dead_are_not_visited(village_clerk, make_person, visit_of):
    person = make_person("王建国", deceased_on=date(2026, 11, 20))

    with pytest.raises(Refused, match="王建国已去世"):
        record_visit(actor=village_clerk, given=visit_of(person))

    assert not Fact.objects.filter(county=MEI, kind="visit").exists()
    assert acts()[-1][:2] == ("visits.make", "refused")


def test_a_visit_made_before_the_death_is_written_down_afterwards(village_clerk, make_person, visit_of):
    person = make_person(deceased_on=date(2026, 11, 20))

    fact = record_visit(actor=village_clerk, given=visit_of(person, at=date(2026, 11, 19)))

    assert fact.occurred_on == date(2026, 11, 19)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"at": date(2026, 11, 25)}, "occurred_at"),
        ({"at": NOW + timedelta(hours=1)}, "occurred_at"),
        ({"at": date(1905, 1, 1)}, "occurred_at"),
        ({"channel": "import"}, "channel"),
        ({"reason": "tea"}, "data.reason"),
        ({"reason": ""}, "data.reason"),
        ({"needs": ["gold"]}, "data.needs"),
        ({"note": "长" * 501}, "data.note"),
        ({"people": []}, "people"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(village_clerk, make_person, visit_of, changed, field):
    given = replace(visit_of(make_person()), **changed)

    with pytest.raises(Refused) as refusal:
        record_visit(actor=village_clerk, given=given)

    assert refusal.value.field == field
    assert not Fact.objects.filter(county=MEI, kind="visit").exists()


def test_a_late_entry_at_any_hour_is_welcome_and_marked(village_clerk, make_person, visit_of):
    at_night = datetime(2025, 3, 1, 23, 40, tzinfo=clock.SHANGHAI)

    fact = record_visit(actor=village_clerk, given=visit_of(make_person(), at=at_night))

    assert (fact.occurred_at, fact.is_late) == (at_night, True)


@pytest.mark.parametrize("place", [MEI_SIBLING, MEI_TOWN, HUYI_VILLAGE])
@pytest.mark.parametrize("as_id", [True, False])
def test_people_out_of_scope_are_not_found(village_clerk, make_person, visit_of, place, as_id):
    stranger = make_person(region_code=place)

    with pytest.raises(NotFound):
        record_visit(actor=village_clerk, given=visit_of(stranger.pk if as_id else stranger))

    assert not Fact.objects.filter(county__in=[MEI, HUYI_VILLAGE[:6]], kind="visit").exists()


@pytest.mark.parametrize("code", [MEI, MEI_SIBLING, MEI_VILLAGE + "9", HUYI_VILLAGE])
def test_a_visit_is_not_written_to_a_station_out_of_reach_or_to_none(village_clerk, make_person, visit_of, code):
    with pytest.raises(NotFound):
        record_visit(actor=village_clerk, given=visit_of(make_person(), region_code=code))

    assert not Fact.objects.filter(county=MEI, kind="visit").exists()


@pytest.mark.parametrize("who", ["bureau_leader", "prefecture_officer", "auditor", "administrator"])
def test_who_only_reads_records_nothing(request, who, make_person, visit_of):
    with pytest.raises(Denied):
        record_visit(actor=request.getfixturevalue(who), given=visit_of(make_person()))

    assert not FactPerson.objects.filter(county=MEI, fact__kind="visit").exists()


def test_many_visits_are_one_act(section_officer, make_person, visit_of):
    wang, li = make_person("王建国"), make_person("李卫东", region_code=MEI_SIBLING)
    given = [visit_of(wang, region_code=MEI_VILLAGE), visit_of(li.pk, region_code=MEI_SIBLING, channel="phone")]

    facts = record_visits(actor=section_officer, region_code=MEI, given=given)

    assert [(f.region_code, f.channel) for f in facts] == [(MEI_VILLAGE, "home"), (MEI_SIBLING, "phone")]
    assert [act for act, *_rest in acts()] == ["visits.make"]


def test_the_manual_entry_of_the_api_is_the_same_visit(village_clerk, make_person):
    person, made = make_person(), uuid7()

    fact = record_from_manual(
        actor=village_clerk, region_code="", people=[person.pk], at=TODAY, channel="phone",
        data={"reason": "illness", "needs": ["medical"]}, id=made,
    )  # fmt: skip

    assert (fact.pk, fact.region_code, fact.data) == (made, MEI_VILLAGE, {"reason": "illness", "needs": ["medical"]})


def test_the_manual_entry_refuses_a_column_that_there_is_not(village_clerk, make_person):
    with pytest.raises(Refused) as refusal:
        record_from_manual(
            actor=village_clerk, region_code="", people=[make_person().pk], at=TODAY, channel="home",
            data={"reason": "routine", "mood": "good"},
        )  # fmt: skip

    assert refusal.value.code == "unknown_field"


def test_a_correction_takes_the_place_of_what_was_wrong(village_clerk, make_person, visit_of):
    wang, li = make_person("王建国"), make_person("李卫东")
    wrong = record_visit(actor=village_clerk, given=visit_of(wang))

    right = correct_visit(actor=village_clerk, fact=wrong, given=visit_of(li, channel="phone"), version=wrong.version)

    wrong.refresh_from_db()
    assert (wrong.state, right.state, right.corrects_id) == ("corrected", "valid", wrong.pk)
    assert people_of([right]) == {right.pk: [li.pk]}
    assert totals(MEI, "visit", TODAY, TODAY)["facts"] == 1
    assert differences(MEI) == []


def test_a_stale_correction_changes_nothing(village_clerk, make_person, visit_of):
    person = make_person()
    fact = record_visit(actor=village_clerk, given=visit_of(person))
    correct_visit(actor=village_clerk, fact=fact, given=visit_of(person, channel="phone"), version=1)

    with pytest.raises(Stale):
        correct_visit(actor=village_clerk, fact=fact, given=visit_of(person, channel="video"), version=1)

    valid = Fact.objects.filter(county=MEI, kind="visit", state="valid")
    assert list(valid.values_list("channel", flat=True)) == ["phone"]


def test_an_id_is_told_by_the_real_clock_whatever_day_the_house_pretends(village_clerk, make_person, visit_of):
    given = replace(visit_of(make_person()), id=uuid7())

    with clock.pretending(clock.now() - timedelta(days=30)):
        fact = record_visit(actor=village_clerk, given=replace(given, at=clock.today()))

    assert fact.pk == given.id
