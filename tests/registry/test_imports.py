"""Workbooks as stations keep them: looked at first, applied once, with the clerk's own rows back to mend."""

import io
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from rongyi.kernel.errors import Denied, NotFound, Refused
from rongyi.kernel.sheets.days import read_day
from rongyi.organisation.roles import Role
from rongyi.records.models import Fact
from rongyi.registry.imports.command import import_people_file
from rongyi.registry.imports.headers import find_header
from rongyi.registry.imports.jobs import apply_import, finish_import, get_job, report_of, start_import
from rongyi.registry.imports.targets import keys_of
from rongyi.registry.imports.words import categories_and_tags
from rongyi.registry.models import Category, Change, HeldCase, ImportJob, Person, ServicePeriod
from tests.fixtures_people import HUYI_VILLAGE, MEI, MEI_SIBLING, MEI_TOWN, MEI_VILLAGE, OTHER_TOWN_VILLAGE, id_number
from tests.registry.sheets import Planned, planned_from

BIRTH = date(1955, 3, 12)
N1, N2, N3 = (id_number(BIRTH, serial) for serial in (101, 202, 303))
HEADER = ["姓名", "身份证号", "联系电话", "类别", "村\uff08社区\uff09"]
GOOD = ["王建国", N1, "13812340000", "退役士兵", "古城村"]
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64


def workbook(*rows, header=HEADER) -> bytes:
    book, target = openpyxl.Workbook(), io.BytesIO()
    for row in (header, *rows):
        book.active.append(list(row))
    book.save(target)
    return target.getvalue()


def uploaded(content: bytes, name: str = "名单.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def planned(actor, *rows, header=HEADER, station=MEI_TOWN):
    return planned_from(actor, workbook(*rows, header=header), station=station)


def outcomes(plan) -> list[tuple]:
    return [(row.number, row.outcome, row.column, row.code) for row in plan.rows]


def run(actor, *rows, station=MEI_TOWN) -> ImportJob:
    job = start_import(actor=actor, upload=uploaded(workbook(*rows)), station=station)
    finish_import(actor=actor, job=job)
    return ImportJob.objects.get(county=job.county, pk=job.pk)


def counts(job) -> dict:
    return {key: getattr(job, key) for key in ("rows", "created", "updated", "unchanged", "held", "rejected")}


@pytest.mark.parametrize("word", ["姓名", " 姓 名 ", "*姓名", "姓名\uff1a", "退役军人姓名", "姓\n名"])
def test_usual_names_of_columns_are_known_however_they_are_spaced(word):
    header = find_header([["名单"], [word, "公民身份号码"]], [])

    assert (header.first, header.last, list(keys_of(header.labels).values())) == (1, 1, ["name", "id_number"])


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("1974-12-01", date(1974, 12, 1)), ("1974.12", date(1974, 12, 1)), ("1974年12月", date(1974, 12, 1)),
        ("1974年12月3日", date(1974, 12, 3)), ("197412", date(1974, 12, 1)), (date(1974, 12, 1), date(1974, 12, 1)),
        ("\uff11\uff19\uff17\uff14\uff0f12", date(1974, 12, 1)), (None, None), ("", None),
    ],
)  # fmt: skip
def test_days_are_read_as_people_write_them(cell, day):
    found = read_day(cell, field="enlisted_on")

    assert (found and found.date) == day


@pytest.mark.parametrize("cell", ["1974-13-01", "七四", "12", "1974-02-30"])
def test_what_is_no_day_is_refused_with_a_pattern(cell):
    with pytest.raises(Refused, match="1985-03-12"):
        read_day(cell, field="enlisted_on")


def test_several_categories_stand_in_one_cell():
    found = categories_and_tags("退役士兵\uff0c残疾军人\uff1bR06、参战", Category, "categories")

    assert found == (("R02", "R07", "R06"), ("combat",))


