"""The command line obeys the same rule: many people need a second person's approval."""

from datetime import date

import pytest

from rongyi.kernel.errors import NotFound
from rongyi.kernel.limits import limits
from rongyi.ledgers import exports
from rongyi.ledgers.approval_services import decide_export, make_export
from rongyi.ledgers.command import ask_from_command, take_from_command
from rongyi.ledgers.exports import ApprovalNeeded, export_ledger_file
from rongyi.ledgers.models import Export
from rongyi.organisation.roles import Role
from tests.fixtures_people import MEI, MEI_SIBLING, MEI_VILLAGE, actor_for
from tests.ledgers.work import leave, visit

pytestmark = pytest.mark.django_db
YEAR = {"station": MEI_VILLAGE, "start": date(2026, 1, 1), "end": date(2026, 12, 31)}


def test_many_people_are_asked_for_approved_and_taken(make_person, monkeypatch, tmp_path):
    kept = limits()
    less = kept.model_copy(update={"exports": kept.exports.model_copy(update={"people_without_approval": 1})})
    monkeypatch.setattr(exports, "limits", lambda: less)
    leave(visit(people=[make_person("王建国")]), visit(people=[make_person("李爱军")]))
    path = tmp_path / "visits.csv"

    with pytest.raises(ApprovalNeeded):
        export_ledger_file("visits", path=path, **YEAR)
    asked = ask_from_command("visits", reason="县局年度统计", path=path, **YEAR)
    export = Export.objects.get(county=MEI, pk=asked["id"])
    decide_export(actor=actor_for(Role.BUREAU_LEADER, MEI, name="郑局长"), export=export, approve=True)
    make_export.func(MEI, asked["id"])
    with pytest.raises(NotFound):
        take_from_command(asked["id"], station=MEI_SIBLING, path=path)
    assert not path.exists()
    taken = take_from_command(asked["id"], station=MEI_VILLAGE, path=path)

    assert (asked["state"], asked["people"], taken["rows"]) == ("等待批准", 2, 2)
    assert "王建国" in path.read_text(encoding="utf-8-sig")
