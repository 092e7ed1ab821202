"""An import whose process is killed in the middle, for good and without a word: nobody is lost, half or twice."""

import os
import signal
import sqlite3
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from tests.fixtures_people import id_number
from tests.registry.sheets import workbook

pytestmark = [pytest.mark.sqlite_only, pytest.mark.slow]

ROOT = Path(__file__).resolve().parents[2]
COUNT = 600


@pytest.fixture
def place(tmp_path) -> Path:
    rows = [
        (f"王{'甲乙丙丁戊'[n % 5]}", id_number(date(1950 + n % 40, 1 + n % 12, 5), n), "", "", "", "R02")
        for n in range(1, COUNT)
    ]
    rows.append(("李错", "610326195503121010", "", "", "", ""))
    (tmp_path / "名单.xlsx").write_bytes(workbook(*rows))
    (tmp_path / "static").mkdir()
    return tmp_path


def process(place: Path, order: str) -> subprocess.Popen:
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{place / 'db.sqlite3'}", "RONGYI_ENV": "test", "RONGYI_VAR": str(place),
        "RONGYI_KEYS": str(place / "keys.json"), "DJANGO_SETTINGS_MODULE": "rongyi.project.settings",
        "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    command = [sys.executable, str(Path(__file__).with_name("killed_process.py")), order, str(place / "名单.xlsx")]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)


def asked(place: Path, *statements: str) -> list:
    database = sqlite3.connect(place / "db.sqlite3")
    found = [database.execute(statement).fetchone()[0] for statement in statements]
    database.close()
    return found


def test_a_killed_import_goes_on_where_it_stood_and_counts_the_whole(place):
    killed = process(place, "start")
    for line in killed.stdout:
        if int(line) >= COUNT // 3:
            break
    os.kill(killed.pid, signal.SIGKILL)
    killed.wait()
    half, position, state = asked(
        place, "select count(*) from registry_person", "select position from registry_importjob",
        "select state from registry_importjob",
    )  # fmt: skip

    assert 0 < half < COUNT - 1 and half == position and state == "applying"

    again = process(place, "go on")
    last = again.stdout.read().split()[-1]
    numbers = asked(
        place, "select count(*) from registry_person", "select count(distinct id_index) from registry_person",
        "select count(*) from records_fact where kind = 'collection'", "select created from registry_importjob",
        "select unchanged from registry_importjob", "select rejected from registry_importjob",
        "select state from registry_importjob",
    )  # fmt: skip

    assert again.wait() == 0 and last == "done"
    assert numbers == [COUNT - 1, COUNT - 1, COUNT - 1, COUNT - 1, 0, 1, "done"]
