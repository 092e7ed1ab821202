"""The command's manners: exit statuses, help, JSON, and a quick start."""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from rongyi.project.cli import COMMANDS, cli

ALL = [
    *([name] for name in sorted(COMMANDS)),
    ["audit", "verify"],
    ["definitions", "check"],
    ["export", "ledger"],
    ["import", "people"],
    ["regions", "load"],
    ["regions", "open"],
]


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_every_command_has_help(path):
    result = CliRunner().invoke(cli, [*path, "--help"])

    assert result.exit_code == 0
    assert result.output.startswith("Usage:")


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["serve", "--port", "0"],
        ["import", "people", "/does/not/exist.xlsx", "--station", "610326"],
        ["demo", "--counties", "眉县"],
        ["export", "ledger", "visits", "--station", "1", "--from", "2026-02-01", "--to", "2026-01-01", "-o", "a.xlsx"],
        ["export", "ledger", "visits", "--station", "1", "--from", "2026-01-01", "--to", "2026-01-02", "-o", "a.doc"],
        ["token", "town", "--scope", "all"],
        ["backup", "/does/not/exist/file"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_status_2(arguments):
    assert CliRunner().invoke(cli, arguments).exit_code == 2


def test_help_starts_without_django():
    code = "import sys; from rongyi.project.cli import cli; cli(['--help'], standalone_mode=False); print('django' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.splitlines()[-1] == "False"


def test_audit_verify_tells_what_it_read(installation):
    done = installation.run("audit", "verify", "--json")

    assert done.returncode == 0
    assert json.loads(done.stdout) == {"entries": {"audit": 0, "facts": 0}, "breaks": []}


def test_audit_verify_names_the_first_broken_link(installation):
    installation.python(
        "from django.db import transaction\n"
        "from rongyi.kernel import audit\n"
        "with transaction.atomic(): audit.append([audit.Line(act='try.one'), audit.Line(act='try.two')])\n"
        "audit.AuditHead.objects.update(seq=3)\n"
    )

    done = installation.run("audit", "verify", "--json")

    assert done.returncode == 1
    assert json.loads(done.stdout)["breaks"] == [
        {"chain": "audit", "county": "000000", "seq": 3, "what": "the tail is cut or the head was changed"}
    ]


def test_a_database_that_is_away_is_told_without_a_traceback(installation):
    done = installation.run("audit", "verify", DATABASE_URL="postgres://nobody@127.0.0.1:1/none")

    assert done.returncode == 1
    assert done.stderr.startswith("数据库用不了")
    assert "Traceback" not in done.stderr


def test_a_token_is_printed_once_and_its_making_is_on_record(installation):
    installation.python(
        "from rongyi.accounts.models import User; User.objects.create(username='li', display_name='李四')"
    )

    done = installation.run("token", "li", "--scope", "write", "--days", "5", "--json")

    told = json.loads(done.stdout)
    assert {key: told[key] for key in ("user", "scope", "days")} == {"user": "li", "scope": "write", "days": 5}
    known = f"from rongyi.accounts.tokens import user_for_token; print(*user_for_token({told['token']!r}))"
    assert installation.python(known) == "李四 write"
    last = (
        "from rongyi.kernel.audit import AuditEntry; entry = AuditEntry.objects.get(); del entry.detail['account']\n"
        "print(entry.act, entry.origin, sorted(entry.detail.items()))"
    )
    assert installation.python(last) == "accounts.issue_token cli [('days', 5), ('scope', 'write')]"


def test_a_token_for_nobody_is_refused(installation):
    done = installation.run("token", "nobody")

    assert (done.returncode, done.stdout, done.stderr) == (1, "", "没有启用的用户 nobody。\n")
