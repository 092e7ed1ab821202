"""`rongyi worker`: takes tasks from the database and does them."""

import threading
import time
from pathlib import Path

import click

from rongyi.project.cli.base import acting_from_command

HEARTBEAT_SECONDS = 10
HEARTBEAT_FILE = "worker.alive"


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
