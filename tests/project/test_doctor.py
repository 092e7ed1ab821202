"""`rongyi doctor`: finds what is wrong, says what to do."""

import json

import pytest
from django.db import connection


def _report(installation, **changes) -> tuple[int, list[dict]]:
    done = installation.run("doctor", "--json", **changes)
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)["findings"]


def _of(findings: list[dict], check: str) -> list[str]:
    return [finding["state"] for finding in findings if finding["check"] == check]


def test_a_sound_installation_has_no_problem(installation):
    status, findings = _report(installation)

    assert [finding for finding in findings if finding["state"] == "problem"] == []
    assert status == 0
    assert sorted({finding["check"] for finding in findings}) == [
        "database", "disk", "files", "fonts", "journals", "keys", "messages", "migrations", "pdf", "scanner", "seals", "settings", "sweeps",
        "time", "worker",
    ]  # fmt: skip


def test_every_finding_that_is_not_well_says_what_to_do(installation):
    (installation.var / "keys.json").chmod(0o644)

    status, findings = _report(installation, RONGYI_ENV="production", PATH="/nowhere")

    assert status == 1
    assert [finding for finding in findings if finding["state"] != "ok" and not finding["mend"]] == []
    assert _of(findings, "keys") == ["problem"]
    assert _of(findings, "fonts") == ["problem"]


def test_a_database_that_is_away_is_one_finding_and_the_rest_still_answers(installation):
    status, findings = _report(installation, DATABASE_URL="postgres://nobody@127.0.0.1:1/none")

    assert status == 1
    assert _of(findings, "database") == ["problem"]
    assert _of(findings, "keys") == ["ok"]


def test_missing_migrations_are_a_problem(installation):
    installation.python(
        "from django.db.migrations.recorder import MigrationRecorder\n"
        "MigrationRecorder.Migration.objects.filter(app='django_tasks_database').order_by('-id').first().delete()\n"
    )

    status, findings = _report(installation)

    assert (status, _of(findings, "migrations")) == (1, ["problem"])


@pytest.mark.sqlite_only
def test_a_running_worker_is_seen_by_its_heartbeat(installation):
    (installation.var / "worker.alive").touch()

    assert connection.vendor == "sqlite"
    assert _of(_report(installation)[1], "worker") == ["ok"]


def test_without_json_each_finding_is_a_line_for_people(installation):
    done = installation.run("doctor")

    assert done.returncode == 0
    assert "[正常] migrations: 数据库结构是最新的" in done.stdout
