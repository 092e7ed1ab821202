"""An installation of its own for each test that needs one: own folder, own database, real processes."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

ROOT = Path(__file__).parents[2]
RONGYI = [sys.executable, "-m", "rongyi.project.cli"]


@dataclass
class Installation:
    """Runs `rongyi` as an administrator would, in a process of its own."""

    environment: dict[str, str]
    var: Path
    database: str = ""
    started: list[subprocess.Popen] = field(default_factory=list)

    def run(self, *arguments, **changes) -> subprocess.CompletedProcess:
        command = [*RONGYI, *map(str, arguments)]
        return subprocess.run(
            command, env=self.environment | changes, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
        )

    def python(self, code: str) -> str:
        """A few lines inside the installation; what they print."""
        whole = "import django; django.setup()\n" + code
        done = subprocess.run(
            [sys.executable, "-c", whole], env=self.environment, cwd=ROOT, capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def start(self, *arguments, **changes) -> subprocess.Popen:
        process = subprocess.Popen(
            [*RONGYI, *map(str, arguments)],
            env=self.environment | changes,
            cwd=ROOT,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self.started.append(process)
        return process

    def stop_all(self) -> None:
        for process in self.started:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()


@pytest.fixture(scope="session")
def set_up_once(tmp_path_factory):
    """What `rongyi setup` makes of nothing; every test gets a copy of it."""
    place = _place(tmp_path_factory.mktemp("installation") / "var")
    done = place.run("setup")
    assert done.returncode == 0, done.stderr
    return place


@pytest.fixture
def installation(tmp_path, set_up_once):
    """Migrated and empty, in the test environment, on the engine of this run."""
    place = _place(tmp_path / "var", template=set_up_once.database)
    shutil.copytree(set_up_once.var, place.var)
    yield place
    place.stop_all()
    if place.database:
        _on_maintenance_database(f'DROP DATABASE "{place.database}" WITH (FORCE)')


def _place(var: Path, template: str = "template1") -> Installation:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("RONGYI_", "DATABASE_"))}
    environment |= {
        "RONGYI_ENV": "test",
        "RONGYI_VAR": str(var),
        "DJANGO_SETTINGS_MODULE": "rongyi.project.settings",
        "PYTHONPATH": str(ROOT),
    }
    if connection.vendor == "sqlite":
        return Installation(environment, var)
    link, name = settings.DATABASES["default"], f"installation_{uuid.uuid4().hex[:12]}"
    _on_maintenance_database(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    environment["DATABASE_URL"] = f"postgres://{link['USER']}@{link['HOST']}:{link['PORT']}/{name}"
    return Installation(environment, var, name)


def _on_maintenance_database(statement: str) -> None:
    import psycopg

    place = settings.DATABASES["default"]
    with psycopg.connect(
        host=place["HOST"],
        port=place["PORT"],
        user=place["USER"],
        password=place["PASSWORD"],
        dbname="postgres",
        autocommit=True,
    ) as link:
        link.execute(statement)


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answer_of(port: int, path: str = "/healthz", seconds: float = 90) -> tuple[int, str]:
    """Status and body, asked again until the server is up; on a busy machine the start alone takes half a minute."""
    end = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


def eventually(condition, seconds: float = 40) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.1)
    return False


def children_of(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in listed.read_text().split()] if listed.exists() else []


def is_running(pid: int) -> bool:
    state = Path(f"/proc/{pid}/stat")
    try:
        return state.read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
