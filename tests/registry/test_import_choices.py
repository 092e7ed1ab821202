"""What a clerk says about a workbook, and what a workbook says that an import does not do by the way."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from rongyi.kernel.errors import Refused
from rongyi.organisation.roles import Role
from rongyi.registry.imports.jobs import choose_headers, finish_import, report_of, start_import
from rongyi.registry.imports.targets import keys_of
from rongyi.registry.models import ImportJob, Person
from tests.fixtures_people import MEI, MEI_SIBLING, MEI_TOWN, MEI_VILLAGE
from tests.registry.sheets import cells_of, planned_from, workbook
from tests.registry.test_imports import N1, N2

ODD = (["眉县古城村名册", "二〇二六年"], ["人", "号"], ["王建国", N1], ["李大海", N2])
"""A table under words that nobody knows."""


def sheet_of(*rows) -> bytes:
    book, target = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(list(row))
    book.save(target)
    return target.getvalue()


def sent(actor, content: bytes) -> ImportJob:
    return start_import(actor=actor, upload=SimpleUploadedFile("名单.xlsx", content), station=MEI_VILLAGE)


def test_where_no_heading_is_known_somebody_points_at_it(section_officer):
    job = sent(section_officer, sheet_of(*ODD))

    choose_headers(actor=section_officer, job=job, headers={"Sheet": 2})

    (sheet,) = job.reading["sheets"]
    assert (job.state, sheet["first"], sheet["labels"], sheet["rows"]) == ("mapping", 2, ["人", "号"], 2)
    assert [number for number, _cells in sheet["top"]] == [1, 2, 3, 4]
    assert not any(N1 in cell for _number, cells in sheet["top"] for cell in cells)


def test_the_page_leads_from_the_row_of_the_heading_to_the_columns_and_the_result(signed_in, section_officer):
    clerk, job = signed_in(Role.SECTION_OFFICER, MEI), sent(section_officer, sheet_of(*ODD))
    at = reverse("registry:import_columns", args=[job.pk])

    first = clerk.get(at).content.decode()
    unsaid = clerk.post(at, {"reread": "1"})
    reread = clerk.post(at, {"reread": "1", "header-0": "2"})
    columns = clerk.get(at).content.decode()
    mapped = clerk.post(at, {"sheet-0": "on", "column-0": "name", "column-1": "id_number"})

    job.refresh_from_db()
    assert "没有认出表头" in first and 'name="header-0" value="2"' in first and 'name="column-0"' not in first
    assert (unsaid.status_code, reread.url, mapped.url) == (422, at, reverse("registry:import", args=[job.pk]))
    assert 'name="column-0"' in columns
    assert (job.state, job.rows, job.created, job.reading["chosen"]["headers"]) == ("previewed", 2, 2, {"Sheet": 2})


def test_a_wrong_heading_can_be_put_right(section_officer):
    rows = (["姓名", "身份证号"], ["(填写本人姓名)", "(18位)"], ["姓名", "身份证号"], ["王建国", N1])
    job = sent(section_officer, sheet_of(*rows))

    choose_headers(actor=section_officer, job=job, headers={"Sheet": 3})

    assert (job.state, job.reading["sheets"][0]["first"], job.rows, job.created) == ("previewed", 3, 1, 1)


@pytest.mark.parametrize("headers", [{}, {"Sheet": 9}, {"Sheet": 0}, {"别的表": 1}])
def test_only_a_row_that_was_shown_can_be_the_heading(section_officer, headers):
    job = sent(section_officer, sheet_of(*ODD))

    with pytest.raises(Refused):
        choose_headers(actor=section_officer, job=job, headers=headers)


def test_another_village_in_the_sheet_moves_nobody_and_is_said_in_the_preview_and_the_report(town_head, make_person):
    make_person("王建国", id_number=N1, region_code=MEI_VILLAGE)
    make_person("李大海", id_number=N2, region_code=MEI_SIBLING)
    header = ["姓名", "身份证号", "村(社区)", "现住址"]
    rows = (["王建国", N1, "古城村", "三组1号"], ["李大海", N2, "古城村", "三组2号"])

    plan = planned_from(town_head, workbook(*rows, header=header), station=MEI_TOWN)
    before = report_of(plan.job, town_head)
    finish_import(actor=town_head, job=plan.job)

    first, second = plan.rows
    assert [(r.outcome, r.code) for r in plan.rows] == [("updated", "station_differs"), ("updated", "")]
    assert "古城村" in first.message and "不转站" in first.message
    assert [notice for notice in plan.job.reading["notices"] if "有1行" in notice and "转到别的站" in notice]
    assert [row[4] for row in cells_of(before) if row[0] == "王建国"] == ["没有转站"]
    places = Person.objects.filter(county=MEI).order_by("name").values_list("name", "region_code")
    assert list(places) == [("李大海", MEI_SIBLING), ("王建国", MEI_VILLAGE)]
    assert {p.address for p in Person.objects.filter(county=MEI)} == {"三组1号", "三组2号"}
    assert second.message == ""


def test_a_line_that_names_the_town_only_says_nothing_else_than_the_file(town_head, make_person):
    make_person("王建国", id_number=N1)
    content = workbook(["王建国", N1, "三组1号"], header=["姓名", "身份证号", "现住址"])

    plan = planned_from(town_head, content, station=MEI_TOWN)

    assert [(row.outcome, row.code) for row in plan.rows] == [("updated", "")]


def test_columns_of_cards_and_plaques_are_known_and_said_to_be_left_out(section_officer):
    header = ["姓名", "身份证号", "优待证号", "光荣牌编号"]
    content = workbook(["王建国", N1, "6101 2345 6789", "陕A00123"], header=header)

    plan = planned_from(section_officer, content, station=MEI_VILLAGE)

    assert keys_of(header) == dict(zip(header, ("name", "id_number", "card", "plaque"), strict=True))
    assert [notice for notice in plan.job.reading["notices"] if "“优待证号”“光荣牌编号”不从表格导入" in notice]
    assert [row.values for row in plan.rows] == [{"name": "王建国", "id_number": N1}]


def test_what_lies_beside_a_sheet_without_a_list_keeps_its_tick(signed_in, section_officer):
    book, target = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["说明"])
    for row in (["姓名", "身份证号"], ["王建国", N1]):
        book.create_sheet("名单") if "名单" not in book.sheetnames else None
        book["名单"].append(row)
    book.save(target)
    clerk, job = signed_in(Role.SECTION_OFFICER, MEI), sent(section_officer, target.getvalue())

    answer = clerk.post(
        reverse("registry:import_columns", args=[job.pk]),
        {"sheet-1": "on", "column-0": "name", "column-1": "id_number"},
    )

    job.refresh_from_db()
    assert (answer.status_code, job.reading["chosen"]["sheets"], job.created) == (302, ["名单"], 1)
