"""`rongyi serve` and `rongyi worker` as real processes."""

import os
import signal
import socket
from pathlib import Path

from tests.project.conftest import answer_of, children_of, eventually, is_running


def _worker_among(pids: list[int]) -> int:
    return next(pid for pid in pids if b"\0worker\0" in Path(f"/proc/{pid}/cmdline").read_bytes())


def test_the_server_answers_alive_and_ready(installation, free_port):
    installation.start("serve", "--port", free_port)

    assert answer_of(free_port, "/healthz") == (200, "ok\n")
    assert answer_of(free_port, "/readyz") == (200, "ok\n")


def test_the_server_is_alive_and_not_ready_without_its_keys(installation, free_port):
    (installation.var / "keys.json").unlink()

    installation.start("serve", "--port", free_port)

    assert answer_of(free_port, "/healthz") == (200, "ok\n")
    assert answer_of(free_port, "/readyz") == (503, "keys\n")


def test_a_stop_ends_every_process_and_is_a_success(installation, free_port):
    server = installation.start("serve", "--port", free_port)
    answer_of(free_port)
    family = children_of(server.pid)

    server.terminate()

    assert server.wait(40) == 0
    assert len(family) == 2
    assert [pid for pid in family if is_running(pid)] == []


def test_a_killed_server_leaves_no_process_behind(installation, free_port):
    server = installation.start("serve", "--port", free_port)
    answer_of(free_port)
    family = children_of(server.pid)

    server.kill()

    assert eventually(lambda: not any(is_running(pid) for pid in family))


def test_a_dead_worker_is_started_again_and_pages_go_on(installation, free_port):
    server = installation.start("serve", "--port", free_port)
    answer_of(free_port)
    before = set(children_of(server.pid))
    dead = _worker_among(list(before))

    os.kill(dead, signal.SIGKILL)

    assert eventually(lambda: len(set(children_of(server.pid)) - {dead}) == 2)
    assert answer_of(free_port) == (200, "ok\n")


def test_a_dead_web_server_ends_all_with_a_failure(installation, free_port):
    server = installation.start("serve", "--port", free_port)
    answer_of(free_port)
    family = children_of(server.pid)
    web = next(pid for pid in family if pid != _worker_among(family))

    os.kill(web, signal.SIGKILL)

    assert server.wait(20) == 1
    assert [pid for pid in family if is_running(pid)] == []


def test_a_taken_port_is_told_with_a_way_out(installation, free_port):
    with socket.socket() as other:
        other.bind(("127.0.0.1", free_port))
        other.listen()

        done = installation.run("serve", "--port", free_port)

    assert done.returncode == 1
    assert f"无法监听 127.0.0.1:{free_port}" in done.stderr
    assert "PORT=8001" in done.stderr


def test_production_refuses_to_serve_and_tells_every_reason(installation, free_port):
    done = installation.run("serve", "--port", free_port, RONGYI_ENV="production", RONGYI_DEBUG="1")

    assert done.returncode == 1
    assert done.stderr.startswith("正式环境不能这样启动：\n")
    for words in ("调试模式开着", "签名密钥未设置", "没有指明本站的域名"):
        assert words in done.stderr
    assert done.stderr.count("办法：") == 3


def test_a_safe_production_serves(installation, free_port):
    safe = {"RONGYI_ENV": "production", "RONGYI_HOSTS": "127.0.0.1", "RONGYI_SECRET_KEY": "q7Zx-" * 12}

    installation.start("serve", "--port", free_port, **safe)

    assert answer_of(free_port) == (200, "ok\n")


def test_a_worker_in_batch_mode_does_what_waits_and_ends(installation):
    done = installation.run("worker", "--batch")

    assert done.returncode == 0, done.stderr
    assert not (installation.var / "worker.alive").exists()