def test_each_row_is_decided_before_anything_is_written(section_officer, make_person):
    make_person("李卫东", id_number=N2, phone="13900000000")
    make_person("赵爱军", id_number=N3, region_code=HUYI_VILLAGE)
    wrong = N1[:-1] + ("0" if N1[-1] != "0" else "1")

    plan = planned(
        section_officer,
        GOOD,
        ["李卫东", N2, "13900000000", "", ""],
        ["李卫东", N2, "13911111111", "", ""],
        ["赵爱军", N3, "", "", ""],
        ["钱多多", wrong, "", "", ""],
        ["钱多多", id_number(date(2099, 1, 1)), "", "", ""],
        ["钱😀", id_number(BIRTH, 9), "", "", ""],
        ["钱\U0002cc56", id_number(BIRTH, 11), "", "", ""],
        ["钱多多", id_number(BIRTH, 13), "", "", "常兴村"],
        ["钱多多", float(int(N1[:17]) * 10), "", "", ""],
        ["钱多多", id_number(BIRTH, 15), "", "富人", ""],
        [None, None, None, None, None],
        ["合计", "10", "", "", ""],
    )

    assert outcomes(plan) == [
        (2, "created", "", ""),
        (3, "held", "", "contradicts"),
        (4, "held", "", "contradicts"),
        (5, "held", "身份证号", "held"),
        (6, "rejected", "身份证号", "id_check_digit"),
        (7, "rejected", "身份证号", "id_future"),
        (8, "rejected", "姓名", "name_character"),
        (9, "created", "", ""),
        (10, "rejected", HEADER[4], "unknown_station"),
        (11, "rejected", "身份证号", "id_as_number"),
        (12, "rejected", "类别", "invalid"),
    ]
    assert f"应是“{N1[-1]}”" in plan.rows[4].message
    assert not any("赵" in row.message or HUYI_VILLAGE in row.message for row in plan.rows)
    assert Person.objects.count() == 2 and Fact.objects.count() == 2


def test_filled_cells_change_a_file_and_empty_ones_clear_nothing(section_officer, make_person):
    person = make_person("王建国", id_number=N1, phone="13900000000", address="横渠村3组", categories=["R06"])

    job = run(section_officer, ["王建国", N1, "13812340000", "退役士兵", ""])

    after = Person.objects.get(county=MEI, pk=person.pk)
    assert counts(job) == {"rows": 1, "created": 0, "updated": 1, "unchanged": 0, "held": 0, "rejected": 0}
    assert (after.phone, after.address) == ("13812340000", "横渠村3组")
    assert sorted((c.field, c.before, c.after, c.source) for c in Change.objects.all()) == [
        ("categories", "R06", "R06、R02", "import"), ("phone", "13900000000", "13812340000", "import"),
    ]  # fmt: skip


def test_the_same_workbook_again_writes_nothing(section_officer):
    first, again = run(section_officer, GOOD), run(section_officer, GOOD)

    assert (first.created, again.created, again.unchanged) == (1, 0, 1)
    (person,) = Person.objects.all()
    assert (person.name, person.region_code, person.id_number) == ("王建国", MEI_SIBLING, N1)
    assert [f.data["change"] for f in Fact.objects.all()] == ["imported"]


def test_a_run_that_was_cut_is_taken_up_where_it_stood(section_officer, monkeypatch):
    monkeypatch.setattr("rongyi.registry.imports.planning.CHUNK", 1)
    rows = [GOOD, ["李卫东", N2, "", "", ""], ["赵爱军", N3, "", "", ""]]
    job = start_import(actor=section_officer, upload=uploaded(workbook(*rows)), station=MEI_TOWN)
    from rongyi.registry.imports import applying

    real, left = applying.create_people, [2]

    def cut(**given):
        left[0] -= 1
        if left[0] < 0:
            raise OSError("the machine went away")
        return real(**given)

    monkeypatch.setattr(applying, "create_people", cut)
    with pytest.raises(OSError, match="went away"):
        finish_import(actor=section_officer, job=job)
    halfway = ImportJob.objects.get(county=MEI, pk=job.pk)
    assert (halfway.state, halfway.position, Person.objects.count()) == ("failed", 2, 2)

    monkeypatch.setattr(applying, "create_people", real)
    counts_now = finish_import(actor=section_officer, job=halfway)

    assert (counts_now["created"], counts_now["unchanged"], Person.objects.count()) == (3, 0, 3)


def test_a_file_that_somebody_opens_meanwhile_rejects_its_row_only(section_officer, make_person):
    plan = planned(section_officer, GOOD, ["李卫东", N2, "", "", ""])
    make_person("李卫东", id_number=N2)

    result = finish_import(actor=section_officer, job=plan.job)

    assert (result["created"], result["rejected"]) == (1, 1)
    assert [(row.number, row.code) for row in Planned(plan.job).rows if row.outcome == "rejected"] == [(3, "moved_on")]
    assert sorted(Person.objects.values_list("name", flat=True)) == ["李卫东", "王建国"]


