"""What the database must be: reachable, of the right letters and pragmas, up to date, with a worker at its tasks."""

import sqlite3
import time
from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from rongyi.project.doctor import HINT, OK, PROBLEM, Finding

WANTED_PRAGMAS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
LEAST_POSTGRES, LEAST_SQLITE = 150000, (3, 35, 0)
HEARTBEAT_IS_FRESH_SECONDS = 60
TASK_WAITS_TOO_LONG = timedelta(minutes=5)


def database() -> Iterator[Finding]:
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        yield Finding(
            "database", PROBLEM, f"连不上:{error}".strip(), "检查 DATABASE_URL、数据库服务是否在运行、账号密码。"
        )
        return
    yield from _of_sqlite() if connection.vendor == "sqlite" else _of_postgres()


def _of_sqlite() -> Iterator[Finding]:
    version = sqlite3.sqlite_version
    mend = "" if sqlite3.sqlite_version_info >= LEAST_SQLITE else "升级系统的 SQLite 到 3.35 以上。"
    yield Finding(
        "database", PROBLEM if mend else OK, f"SQLite {version},{settings.DATABASES['default']['NAME']}", mend
    )
    for name, wanted in WANTED_PRAGMAS.items():
        found = _value(f"PRAGMA {name}")
        if found != wanted:
            yield Finding(
                "database",
                PROBLEM,
                f"PRAGMA {name} 是 {found},应为 {wanted}。",
                "不要改 settings.py 里的 init_command。",
            )
    answer = _value("PRAGMA quick_check(1)")
    if answer != "ok":
        yield Finding("database", PROBLEM, f"数据库文件损坏:{answer}", "停止服务,从最近的备份恢复(rongyi restore)。")


def _of_postgres() -> Iterator[Finding]:
    version = connection.connection.info.server_version
    mend = "" if version >= LEAST_POSTGRES else "升级到 PostgreSQL 15 以上。"
    yield Finding("database", PROBLEM if mend else OK, f"PostgreSQL {version // 10000}.{version % 10000}", mend)
    encoding = _value("SHOW server_encoding")
    if encoding != "UTF8":
        yield Finding("database", PROBLEM, f"数据库编码是 {encoding}。", "新建编码为 UTF8 的数据库,再恢复备份。")
    letters = _value("SELECT datcollate FROM pg_database WHERE datname = current_database()")
    provider = _value("SELECT datlocprovider::text FROM pg_database WHERE datname = current_database()")
    if provider != "i" and letters in ("C", "POSIX"):
        yield Finding(
            "database", PROBLEM, f"数据库的区域是 {letters},查找汉字会漏。", "新建区域为 C.UTF-8 的数据库,再恢复备份。"
        )


def migrations() -> Iterator[Finding]:
    from rongyi.project.checks import pending_migrations

    waiting = pending_migrations()
    if waiting:
        yield Finding(
            "migrations", PROBLEM, f"还有 {len(waiting)} 项没有执行。", "先备份(rongyi backup),再运行 rongyi setup。"
        )
    else:
        yield Finding("migrations", OK, "数据库结构是最新的")


def worker() -> Iterator[Finding]:
    """On several machines the heartbeat may be elsewhere; a task that waits too long is the surer sign."""
    from django_tasks_db.models import DBTaskResult

    from rongyi.project.cli.worker import HEARTBEAT_FILE

    beat = settings.VAR_DIR / HEARTBEAT_FILE
    if beat.exists() and time.time() - beat.stat().st_mtime < HEARTBEAT_IS_FRESH_SECONDS:
        yield Finding("worker", OK, "后台任务进程在运行")
        return
    overdue = DBTaskResult.objects.ready().filter(enqueued_at__lt=timezone.now() - TASK_WAITS_TOO_LONG).count()
    mend = "运行 rongyi serve(内置数据库)或 rongyi worker。"
    if overdue:
        yield Finding("worker", PROBLEM, f"没有后台任务进程,{overdue} 项任务等了五分钟以上。", mend)
    else:
        yield Finding("worker", HINT, "本机没有后台任务进程在运行,眼下也没有积压的任务。", mend)


def journals() -> Iterator[Finding]:
    from rongyi.kernel import money

    read, faults = money.verify()
    if faults:
        yield Finding(
            "journals", PROBLEM, f"账目有 {len(faults)} 处不符。", "运行 rongyi money verify 逐条查看,先不要再发放。"
        )
    else:
        yield Finding("journals", OK, f"账目相符,凭证 {read} 张")


def _value(statement: str):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


CHECKS = (database, migrations, worker, journals)
