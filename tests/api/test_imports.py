"""Workbooks of people: sent once, applied by the worker, reported."""

import io
import uuid
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from rongyi.api.schemas import ImportOut
from rongyi.registry.imports.jobs import finish_import
from rongyi.registry.models import ImportJob, Person
from tests.api.conftest import BASE, problem
from tests.fixtures_people import HUYI_VILLAGE, MEI_VILLAGE, id_number

HEADER = ["姓名", "身份证号", "联系电话"]


def workbook(*rows) -> bytes:
    book, target = openpyxl.Workbook(), io.BytesIO()
    for row in (HEADER, *rows):
        book.active.append(list(row))
    book.save(target)
    return target.getvalue()


GOOD = ("赵卫国", id_number(date(1955, 3, 12), serial=101), "13812340000")
WRONG = ("钱多多", "610326195503121019", "13812340001")


def send(caller, content: bytes, name: str = "名单.xlsx", *, key: str = "", **fields):
    headers = {"Authorization": f"Bearer {caller.token}", "Idempotency-Key": key or str(uuid.uuid4())}
    data = {"station": MEI_VILLAGE, "file": SimpleUploadedFile(name, content), **fields}
    return Client().post(f"{BASE}/imports", data, headers=headers)


def test_a_workbook_is_applied_by_the_worker_and_told_in_the_shape_of_an_import(clerk, village_clerk):
    sent = send(clerk, workbook(GOOD, WRONG))
    job = ImportJob.objects.get()
    finish_import(actor=village_clerk, job=job)

    done = clerk.get(f"/imports/{job.pk}").json()
    assert (sent.status_code, sent.headers["Location"]) == (201, f"/api/v1/imports/{job.pk}")
    assert ImportOut.model_validate(sent.json()).state == "applying"
    assert done == {
        "id": str(job.pk), "state": "done", "rows": 2, "created": 1, "updated": 0, "unchanged": 0, "held": 0,
        "rejected": 1,
    }  # fmt: skip
    assert list(Person.objects.values_list("name", flat=True)) == ["赵卫国"]


def test_a_dry_run_writes_nothing_and_reports_what_would_be(clerk):
    sent = send(clerk, workbook(GOOD, WRONG), dry_run="true")

    report = clerk.get(f"/imports/{sent.json()['id']}/report.xlsx")
    cells = [c.value for row in openpyxl.load_workbook(io.BytesIO(report.content)).active.iter_rows() for c in row]
    assert (sent.json()["state"], sent.json()["created"], sent.json()["rejected"]) == ("previewed", 1, 1)
    assert report.headers["Content-Type"].startswith("application/vnd.openxmlformats")
    assert any("钱多多" in str(cell) or str(cell) == "3" for cell in cells)
    assert not Person.objects.exists()


def test_a_clean_workbook_has_no_report(clerk):
    sent = send(clerk, workbook(GOOD), dry_run="true")

    assert problem(clerk.get(f"/imports/{sent.json()['id']}/report.xlsx")) == (404, "not_found", [])


def test_the_same_workbook_under_the_same_key_is_sent_once(clerk):
    first = send(clerk, content := workbook(GOOD), key="list")
    again = send(clerk, content, key="list")
    other = send(clerk, workbook(WRONG), key="list")

    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert problem(other) == (422, "idempotency_key_reused", [])
    assert ImportJob.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"\x89PNG\r\n\x1a\n" + b"x" * 100, "名单.xlsx"),
        (b"", "名单.xlsx"),
        (b"MZ", "名单.exe"),
        (b"x" * 50, "名单.csv"),
    ],
    ids=["picture", "empty", "program", "no header"],
)
def test_what_is_no_list_of_people_is_refused_with_a_reason(clerk, content, name):
    response = send(clerk, content, name)

    assert response.status_code == 422
    assert problem(response)[1]
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    ("fields", "place", "code"),
    [
        ({"colour": "red"}, "body.colour", "unknown_field"),
        ({"station": "x"}, "body.station", "invalid"),
        ({"station": HUYI_VILLAGE}, "body.station", "unknown_station"),
        ({"dry_run": "perhaps"}, "body.dry_run", "invalid"),
        ({"file": ""}, "body.file", None),
    ],
)
def test_parts_that_cannot_be_right_are_named(clerk, fields, place, code):
    response = send(clerk, workbook(GOOD), **fields)

    status, _code, errors = problem(response)
    assert status == 422
    assert [e for e in errors if e[0] == place and code in (None, e[1])]
    assert not ImportJob.objects.exclude(state="failed").exists()


def test_an_import_of_another_station_is_not_there(caller, clerk):
    job = send(clerk, workbook(GOOD), dry_run="true").json()["id"]
    stranger = caller(code=HUYI_VILLAGE)

    answers = [problem(stranger.get(f"/imports/{id}{tail}")) for id in (job, "1") for tail in ("", "/report.xlsx")]

    assert answers == [(404, "not_found", [])] * 4


def test_who_may_only_read_sends_nothing(caller):
    response = send(caller(scope="read"), workbook(GOOD))

    assert problem(response) == (403, "token_reads_only", [])
    assert not ImportJob.objects.exists()


def test_headings_that_nobody_knows_are_named_by_the_caller_and_then_applied(clerk, village_clerk):
    sent = send(clerk, workbook(GOOD), dry_run="true")
    job = sent.json()["id"]

    columns = clerk.get(f"/imports/{job}/columns").json()
    said = clerk.post(f"/imports/{job}/columns", {"columns": {"姓名": "name", "身份证号": "id_number"}})
    applied = clerk.post(f"/imports/{job}/apply", {})
    finish_import(actor=village_clerk, job=ImportJob.objects.get())
    again = clerk.post(f"/imports/{job}/resume", {})

    assert columns["columns"][0] == {"heading": "姓名", "field": "name", "samples": ["赵卫国"]}
    assert columns["columns"][1]["samples"] == [GOOD[1][:6] + "********" + GOOD[1][-4:]]
    assert columns["sheets"] == [{"name": "Sheet", "hidden": False, "chosen": True, "rows": 1, "first": 1, "last": 1}]
    assert columns["fields"]["id_number"] == "公民身份号码"
    assert (said.status_code, said.json()["state"], applied.json()["state"]) == (200, "previewed", "applying")
    assert problem(again)[:2] == (422, "not_interrupted")
    assert [p.phone for p in Person.objects.all()] == [""]  # the caller left the telephone out
