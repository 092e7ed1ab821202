"""What stations send that is not as it should be: each gets a word, and nothing is lost."""

import io
from datetime import date

import openpyxl
import pytest
import xlwt

from rongyi.kernel.errors import Refused
from rongyi.kernel.sheets.reader import read_sheets
from rongyi.registry.imports.jobs import (
    apply_import,
    finish_import,
    is_resumable,
    map_columns,
    preview,
    report_of,
    resume_import,
    sent_before,
)
from rongyi.registry.models import Honour, ImportJob, ImportTemplate, Person, Work
from rongyi.registry.services import record_death, update_person
from tests.fixtures_people import MEI, MEI_TOWN, MEI_VILLAGE, id_number
from tests.registry.sheets import HEADER, Planned, cells_of, planned_from, workbook

N = [id_number(date(1955, 3, day), serial=day) for day in range(1, 10)]


def saved(book: openpyxl.Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def old_workbook(*rows) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("名册")
    for line, row in enumerate(rows):
        for column, value in enumerate(row):
            sheet.write(line, column, value)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def outcomes(plan: Planned) -> list[tuple]:
    return [(row.number, row.outcome, row.code) for row in plan.rows]


@pytest.mark.parametrize("name", ["名单.xls", "名单.et"])
def test_what_old_excel_and_wps_save_is_read(section_officer, name):
    content = old_workbook(["姓名", "身份证号", "手机"], ["王建国", N[0], 13812340000])

    plan = planned_from(section_officer, content, station=MEI_VILLAGE, name=name)

    assert outcomes(plan) == [(2, "created", "")] and plan.rows[0].values["phone"] == "13812340000"


def test_an_et_that_is_a_zip_inside_is_read_and_another_name_is_still_refused():
    content = workbook(("王建国", N[0]))

    assert read_sheets(content, "名单.et") == read_sheets(content, "名单.xlsx")
    with pytest.raises(Refused, match="内容却是"):
        read_sheets(content, "名单.xls")


def test_a_broken_formula_is_named_at_its_cell(section_officer):
    book = openpyxl.load_workbook(io.BytesIO(workbook(("王建国", N[0], "x"), ("李卫东", N[1], "13812340000"))))
    book.active["C2"] = "#REF!"
    book.active["C2"].data_type = "e"

    plan = planned_from(section_officer, saved(book), station=MEI_VILLAGE)

    assert outcomes(plan) == [(2, "rejected", "formula_error"), (3, "created", "")]
    assert plan.rows[0].column == "联系电话" and "#REF!" in plan.rows[0].message


def test_two_hundred_columns_are_read_and_what_is_not_known_is_said(section_officer):
    header = ["姓名", "身份证号", *(f"栏{n}" for n in range(198))]

    plan = planned_from(section_officer, workbook(["王建国", N[0], *"x" * 198], header=header), station=MEI_VILLAGE)

    assert plan.counts()["created"] == 1
    assert sum(not column["key"] for column in plan.job.reading["columns"]) == 198


def test_a_workbook_of_another_county_is_told_as_a_whole(section_officer):
    rows = [(f"王{n}", own, "", "人民路社区", "", "") for n, own in zip("甲乙丙", N, strict=False)]

    plan = planned_from(section_officer, workbook(*rows), station=MEI)

    assert [row.code for row in plan.rows] == ["unknown_station"] * 3
    (notice,) = plan.job.reading["notices"]
    assert "别的县" in notice


def test_hidden_sheets_are_said_and_read_only_when_chosen(section_officer):
    book = openpyxl.load_workbook(io.BytesIO(workbook(("王建国", N[0]))))
    old = book.create_sheet("旧表")
    old.sheet_state = "hidden"
    old.append(["姓名", "身份证号"])
    old.append(["李卫东", N[1]])

    first = planned_from(section_officer, saved(book), station=MEI_VILLAGE)
    keys, rows = {column["label"]: column["key"] for column in first.job.reading["columns"]}, first.job.rows
    told = first.job.reading["notices"]
    job = map_columns(actor=section_officer, job=first.job, keys=keys, sheets=["Sheet", "旧表"], remember=False)

    assert rows == 1 and "旧表" in told[0]
    assert [(row.sheet, row.outcome) for row in Planned(job).rows] == [("Sheet", "created"), ("旧表", "created")]
    assert not ImportTemplate.objects.exists()


def test_columns_that_nobody_knows_are_chosen_once_and_remembered_for_the_station(section_officer, town_head):
    content = workbook(["王建国", N[0], "13812340000"], header=["称呼", "身份证号", "打他"])
    job = planned_from(section_officer, content, station=MEI_TOWN).job
    keys = {"称呼": "name", "身份证号": "id_number", "打他": "phone"}

    before = (job.state, job.rows)
    mapped = map_columns(actor=section_officer, job=job, keys=keys, sheets=["Sheet"], remember=True)
    again = planned_from(town_head, content, station=MEI_TOWN)
    elsewhere = planned_from(section_officer, content, station=MEI_VILLAGE)

    assert (before, mapped.state, mapped.created) == (("mapping", 0), "previewed", 1)
    assert again.job.state == "previewed" and again.rows[0].values["phone"] == "13812340000"
    assert elsewhere.job.state == "mapping" and elsewhere.rows == []


@pytest.mark.parametrize(
    ("keys", "sheets", "code"),
    [
        ({"姓名": "name"}, ["Sheet"], "required"), ({"姓名": "name", "身份证号": "id_number"}, [], "required"),
        ({"姓名": "name", "身份证号": "id_number", "别的": "phone"}, ["Sheet"], "unknown_column"),
        ({"姓名": "name", "身份证号": "id_number", "联系电话": "nonsense"}, ["Sheet"], "unknown_field"),
    ],
)  # fmt: skip
def test_a_mapping_that_cannot_be_is_refused(section_officer, keys, sheets, code):
    job = planned_from(section_officer, workbook(("王建国", N[0])), station=MEI_VILLAGE).job

    with pytest.raises(Refused) as refusal:
        map_columns(actor=section_officer, job=job, keys=keys, sheets=sheets, remember=True)

    assert refusal.value.code == code and not ImportTemplate.objects.exists()


def test_the_dead_the_renamed_and_the_known_elsewhere_wait_for_somebody(section_officer, make_person, today):
    gone = make_person("王建国", id_number=N[0])
    record_death(actor=section_officer, person=gone, on=today)
    make_person("李卫东", id_number=N[1])
    make_person("张三", "610118001010", id_number=N[2])

    plan = planned_from(
        section_officer, workbook(("王建国", N[0]), ("李卫冬", N[1]), ("张三", N[2])), station=MEI_VILLAGE
    )  # fmt: skip

    assert [row.code for row in plan.rows] == ["deceased", "name_differs", "held"]
    assert {row.outcome for row in plan.rows} == {"held"}


def test_lines_that_agree_are_one_file_with_what_both_say(section_officer):
    rows = [("王建国", N[0], "13812340000", "", "", "退役士兵"), ("王建国", N[0], "", "", "一组", "残疾军人")]

    plan = planned_from(section_officer, workbook(*rows), station=MEI_VILLAGE)

    first, second = plan.rows
    assert outcomes(plan) == [(2, "created", ""), (3, "unchanged", "again")]
    assert (first.values["phone"], first.values["address"], first.values["categories"]) == (
        "13812340000",
        "一组",
        ["R02", "R07"],
    )
    assert "第2行" in second.message and plan.counts()["rows"] == 2


def test_what_is_added_to_a_known_file_is_shown_beside_what_was_and_written_so(section_officer, make_person):
    header = [*HEADER, "立功情况", "就业情况"]
    person = make_person("王建国", id_number=N[0], phone="13900000000", categories=["R02"])
    row = ("王建国", N[0], "13812340000", "", "", "残疾军人", "三等功1次", "务农")

    plan = planned_from(section_officer, workbook(row, header=header), station=MEI_VILLAGE)
    changes = {key: (before, after) for key, before, after in plan.rows[0].changes}
    finish_import(actor=section_officer, job=plan.job)
    again = planned_from(section_officer, workbook(row, header=header), station=MEI_VILLAGE)

    assert changes == {
        "phone": ("13900000000", "13812340000"), "categories": (["R02"], ["R02", "R07"]),
        "honour": ({}, {"kind": "merit_3"}), "work": ({}, {"status": "farming"}),
    }  # fmt: skip
    person.refresh_from_db()
    assert person.phone == "13812340000"
    assert [h.kind for h in Honour.objects.filter(county=MEI)] == ["merit_3"]
    assert [w.status for w in Work.objects.filter(county=MEI)] == ["farming"]
    assert outcomes(again) == [(2, "unchanged", "")]


def test_what_somebody_changes_after_the_preview_is_not_written_over(section_officer, make_person):
    person = make_person("王建国", id_number=N[0], phone="13900000000")
    plan = planned_from(section_officer, workbook(("王建国", N[0], "13812340000")), station=MEI_VILLAGE)
    update_person(actor=section_officer, person=person, changes={"phone": "13911111111"}, version=person.version)

    counts = finish_import(actor=section_officer, job=plan.job)

    person.refresh_from_db()
    assert (counts["updated"], counts["rejected"], person.phone) == (0, 1, "13911111111")
    assert [row.code for row in Planned(plan.job).rows] == ["moved_on"]
    plan.job.refresh_from_db()
    from rongyi.kernel.files.store import open_file

    assert any("王建国" in map(str, row) for row in cells_of(open_file(report_of(plan.job, section_officer))))


def test_only_what_the_clerk_saw_is_applied(section_officer):
    job = planned_from(section_officer, workbook(("王建国", N[0])), station=MEI_VILLAGE).job
    seen = job.plan_digest
    keys = {"姓名": "name", "身份证号": "id_number", "联系电话": "phone"}
    job = map_columns(actor=section_officer, job=job, keys=keys, sheets=["Sheet"], remember=False)
    same = preview(actor=section_officer, job=job).plan_digest

    with pytest.raises(Refused) as refusal:
        apply_import(actor=section_officer, job=job, seen="0" * 64)

    assert refusal.value.code == "plan_changed" and same == job.plan_digest == seen
    assert apply_import(actor=section_officer, job=job, seen=same).state == "applying"


def test_an_import_that_broke_off_is_taken_up_and_one_at_work_is_left_alone(section_officer, monkeypatch):
    from rongyi.registry.imports import applying

    job = planned_from(section_officer, workbook(("王建国", N[0])), station=MEI_VILLAGE).job
    apply_import(actor=section_officer, job=job)
    at_work = ImportJob.objects.get(county=MEI, pk=job.pk)
    assert not is_resumable(at_work)
    with pytest.raises(Refused):
        resume_import(actor=section_officer, job=at_work)
    real = applying.create_people
    monkeypatch.setattr(applying, "create_people", lambda **given: (_ for _ in ()).throw(OSError("gone")))
    with pytest.raises(OSError, match="gone"):
        finish_import(actor=section_officer, job=at_work)
    broken = ImportJob.objects.get(county=MEI, pk=job.pk)
    monkeypatch.setattr(applying, "create_people", real)

    resume_import(actor=section_officer, job=broken)
    counts = finish_import(actor=section_officer, job=broken)

    assert (broken.state, counts["created"], Person.objects.count()) == ("applying", 1, 1)


def test_the_same_file_is_known_by_its_content(section_officer, huyi_clerk):
    content = workbook(("王建国", N[0]))
    first = planned_from(section_officer, content, station=MEI_VILLAGE).job
    finish_import(actor=section_officer, job=first)

    again = planned_from(section_officer, content, station=MEI_VILLAGE, name="另一个名字.xlsx")

    assert sent_before(again.job, section_officer) == first and sent_before(again.job, huyi_clerk) is None
    assert again.counts()["unchanged"] == 1