def test_held_rows_are_kept_once_and_for_the_station(town_head, make_person):
    make_person("赵爱军", id_number=N3, region_code=OTHER_TOWN_VILLAGE)

    for _time in range(2):
        job = run(town_head, ["赵爱军", N3, "", "", "横渠村"])

    assert counts(job)["held"] == 1
    assert [(c.region_code, c.why, c.given["name"]) for c in HeldCase.objects.all()] == [
        (MEI_VILLAGE, "held", "赵爱军")
    ]


def test_the_report_gives_back_the_rows_with_what_to_mend(section_officer):
    job = run(section_officer, GOOD, ["@王", N2, "13812340001", "", ""])

    from rongyi.kernel.files.store import open_file

    content = open_file(report_of(job, section_officer))
    cells = [[c.value for c in row] for row in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows()]
    (line,) = [row for row in cells if N2 in row]
    assert line[1:3] == [N2, "13812340001"] and line[0].endswith("@王")
    assert line[5:10] == ["退回", "Sheet", 3, "姓名", "name_character"] and "第1个" in line[10]
    assert line[11] == "只留姓名,删去其他符号。"
    assert not any(N1 in row for row in cells)


def test_an_import_is_applied_once_and_by_who_may(section_officer, bureau_leader, huyi_clerk):
    job = start_import(actor=section_officer, upload=uploaded(workbook(GOOD)), station=MEI_TOWN)

    with pytest.raises(Denied):
        apply_import(actor=bureau_leader, job=job)
    with pytest.raises(NotFound):
        get_job(huyi_clerk, job.pk)
    apply_import(actor=section_officer, job=job)
    with pytest.raises(Refused, match="已经在写入"):
        apply_import(actor=section_officer, job=job)


def test_a_workbook_for_a_station_out_of_reach_is_not_taken(village_clerk):
    with pytest.raises(Refused) as refusal:
        start_import(actor=village_clerk, upload=uploaded(workbook(GOOD)), station=MEI_SIBLING)

    assert refusal.value.code == "unknown_station" and not ImportJob.objects.exists()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (PNG, "名单.xlsx"),
        (b"PK\x03\x04 nothing", "名单.xlsx"),
        (workbook(header=["姓名", "年龄"]), "名单.xlsx"),
        (b"", "名单.csv"),
    ],
)
def test_what_is_no_list_of_people_is_refused_in_words(section_officer, content, name):
    with pytest.raises(Refused) as refusal:
        start_import(actor=section_officer, upload=uploaded(content, name), station=MEI_TOWN)

    assert str(refusal.value) and not Person.objects.exists()


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig"])
def test_a_list_as_text_is_read_in_the_encodings_of_office_machines(section_officer, tmp_path, network, encoding):
    path = tmp_path / "名单.csv"
    path.write_bytes(f"姓名,身份证号,入伍时间\r\n王\U0002cc56,{N1},1974年12月\r\n".encode(encoding))

    counted = import_people_file(path, station=MEI_VILLAGE)

    assert counted == {"rows": 1, "created": 1, "updated": 0, "unchanged": 0, "rejected": 0, "held": 0}
    assert [p.name for p in Person.objects.all()] == ["王\U0002cc56"]
    assert [s.enlisted_on for s in ServicePeriod.objects.all()] == [date(1974, 12, 1)]


def test_the_command_can_look_without_writing_and_leaves_a_report(tmp_path, network):
    path = tmp_path / "名单.xlsx"
    path.write_bytes(workbook(GOOD, ["李卫东", "1", "", "", ""]))

    counted = import_people_file(path, station=MEI_TOWN, dry_run=True)

    report = tmp_path / "名单.report.xlsx"
    assert counted == {
        "rows": 2, "created": 1, "updated": 0, "unchanged": 0, "rejected": 1, "held": 0, "report": str(report),
    }  # fmt: skip
    assert report.exists() and not Person.objects.exists()


def test_the_pages_lead_from_the_file_to_the_report(signed_in, section_officer):
    client = signed_in(Role.SECTION_OFFICER, MEI)
    sent = {"station": MEI_TOWN, "file": uploaded(workbook(GOOD, ["李卫东", "1", "", "", ""]))}

    page = client.post("/console/people/import", sent, follow=True)
    report = client.get(page.redirect_chain[-1][0] + "/report.xlsx")
    refused = client.post("/console/people/import", {"station": MEI_TOWN, "file": uploaded(PNG)})

    text = page.content.decode()
    assert page.status_code == 200 and "就这样写入" in text and "公民身份号码应是18位" in text
    assert openpyxl.load_workbook(io.BytesIO(report.content)).active.max_row >= 2
    assert refused.status_code == 422 and "名单" not in refused.content.decode().split("error-summary")[0]
    assert not Person.objects.exists()
