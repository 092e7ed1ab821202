"""Ledgers: read and taken out, never typed."""

import csv
import io

import openpyxl
import pytest

from rongyi.api.schemas import LedgerNames, LedgerOut
from rongyi.kernel.audit import AuditEntry
from rongyi.organisation.roles import Role
from tests.api.conftest import problem
from tests.fixtures_people import HUYI, HUYI_VILLAGE, MEI, MEI_TOWN, MEI_VILLAGE


@pytest.fixture
def visits(clerk, make_person) -> list[str]:
    person = make_person(name="王建国")
    given = {"kind": "visit", "people": [str(person.pk)], "channel": "home", "data": {"reason": "routine"}}
    return [clerk.post("/records", {**given, "occurred_at": f"2026-11-0{n}"}).json()["id"] for n in (1, 2, 3)]


def test_the_ledgers_are_named(clerk):
    body = clerk.get("/ledgers").json()

    assert LedgerNames.model_validate(body)
    assert "visits" in [book["name"] for book in body["items"]]


def test_a_visit_is_in_the_ledger_though_nobody_typed_it(clerk, visits):
    body = clerk.get("/ledgers/visits").json()

    assert LedgerOut.model_validate(body)
    assert [row["id"] for row in body["rows"]] == visits[::-1]
    assert {c["key"] for c in body["columns"]} == set(body["rows"][0]) - {"id"}
    assert body["rows"][0]["date"] == "2026-11-03"
    assert "王建国" in body["rows"][0]["people"]


def test_a_ledger_is_narrowed_by_station_and_days(caller, visits):
    town = caller(Role.TOWN_HEAD, MEI_TOWN)

    answers = [
        [row["id"] for row in town.get(f"/ledgers/visits?{query}").json()["rows"]]
        for query in (f"station={MEI_VILLAGE}", "from=2026-11-02", "to=2026-11-01", "from=2026-12-01")
    ]

    assert answers == [visits[::-1], visits[:0:-1], visits[:1], []]


def test_pages_of_a_ledger_join(clerk, visits):
    first = clerk.get("/ledgers/visits?limit=2").json()
    second = clerk.get(f"/ledgers/visits?limit=2&cursor={first['next']}").json()

    assert [row["id"] for row in first["rows"] + second["rows"]] == visits[::-1]
    assert second["next"] is None


@pytest.mark.parametrize("scope", ["read", "write"])
def test_a_ledger_is_taken_out_as_a_workbook_and_that_is_on_record(caller, visits, scope):
    response = caller(scope=scope).get("/ledgers/visits?format=xlsx&from=2026-11-02")

    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert response.headers["Content-Type"].startswith("application/vnd.openxmlformats")
    assert sum("王建国" in cell for cell in cells) == 2
    assert AuditEntry.objects.filter(act="ledgers.export", outcome="done").count() == 1


def test_a_ledger_is_taken_out_as_text(clerk, visits):
    response = clerk.get("/ledgers/visits?format=csv")

    rows = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
    assert response.headers["Content-Type"].startswith("text/csv")
    assert sum("王建国" in str(row) for row in rows) == 3


def test_another_county_sees_nothing_of_it(caller, visits):
    leader = caller(Role.BUREAU_LEADER, HUYI)

    rows = leader.get("/ledgers/visits").json()["rows"]
    exported = b"".join(leader.get("/ledgers/visits?format=csv").streaming_content).decode()
    foreign = leader.get(f"/ledgers/visits?station={MEI}")

    assert rows == []
    assert "王建国" not in exported
    assert problem(foreign) == (404, "not_found", [])


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/ledgers/nothing", (404, "not_found", [])),
        (f"/ledgers/visits?station={HUYI_VILLAGE}", (404, "not_found", [])),
        ("/ledgers/visits?format=pdf", (422, "invalid", [("query.format", "invalid")])),
        ("/ledgers/visits?since=2026-01-01", (422, "unknown_filter", [("query.since", "unknown_filter")])),
        ("/ledgers/visits?from=yesterday", (422, "invalid", [("query.from", "invalid")])),
    ],
)
def test_what_is_not_there_or_cannot_be_read_is_an_error(clerk, path, answer):
    assert problem(clerk.get(path)) == answer


def test_who_audits_has_no_ledger(caller):
    assert problem(caller(Role.AUDITOR, MEI).get("/ledgers")) == (403, "denied", [])
