"""A real server for the measurement: gunicorn as `rongyi serve` starts it, 2 processes of 4 threads."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WORKERS, THREADS = 2, 4
START_SECONDS = 60


@contextmanager
def running() -> Iterator[int]:
    """The port of a server on this process's database."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable, "-m", "gunicorn", "rongyi.project.wsgi:application",
        "--config", "python:rongyi.project.gunicorn_settings", "--bind", f"127.0.0.1:{port}",
        "--workers", str(WORKERS), "--worker-class", "gthread", "--threads", str(THREADS),
    ]  # fmt: skip
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ, start_new_session=True)
    try:
        _wait_for(port, process)
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def _wait_for(port: int, process: subprocess.Popen) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            asker(port, "/healthz")()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the measured server did not start")


def asker(port: int, path: str, headers: dict[str, str] | None = None) -> Callable[[], bytes]:
    """Asks for one address again and again over one kept connection; anything but 200 is an error."""
    ask = visitor(port, headers)
    return lambda: ask(path)


def visitor(port: int, headers: dict[str, str] | None = None) -> Callable[[str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def ask(path: str) -> bytes:
        try:
            connection.request("GET", path, headers=headers or {})
            answer = connection.getresponse()
            body = answer.read()
        except (OSError, http.client.HTTPException):
            connection.close()
            raise
        if answer.status != 200:
            raise RuntimeError(f"{path.partition('?')[0]} answered {answer.status}")
        return body

    return ask
