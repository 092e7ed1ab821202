"""Keeps child processes together: what may restart is restarted, otherwise one's end is the end of all."""

import ctypes
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field

log = logging.getLogger("rongyi.supervisor")

GRACE_SECONDS = 8
RESTARTS_IN_A_MINUTE = 5
PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    name: str
    command: list[str]
    restart: bool
    process: subprocess.Popen | None = None
    deaths: list[float] = field(default_factory=list)

    def start(self) -> None:
        parent = os.getpid()
        self.process = subprocess.Popen(self.command, preexec_fn=lambda: _die_with(parent))

    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def may_restart(self) -> bool:
        """A child that dies again and again has a reason that another start does not mend."""
        now = time.monotonic()
        self.deaths = [moment for moment in self.deaths if now - moment < 60] + [now]
        return self.restart and len(self.deaths) <= RESTARTS_IN_A_MINUTE


def supervise(children: list[Child]) -> int:
    """Runs until told to stop (0) or until a child that may not restart has ended (1)."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.set())
    try:
        for child in children:
            child.start()
        while not stop.wait(0.2):
            for child in children:
                if not child.is_alive() and not stop.is_set() and not _revived(child):
                    return 1
        return 0
    finally:
        stop_all(children)


def _revived(child: Child) -> bool:
    log.error("%s ended with status %s", child.name, child.process.returncode)
    if not child.may_restart():
        return False
    child.start()
    return True


def stop_all(children: list[Child]) -> None:
    for child in children:
        if child.is_alive():
            child.process.terminate()
    end = time.monotonic() + GRACE_SECONDS
    for child in children:
        if child.process is None:
            continue
        try:
            child.process.wait(max(0.1, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.process.kill()
            child.process.wait()


def _die_with(parent: int) -> None:
    """On Linux the kernel stops the child when its parent was killed, so that no server stays behind unseen."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)
