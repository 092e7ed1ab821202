"""A ledger is what an honest clerk would have written by hand from the records."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rongyi.kernel.county_guard import guarding_counties
from rongyi.kernel.errors import NotFound, Refused
from rongyi.ledgers.queries import Totals, ledger, ledger_names, ledger_page, ledger_rows, ledger_totals
from rongyi.organisation.roles import Role
from rongyi.records.models import Fact
from rongyi.records.services import correct, withdraw
from tests.fixtures_people import (
    HUYI,
    HUYI_VILLAGE,
    MEI,
    MEI_SIBLING,
    MEI_TOWN,
    MEI_VILLAGE,
    OTHER_TOWN,
    OTHER_TOWN_VILLAGE,
    actor_for,
)  # fmt: skip
from tests.ledgers.work import DAY, NEEDS, YEAR, leave, leave_many, visit
from tests.records.work import worker

pytestmark = pytest.mark.django_db
CANARY = "郗不见"


def rows(actor, name="visits", **asked) -> list[dict]:
    return [row.values for row in ledger_rows(actor, ledger(name), **asked)]


def test_the_ledgers_that_have_a_file_are_there():
    assert [(book.name, book.title) for book in ledger_names()] == [
        ("archives", "档案台账"), ("cards", "优待证台账"), ("cases", "办件台账"), ("collection", "信息采集台账"), ("confirmation", "年度确认台账"),
        ("payments", "抚恤补助发放台账"), ("reception", "来访接待台账"), ("visits", "走访慰问台账"),
    ]  # fmt: skip


def test_a_visit_is_a_row_without_another_word_typed(make_person, village_clerk):
    wang, zhao = make_person("王建国"), make_person("赵秀兰")
    fact = leave(visit(people=[wang, zhao], channel="phone", reason="festival", needs=["job"], note="送去年货"))[0]

    found = ledger_page(village_clerk, "visits", **YEAR)

    names = {"王建国", "赵秀兰"}
    values = dict(found.rows[0].values)
    assert set(values.pop("people").split("、")) == names
    assert values == {
        "number": 1, "date": DAY, "station": "横渠村委会退役军人服务站", "channel": "电话", "reason": "节日慰问",
        "needs": "就业", "note": "送去年货", "handler": "李站长", "state": "补记",
    }  # fmt: skip
    assert (found.rows[0].fact_id, found.rows[0].is_valid, found.next) == (fact.pk, True, None)
    assert [str(c.label) for c in found.columns] == [
        "序号", "日期", "人员", "服务站", "方式", "事由", "发现的需求", "情况", "经办人", "状态",
    ]  # fmt: skip


def test_reception_holds_the_visits_at_the_counter_alone(make_person, village_clerk):
    leave_many(9, make_person())

    reception = rows(village_clerk, "reception", **YEAR)

    assert [row["note"] for row in reception] == ["第2次", "第5次", "第8次"]
    assert [str(c.label) for c in ledger("reception").columns][4:7] == ["来访事由", "诉求", "接待情况"]


def test_collection_comes_from_the_registry(make_person, village_clerk):
    make_person("王建国")

    assert [(row["people"], row["change"]) for row in rows(village_clerk, "collection")] == [("王建国", "新建档")]


def test_rows_equal_an_independent_recomputation(make_person, village_clerk):
    leave_many(40, make_person())
    first, last = DAY - timedelta(days=15), DAY - timedelta(days=2)

    found = rows(village_clerk, first=first, last=last, filters={"channel": "phone", "needs": "job"})

    by_hand = sorted(
        (
            (fact.occurred_on, fact.pk, fact.sealed_data["note"])
            for fact in Fact.objects.filter(kind="visit")
            if first <= fact.occurred_on <= last
            and fact.channel == "phone"
            and fact.data.get("needs") in [n for n in NEEDS if "job" in n]
        ),
        reverse=True,
    )
    assert [(row["number"], row["date"], row["note"]) for row in found] == [
        (n, day, note) for n, (day, _pk, note) in enumerate(by_hand, 1)
    ]
    assert len(found) > 3


def test_pages_join_without_a_row_lost_or_doubled(make_person, village_clerk):
    leave_many(23, make_person())

    seen, cursor = [], None
    while True:
        found = ledger_page(village_clerk, "visits", cursor=cursor, limit=5)
        seen += [row.values["number"] for row in found.rows]
        cursor = found.next
        if cursor is None:
            break

    assert seen == list(range(1, 24))


def test_totals_count_what_the_filters_leave(make_person, village_clerk):
    person = make_person()
    leave_many(9, person)
    leave(visit(people=[person, make_person("赵秀兰")], channel="video"))
    book = ledger("visits")

    assert ledger_totals(village_clerk, book, **YEAR) == Totals(10, 11, 0, 0, 0)
    assert ledger_totals(village_clerk, book, filters={"channel": "video"}) == Totals(1, 2, 0, 0, 0)
    assert ledger_totals(village_clerk, book, last=date(2025, 1, 1)) == Totals(0, 0, 0, 0, 0)


def test_what_was_withdrawn_or_corrected_is_hidden_until_asked_for(make_person, village_clerk):
    person = make_person()
    wrong, gone, _kept = leave(*(visit(people=[person], note=n) for n in ("错", "撤", "留")))
    correct(actor=worker(), fact=wrong, at=DAY, channel="home", data={"reason": "routine", "note": "对"})
    withdraw(actor=worker(), fact=gone, reason="记重了")

    usual = {(row["note"], row["state"]) for row in rows(village_clerk)}
    whole = {(row["note"], row["state"]) for row in rows(village_clerk, filters={"state": "all"})}

    assert usual == {("留", "补记"), ("对", "更正后")}
    assert whole == usual | {("错", "已更正"), ("撤", "已撤回")}
    assert ledger_totals(village_clerk, ledger("visits"), filters={"state": "all"}).facts == 2


@pytest.mark.parametrize(
    "filters",
    [{"reason": "war"}, {"colour": "red"}, {"channel": "pigeon"}, {"handler": "李站长"}, {"channel": "online"}],
)
def test_an_unknown_filter_is_refused(village_clerk, filters):
    with pytest.raises(Refused, match="没有这个筛选条件"):
        ledger_page(village_clerk, "visits", filters=filters)


@pytest.mark.parametrize("name", ["nothing", "../visits", ""])
def test_a_ledger_that_is_not_there_is_404(village_clerk, name):
    with pytest.raises(NotFound):
        ledger_page(village_clerk, name)


@pytest.mark.parametrize(
    ("role", "code", "sees"),
    [
        (Role.VILLAGE_CLERK, MEI_VILLAGE, {MEI_VILLAGE}),
        (Role.VILLAGE_CLERK, MEI_SIBLING, {MEI_SIBLING}),
        (Role.TOWN_HEAD, MEI_TOWN, {MEI_TOWN, MEI_VILLAGE, MEI_SIBLING}),
        (Role.TOWN_HEAD, OTHER_TOWN, {OTHER_TOWN_VILLAGE}),
        (Role.BUREAU_LEADER, MEI, {MEI_TOWN, MEI_VILLAGE, MEI_SIBLING, OTHER_TOWN_VILLAGE}),
        (Role.PREFECTURE_OFFICER, "6103", {MEI_TOWN, MEI_VILLAGE, MEI_SIBLING, OTHER_TOWN_VILLAGE}),
        (Role.BUREAU_LEADER, HUYI, {HUYI_VILLAGE}),
    ],
)
def test_each_sees_the_rows_of_the_own_subtree_and_no_other(make_person, network, role, code, sees):
    places = (MEI_TOWN, MEI_VILLAGE, MEI_SIBLING, OTHER_TOWN_VILLAGE, HUYI_VILLAGE)
    for place in places:
        leave(visit(place, people=[make_person("某某", region_code=place)]))
    actor = actor_for(role, code)

    with guarding_counties():
        found = rows(actor)

    assert {row["station"] for row in found} == {network[p].name for p in sees}
    assert ledger_totals(actor, ledger("visits")).facts == len(sees)


@pytest.mark.parametrize("station", [MEI_SIBLING, MEI_TOWN, MEI, HUYI_VILLAGE, "61", "610326101999x"])
def test_a_station_outside_the_reach_is_404(village_clerk, station):
    with pytest.raises(NotFound):
        ledger_page(village_clerk, "visits", station=station)


def test_a_town_narrows_the_ledger_to_one_village(make_person, town_head):
    for place in (MEI_VILLAGE, MEI_SIBLING):
        leave(visit(place, people=[make_person(region_code=place)]))

    assert [row["station"] for row in rows(town_head, station=MEI_SIBLING)] == ["古城村委会退役军人服务站"]


def test_the_prefecture_sees_that_work_was_done_and_not_for_whom(make_person, prefecture_officer):
    leave(visit(people=[make_person(CANARY)], note=f"{CANARY}身体不好"))

    found = rows(prefecture_officer)

    assert [(r["people"], r["note"], r["reason"]) for r in found] == [("不可见", "不可见", "日常走访")]
    assert CANARY not in str(found)


def test_who_lives_elsewhere_is_counted_and_not_named(make_person, village_clerk):
    foreign = make_person(CANARY, region_code=OTHER_TOWN_VILLAGE)
    leave(visit(people=[make_person("王建国"), foreign]), visit(people=[foreign], at=DAY - timedelta(days=1)))

    assert [row["people"] for row in rows(village_clerk)] == ["王建国、另1人不在本辖区", "1人不在本辖区"]


def test_three_rows_and_three_hundred_ask_as_often(make_person, village_clerk):
    person = make_person()
    leave_many(3, person)
    book = ledger("visits")
    with CaptureQueriesContext(connection) as few:
        ledger_page(village_clerk, book, limit=200)
    leave_many(300, person)

    with CaptureQueriesContext(connection) as many:
        found = ledger_page(village_clerk, book, limit=200)

    assert len(found.rows) == 200
    assert len(many) == len(few) <= 6
