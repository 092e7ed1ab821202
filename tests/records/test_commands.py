"""`rongyi audit` and `rongyi definitions`: exit status, words, JSON."""

import json

import pytest
from click.testing import CliRunner

from rongyi.project.cli.audit import audit
from rongyi.project.cli.definitions import definitions
from rongyi.records.models import Fact, StationDay
from tests.fixtures_people import MEI_VILLAGE
from tests.records.work import draft, meet, somebody, without_guards

pytestmark = pytest.mark.django_db


def run(command, *arguments: str):
    return CliRunner().invoke(command, list(arguments))


def test_sound_chains_end_well():
    meet(draft(people=somebody()), draft())

    done = run(audit, "verify")

    assert (done.exit_code, done.output) == (0, "已核对 audit 0 条，facts 2 条；0 处断裂。\n")


def test_the_first_broken_link_is_named_and_the_status_is_one():
    meet(draft(), draft(), draft())
    without_guards(("UPDATE records_fact SET handler = 'x' WHERE seq > 1", []))

    done = run(audit, "verify")
    told = run(audit, "verify", "--json", "--county", "610326")

    assert done.exit_code == told.exit_code == 1
    assert f"断裂：工作记录链 {MEI_VILLAGE}，第 2 条：写入后被改动过" in done.output
    assert json.loads(told.output) == {
        "entries": {"audit": 0, "facts": 1},
        "breaks": [{"chain": "records", "county": MEI_VILLAGE, "seq": 2, "what": "changed after it was written"}],
    }


def test_counts_that_disagree_are_named_and_a_rebuild_mends_them():
    meet()
    StationDay.objects.update(facts=9)

    found, mended, after = (run(audit, "rollups", *more) for more in ((), ("--rebuild",), ("--json",)))

    assert [r.exit_code for r in (found, mended, after)] == [1, 0, 0]
    assert f"{MEI_VILLAGE} test_meeting 2026-09-30:统计表记 (9, 0, 0, 0, 0)，按记录应为 (1, 0, 0, 0, 0)" in found.output
    assert mended.output == "已重新计算 1 个县区的统计；0 处不一致。\n"
    assert json.loads(after.output) == {"counties": 1, "differences": []}
    assert Fact.objects.count() == 1


def test_definitions_are_checked_with_file_line_and_mend(tmp_path):
    (tmp_path / "ledgers").mkdir()
    (tmp_path / "ledgers" / "odd.yaml").write_text("title: {zh: 怪, en: odd}\nsource: composed\nkinds: [war]\n")

    sound, faulty, told = (
        run(definitions, "check"),
        run(definitions, "check", str(tmp_path)),
        run(definitions, "check", "--json", str(tmp_path)),
    )

    assert (sound.exit_code, faulty.exit_code, told.exit_code) == (0, 1, 1)
    assert "ledgers/odd.yaml 第 1 行：缺少“columns”。请补上一行“columns: …”。" in faulty.output
    assert json.loads(told.output)["faults"][0] == {
        "file": "ledgers/odd.yaml", "line": 1, "what": "缺少“columns”。", "mend": "请补上一行“columns: …”。",
    }  # fmt: skip
