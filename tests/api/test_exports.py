"""Files of ledgers through the API: asked for, waited for, fetched by the asker; the decision is made on the page."""

import pytest

from rongyi.accounts.models import User
from rongyi.api.schemas import ExportList, ExportOut
from rongyi.kernel.audit import AuditEntry
from rongyi.kernel.limits import limits
from rongyi.ledgers import exports
from rongyi.ledgers.approval_services import decide_export, make_export
from rongyi.ledgers.models import Export
from rongyi.organisation.roles import Role
from tests.api.conftest import problem
from tests.fixtures_people import HUYI, MEI, MEI_TOWN, MEI_VILLAGE, actor_for
from tests.ledgers.work import leave, visit

ASKED = {"ledger": "visits", "format": "csv", "from": "2026-01-01", "to": "2026-12-31", "reason": "县局年度统计"}


@pytest.fixture(autouse=True)
def _one_needs_nobody(monkeypatch):
    kept = limits()
    less = kept.model_copy(update={"exports": kept.exports.model_copy(update={"people_without_approval": 1})})
    monkeypatch.setattr(exports, "limits", lambda: less)


@pytest.fixture
def two(make_person):
    return leave(visit(people=[make_person("王建国")]), visit(people=[make_person("李爱军")]))


def approved(body: dict) -> None:
    export = Export.objects.get(county=MEI, pk=body["id"])
    decide_export(actor=actor_for(Role.TOWN_HEAD, MEI_TOWN, name="吴站长"), export=export, approve=True)
    make_export.func(MEI, body["id"])


def test_the_file_at_once_is_refused_and_says_how(two, clerk):
    answer = clerk.get("/ledgers/visits?format=xlsx")

    assert problem(answer) == (403, "approval_needed", [])
    assert "提出申请" in answer.json()["detail"]


def test_asked_approved_and_fetched(two, clerk):
    made = clerk.post("/exports", ASKED)
    body = made.json()
    early = clerk.get(f"/exports/{body['id']}/file")
    approved(body)
    ready = clerk.get(made.headers["Location"].removeprefix("/api/v1")).json()
    file = clerk.get(f"/exports/{body['id']}/file")

    assert ExportOut.model_validate(body)
    assert (made.status_code, body["state"], body["people"]) == (201, "waiting", 2)
    assert problem(early)[:2] == (422, "not_ready")
    assert (ready["state"], ready["decided_by"]) == ("ready", "吴站长")
    assert (file.status_code, "王建国" in file.content.decode()) == (200, True)
    assert AuditEntry.objects.filter(act="ledgers.fetch_export", outcome="done").count() == 1


def test_few_people_need_nobody(make_person, clerk):
    leave(visit(people=[make_person()]))

    assert clerk.post("/exports", ASKED).json()["state"] == "making"


def test_the_same_key_asks_once(two, clerk):
    first, again = (clerk.post("/exports", ASKED, key="one").json() for _n in range(2))

    assert first == again
    assert Export.objects.filter(county=MEI).count() == 1
    assert ExportList.model_validate(clerk.get("/exports").json()).items[0].id == first["id"]


def test_nobody_else_sees_it(two, clerk, caller):
    body = clerk.post("/exports", ASKED).json()

    others = [caller(Role.VILLAGE_CLERK, MEI_VILLAGE), caller(Role.BUREAU_LEADER, HUYI)]

    assert [other.get(f"/exports/{body['id']}").status_code for other in others] == [404, 404]
    assert [other.get("/exports").json()["items"] for other in others] == [[], []]
    leader = caller(Role.BUREAU_LEADER, MEI)
    assert leader.get(f"/exports/{body['id']}").status_code == 200
    assert leader.get(f"/exports/{body['id']}/file").status_code == 404


def test_a_reading_token_fetches_but_does_not_ask(two, clerk, caller):
    reader = caller(scope="read")

    assert problem(reader.post("/exports", ASKED))[:2] == (403, "token_reads_only")
    assert User.objects.count() == 2
