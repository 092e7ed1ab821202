"""`rongyi regions load`, `rongyi invite` and `rongyi token`, as they are typed."""

import json

import pytest
from click.testing import CliRunner

from rongyi.accounts.invitations import invited_user
from rongyi.accounts.tokens import user_for_token
from rongyi.kernel.audit import AuditEntry
from rongyi.organisation.models import Region
from rongyi.project.cli import cli
from tests.fixtures_people import MEI_VILLAGE, make_user


def run(*arguments):
    return CliRunner().invoke(cli, arguments)


def test_a_faulty_file_ends_with_status_1_and_the_line(db, tmp_path):
    path = tmp_path / "bad.csv"
    path.write_text("level,code,name,parent\nprovince,61,陕西省,\ncounty,610326,眉县,6103\n")

    result = run("regions", "load", str(path))

    assert result.exit_code == 1
    assert result.output.startswith("第 3 行：")
    assert not Region.objects.exists()


def test_a_dry_run_prints_the_report_as_json(db, tmp_path):
    path = tmp_path / "good.csv"
    path.write_text("level,code,name,parent\nprovince,61,陕西省,\n")

    report = json.loads(run("regions", "load", str(path), "--dry-run", "--json").output)

    assert (report["new"], report["applied"], report["faults"]) == (1, False, [])


def test_the_first_administrator_comes_by_a_link(db):
    answer = json.loads(run("invite", "chief", "--name", "周磊", "--json").output)

    user = invited_user(answer["path"].rpartition("/")[2])
    assert (user.username, [g.role for g in user.grants.all()]) == ("chief", ["administrator"])
    assert AuditEntry.objects.get().origin == "cli"


def test_a_token_is_printed_once_and_works(network):
    user = make_user("village_clerk", MEI_VILLAGE, username="village")

    text = run("token", "village", "--scope", "write").output.strip()

    assert user_for_token(text) == (user, "write")


@pytest.mark.django_db
def test_a_token_for_nobody_is_refused_in_words():
    result = run("token", "nobody")

    assert result.exit_code == 1
    assert "没有启用的用户" in result.output
