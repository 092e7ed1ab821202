"""`rongyi worker`: takes tasks from the database and does them."""

import logging
import threading
import time
from pathlib import Path

import click

from rongyi.project.cli.base import acting_from_command

HEARTBEAT_SECONDS = 10
HEARTBEAT_FILE = "worker.alive"
SWEEPS_EVERY_SECONDS = 60

log = logging.getLogger("rongyi.worker")


@click.command()
@click.option(
    "--interval", default=1.0, show_default=True, type=click.FloatRange(0.1, 60), help="没有任务时隔几秒再看。"
)
@click.option("--batch", is_flag=True, help="做完现有任务就退出。")
def worker(interval, batch):
    """运行后台任务进程。"""
    with acting_from_command():
        from django.conf import settings
        from django.core.management import call_command

        heart = settings.VAR_DIR / HEARTBEAT_FILE
        threading.Thread(target=_beat, args=(heart,), daemon=True).start()
        if not batch:
            threading.Thread(target=_sweep_daily, daemon=True).start()
        try:
            call_command("db_worker", interval=interval, batch=batch, reload=False)
        finally:
            heart.unlink(missing_ok=True)


def _beat(file: Path) -> None:
    """`rongyi doctor` and /readyz see by this file that a worker lives on this machine."""
    file.parent.mkdir(parents=True, exist_ok=True)
    while True:
        file.touch()
        time.sleep(HEARTBEAT_SECONDS)


def _sweep_daily() -> None:
    """Whatever is due once a day: the first worker that looks does it."""
    from django.db import connections

    from rongyi.kernel.audit import acting_from
    from rongyi.kernel.sweeps import run_due

    while True:
        try:
            with acting_from("task"):
                run_due()
        except Exception as error:  # the database may be away for a while
            log.error("daily work failed: %s", type(error).__name__)
        connections.close_all()
        time.sleep(SWEEPS_EVERY_SECONDS)
