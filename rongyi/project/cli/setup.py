"""`rongyi setup`: makes an installation ready to serve; a second run changes nothing."""

import os
import time
from pathlib import Path

import click

from rongyi.project.cli.base import Failed, acting_from_command, part, progress_bar, say

DEMO_COUNTIES = ["610326", "610118", "610402"]
DEMO_PEOPLE = 8000
DEMO_SEED = 1


@click.command()
@click.option("--demo/--no-demo", default=None, help="首次启动时是否装入演示数据。默认:只在 RONGYI_ENV=demo 时装入。")
def setup(demo):
    """准备好密钥、数据库;演示环境首次启动时装入演示数据。可以反复运行。"""
    with acting_from_command():
        from django.conf import settings

        for folder in (settings.VAR_DIR, settings.RONGYI_FILES_DIR, settings.STATIC_ROOT):
            folder.mkdir(mode=0o750, parents=True, exist_ok=True)
        _make_keys(settings.RONGYI_KEY_FILE)
        _migrate()
        if settings.ENV == "demo" if demo is None else demo:
            load_demo_once()


def _make_keys(path) -> None:
    """Never over existing keys, and never beside a filled database: what it holds could not be opened by new ones."""
    from rongyi.kernel.crypto.keyring import create_key_file

    if path.exists():
        return
    if _has_accounts():
        raise Failed(
            f"数据库里已有数据,却找不到密钥文件 {path}。\n新密钥打不开旧数据:请从密钥备份中恢复此文件,再运行一次。"
        )
    create_key_file(path)
    say(f"== 已生成密钥文件 {path}。请另行妥善备份:没有它,数据无法解开。", err=True)


def _has_accounts() -> bool:
    from django.contrib.auth import get_user_model
    from django.db import DatabaseError

    try:
        return get_user_model().objects.exists()
    except DatabaseError:  # no tables yet
        return False


def _migrate() -> None:
    from django.core.management import call_command

    from rongyi.project.checks import pending_migrations

    waiting = pending_migrations()
    if waiting:
        say(f"== 更新数据库结构({len(waiting)} 项)", err=True)
        call_command("migrate", interactive=False, verbosity=0)


def load_demo_once() -> None:
    """The demo's account for the portal is made last: where it is missing, the demo is not complete."""
    from django.contrib.auth import get_user_model

    if get_user_model().objects.filter(username="veteran", is_demo=True).exists():
        return
    _set_half_a_demo_aside()
    load_demo = part("rongyi.project.demo:load_demo")
    people = int(os.environ.get("RONGYI_DEMO_PEOPLE", DEMO_PEOPLE))
    say(f"== 首次启动:装入演示数据({len(DEMO_COUNTIES)} 个县区,{people} 人),约需一两分钟", err=True)
    began = time.monotonic()
    with progress_bar("演示数据", seconds_between_lines=5) as progress:
        load_demo(DEMO_COUNTIES, people, DEMO_SEED, progress)
    say(f"== 演示数据已装好,用时 {time.monotonic() - began:.0f} 秒", err=True)


def _set_half_a_demo_aside() -> None:
    """A first start that was interrupted left half a demo, which nobody has worked with: no server came up after it."""
    from django.db import connection

    from rongyi.registry.models import Person

    if not Person.objects.exists():
        return
    if connection.vendor != "sqlite":
        raise Failed("上次装入演示数据没有完成。请换一个空数据库(DATABASE_URL),再运行一次。")
    file = Path(connection.settings_dict["NAME"])
    connection.close()
    for name in (file.name, f"{file.name}-wal", f"{file.name}-shm"):
        if file.with_name(name).exists():
            file.with_name(name).replace(file.with_name(f"{name}.incomplete"))
    say(f"== 上次装入演示数据没有完成,旧文件改名为 {file.name}.incomplete,重新装入", err=True)
    _migrate()
