"""Every matter that ships holds, and what no matter may say is refused with its line and its mend."""

import re
from datetime import date

import pytest

from rongyi.casework import statutes
from rongyi.casework.enums import Unit
from rongyi.casework.procedures import Procedure
from rongyi.casework.procedures.checks import findings
from rongyi.casework.procedures.store import FOLDER, at_version, current, procedures
from rongyi.casework.services.clocks import last_day
from rongyi.casework.services.versions import keep_version
from rongyi.kernel.definitions import load_folder, text_of
from rongyi.kernel.definitions.checks import FOLDERS
from rongyi.kernel.definitions.loading import load_file
from rongyi.kernel.definitions.reading import read
from rongyi.kernel.errors import Refused

GOOD = text_of(FOLDER, "mediation") or ""


def faults_of(tmp_path, text: str) -> list[str]:
    path = tmp_path / "trial.yaml"
    path.write_text(text)
    return [fault.what + fault.mend for fault in load_file(path, FOLDERS[FOLDER], "trial.yaml")[1]]


def test_every_matter_that_ships_holds_and_says_where_its_limits_come_from():
    found, faults = load_folder(FOLDER)

    assert faults == []
    assert {"card_issue", "hardship_aid", "petition", "plaque", "arrival", "placement", "disability_rating"} <= set(
        found
    )
    for procedure in procedures().values():
        limits = [step.limit for step in procedure.steps if step.limit] + [span.limit for span in procedure.spans]
        assert all(limit.source for limit in limits)
        assert all(limit.statute or limit.source for limit in limits)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("limit: {days: 3,", "limit: {days: 0,", "不能小于"),
        ("post: village", "post: nobody", "可选"),
        ("kind: pass", "kind: pass, to: invite", "绕圈"),
        ("kind: pass", "kind: pass, to: moon", "没有“moon”这个环节"),
        ("outcome: lapsed, reasons: [declined]", "outcome: lapsed, reasons: [boredom]", "没有“boredom”"),
        (
            "post: village\n    limit: {days: 30",
            "post: village\n    not_by: [mediate]\n    limit: {days: 30",
            "谁也不能办",
        ),
        ("source: 人民调解法(未定期限，本产品默认)}", "source: 法律, statute: petition_tell}", "法定期限是15"),
        ("kind: note", "kind: note, effects: [card.fly]", "没有“card.fly”"),
        ("key: mediate\n", "key: invite\n", "写了两次"),
        ("topic: legal", "topic: gossip", "可选"),
    ],
)
def test_what_no_matter_may_say_is_refused_with_a_mend(tmp_path, old, new, said):
    assert faults_of(tmp_path, GOOD) == []

    broken = GOOD.replace(old, new, 1)

    assert broken != GOOD
    assert re.search(re.escape(said), "\n".join(faults_of(tmp_path, broken)))


def test_a_step_from_which_nothing_leads_out_is_refused(tmp_path):
    broken = re.sub(r"kind: finish\n        outcome: \w+", "kind: note", GOOD)

    assert "走不到办结" in "\n".join(faults_of(tmp_path, broken))


def test_a_case_keeps_the_version_by_which_it_began(db, tmp_path, settings):
    settings.DEFINITIONS_DIR = tmp_path
    file = tmp_path / FOLDER / "mediation.yaml"
    file.parent.mkdir()
    file.write_text(GOOD)
    before, version = current("mediation")
    keep_version("mediation", version)

    file.write_text(GOOD.replace("days: 3,", "days: 9,"))

    assert current("mediation")[1] != version
    assert at_version("mediation", version) == before


def test_a_matter_without_a_file_is_refused():
    with pytest.raises(Refused):
        current("nothing")
    with pytest.raises(Refused):
        current("../secrets")


@pytest.mark.parametrize(
    ("start", "days", "unit", "expected"),
    [
        (date(2026, 9, 24), 5, Unit.WORKING, date(2026, 10, 9)),  # 25–27 September and 1–7 October are free in 2026
        (date(2026, 1, 31), 1, Unit.MONTHS, date(2026, 2, 28)),
        (date(2026, 8, 31), 6, Unit.MONTHS, date(2027, 2, 28)),
        (date(2026, 11, 1), 60, Unit.CALENDAR, date(2026, 12, 31)),
    ],
)
def test_a_limit_ends_on_the_right_day(db, start, days, unit, expected):
    assert last_day(start, days, unit) == expected


def test_the_findings_name_their_place():
    values = read(GOOD.encode()).values
    values["steps"][0]["acts"][0]["to"] = "moon"

    places = [place for place, _what, _mend in findings("x", Procedure.model_validate(values))]

    assert ("steps", 0, "acts", 0, "to") in places
    assert all(law.days > 0 and law.source for law in statutes.STATUTES.values())
