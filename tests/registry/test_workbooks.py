"""What becomes of each row of a workbook, before and after it is written."""

from collections import Counter
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rongyi.kernel.errors import Refused
from rongyi.registry.imports.jobs import finish_import
from rongyi.registry.models import HeldCase, Person
from rongyi.registry.queries import marks_of
from rongyi.registry.services import record_death
from tests.fixtures_people import HUYI_VILLAGE, MEI, MEI_SIBLING, MEI_TOWN, MEI_VILLAGE, id_number
from tests.registry.sheets import HEADER, planned_from, workbook


def planned(actor, *rows, station=MEI_TOWN, name="名单.xlsx", content=None, **given):
    content = workbook(*rows, **given) if content is None else content
    return planned_from(actor, content, station=station, name=name)


def outcomes(plan) -> list[tuple[str, str]]:
    return [(row.outcome, row.code) for row in plan.rows]


def applied(actor, *rows, station=MEI_TOWN, **given) -> dict[str, int]:
    return finish_import(actor=actor, job=planned(actor, *rows, station=station, **given).job)


@pytest.fixture
def numbers() -> list[str]:
    return [id_number(date(1955, 3, day), serial=day) for day in range(1, 13)]


def test_each_row_has_its_own_outcome_and_the_counts_are_those_of_the_rows(town_head, huyi_clerk, make_person, numbers):
    make_person("王建国", id_number=numbers[1], phone="13800000001")
    make_person("李卫东", id_number=numbers[2], phone="13800000002")
    make_person("孙远方", HUYI_VILLAGE, id_number=numbers[3])
    wrong = numbers[4][:-1] + ("0" if numbers[4][-1] != "0" else "1")
    rows = [
        ("赵卫国", numbers[0], "13812340000", "横渠村", "一组3号", "退役士兵"),
        ("王建国", numbers[1], "13899999999", None, None, None),
        ("李卫东", numbers[2], "13800000002", "", "", ""),
        ("孙远方", numbers[3], "", "横渠村", "", ""),
        ("钱多多", wrong, "", "", "", ""),
        ("周小明", numbers[5], "", "常兴村", "", ""),
        ("吴😀", numbers[6], "", "", "", ""),
        ("郑新民", numbers[7], "138123", "", "", ""),
        (None, None, None, None, None, None),
        ("合计", 8, None, None, None, None),
    ]

    plan = planned(town_head, *rows)

    assert outcomes(plan) == [
        ("created", ""), ("updated", ""), ("unchanged", ""), ("held", "held"), ("rejected", "id_check_digit"),
        ("rejected", "unknown_station"), ("rejected", "name_character"), ("rejected", "phone_form"),
    ]  # fmt: skip
    counted = Counter(row.outcome for row in plan.rows)
    assert plan.counts() == {"rows": 8, **counted}
    assert (Person.objects.filter(county=MEI).count(), HeldCase.objects.count()) == (2, 0)


def test_what_is_wrong_says_where_and_how_to_mend_it(town_head):
    right = id_number(date(1955, 3, 12), serial=101)
    wrong = right[:-1] + ("0" if right[-1] != "0" else "1")
    future = id_number(date(2030, 1, 1), serial=1)

    plan = planned(town_head, ("王建国", wrong), ("李卫东", future), ("赵卫国", right, "", "常兴村"))

    first, second, third = plan.rows
    assert (first.number, first.column) == (2, "身份证号")
    assert f"应是“{right[-1]}”,现在是“{wrong[-1]}”" in first.message
    assert (second.column, second.code) == ("身份证号", "id_future")
    assert (third.column, third.message) == ("村(社区)", "本站范围内没有“常兴村”这个村(社区)。")


def test_what_was_planned_is_what_is_written_and_a_second_time_writes_nothing(town_head, make_person, numbers):
    known = make_person("王建国", id_number=numbers[1], phone="13800000001", categories=["R02"])
    make_person("孙远方", HUYI_VILLAGE, id_number=numbers[3])
    rows = [
        ("赵卫国", numbers[0], "13812340000", "横渠村", "一组3号", "R02"),
        ("王建国", numbers[1], "", "", "二组5号", "R07"),
        ("孙远方", numbers[3], "", "", "", ""),
    ]

    first, second = applied(town_head, *rows), applied(town_head, *rows)

    assert first == {"rows": 3, "created": 1, "updated": 1, "unchanged": 0, "held": 1, "rejected": 0}
    assert second == {"rows": 3, "created": 0, "updated": 0, "unchanged": 2, "held": 1, "rejected": 0}
    known.refresh_from_db()
    assert (known.phone, known.address, known.version) == ("13800000001", "二组5号", 2)
    assert marks_of([known])[0] == {known.pk: ["R02", "R07"]}
    made = Person.objects.get(county=MEI, name="赵卫国")
    assert (made.region_code, made.phone, made.address) == (MEI_VILLAGE, "13812340000", "一组3号")
    (case,) = HeldCase.objects.all()
    assert (case.region_code, case.why, case.given["id_number"]) == (MEI_TOWN, "held", numbers[3])


def test_two_rows_of_one_number_are_one_file_or_wait_for_somebody_to_choose(town_head, numbers):
    plan = planned(
        town_head,
        ("王建国", numbers[0], "13800000001"), ("王建国", numbers[0], "13800000001"),
        ("李卫东", numbers[1], "13800000002"), ("李卫冬", numbers[1], "13800000002"),
    )  # fmt: skip

    assert outcomes(plan) == [("created", ""), ("unchanged", "again"), ("held", "contradicts"), ("held", "contradicts")]
    assert "第5行" in plan.rows[2].message and "第4行" in plan.rows[3].message
    assert plan.counts() == {"rows": 4, "created": 1, "updated": 0, "unchanged": 1, "held": 2, "rejected": 0}


def test_somebody_who_died_is_left_as_they_are(town_head, make_person, numbers, today):
    person = make_person("王建国", id_number=numbers[0])
    record_death(actor=town_head, person=person, on=today)

    plan = planned(town_head, ("王建国", numbers[0], "13800000001"))

    assert outcomes(plan) == [("held", "deceased")]


def test_a_file_of_a_sibling_village_is_held_and_not_told(village_clerk, make_person, numbers):
    make_person("古城人", MEI_SIBLING, id_number=numbers[0])

    plan = planned(village_clerk, ("王建国", numbers[0]), station=MEI_VILLAGE)

    assert outcomes(plan) == [("held", "held")]
    assert plan.rows[0].message == "需要上级核对后才能建档,已留存。"
    assert plan.rows[0].changes == []


def test_a_csv_of_an_office_in_gb18030_is_read_with_its_rare_characters(town_head, numbers):
    text = "\r\n".join([",".join(HEADER[:3]), f"张𬱖,{numbers[0]},0917-5512345"])

    plan = planned(town_head, name="名单.csv", content=text.encode("gb18030"))

    (row,) = plan.rows
    assert (row.outcome, row.values["name"], row.values["phone"]) == ("created", "张𬱖", "0917-5512345")


def test_a_header_may_stand_lower_and_be_written_as_people_write_it(town_head, numbers):
    rows = [
        ["眉县退役军人信息表"],
        ["", " 姓 名*", "身份证\n号码:", "入伍时间"],
        [1, "王建国", numbers[0], "1974年12月"],
    ]

    plan = planned(town_head, *rows[1:], header=rows[0])

    (row,) = plan.rows
    assert (row.outcome, row.number) == ("created", 3)
    assert row.values["parts"] == {"service": [{"enlisted_on": "1974-12-01"}]}
    assert row.notes == ["入伍时间只写到月,按当月1日登记。"]


def test_a_date_that_cannot_be_is_told_at_its_own_column(town_head, numbers):
    plan = planned(
        town_head, ("王建国", numbers[0], "1974年13月"), ("李卫东", numbers[1], "2030-01-01"),
        header=["姓名", "身份证号", "入伍时间"],
    )  # fmt: skip

    assert [(r.code, r.column) for r in plan.rows] == [("date_form", "入伍时间"), ("future", "入伍时间")]


def test_a_number_that_the_sheet_has_rounded_is_refused(town_head):
    plan = planned(town_head, ("王建国", 610326195503121000))

    (row,) = plan.rows
    assert (row.outcome, row.code, row.column) == ("rejected", "id_as_number", "身份证号")


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 64, "名单.xlsx"),
        (b"", "名单.xlsx"),
        (workbook(header=["甲", "乙"]), "名单.xlsx"),
    ],
)
def test_what_is_no_workbook_of_people_is_refused(town_head, content, name):
    with pytest.raises(Refused) as refused:
        planned(town_head, content=content, name=name)

    assert str(refused.value.message)


def test_known_people_cost_the_same_queries_however_many(town_head, make_person):
    people = [(name, id_number(date(1950, 1, 1), serial=i)) for i, name in enumerate("甲乙丙丁戊己庚辛壬癸", 1)]
    for name, number in people:
        make_person("王" + name, id_number=number, phone="13800000001")
    asked = []
    for count in (1, 10):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            planned(town_head, *[("王" + name, number, "13800000002") for name, number in people[:count]])
        asked.append(len(queries))

    assert asked[0] == asked[1]
