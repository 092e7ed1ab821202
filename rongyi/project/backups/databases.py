"""Dump and load of the database as its own engine does it best, with counts taken from the very same snapshot."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.apps import apps
from django.db import connection, transaction

from rongyi.kernel.errors import Refused

Counts = dict[str, int]
PAGES_AT_ONCE = 4096


def engine() -> str:
    return connection.vendor


def dump(target: Path, progress: Callable[[int, int | None], None]) -> tuple[Counts, dict[str, list]]:
    """Writes the database to a file; returns rows by table and the heads of the audit chains in it."""
    if engine() == "sqlite":
        with closing(sqlite3.connect(target)) as copy:
            connection.ensure_connection()
            connection.connection.backup(
                copy, pages=PAGES_AT_ONCE, progress=lambda _s, left, all_: progress(all_ - left, all_)
            )
            copy.execute("PRAGMA journal_mode=DELETE")
            return _facts_of(copy.execute)
    with _postgres_snapshot() as (snapshot, execute):
        counted = _facts_of(execute)
        _run(
            "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={target}"
        )
    return counted


def load(source: Path) -> None:
    """Puts a dump in the place of the present database, all or nothing."""
    if engine() == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(source)) as copy:
            copy.backup(connection.connection)
        connection.close()
        return
    connection.close()  # its open transaction would hold back the tables
    _run("pg_restore", "--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction",
         "--exit-on-error", f"--dbname={_name()}", str(source), database_given=True)  # fmt: skip


def present_facts() -> tuple[Counts, dict[str, list]]:
    """The same figures of the database as it is now."""
    with connection.cursor() as cursor:
        return _facts_of(lambda statement: _executed(cursor, statement))


def is_filled() -> bool:
    """Whether somebody already works here."""
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for label in ("accounts.User", "kernel.AuditEntry"):
            table = apps.get_model(label)._meta.db_table
            if table in tables and _executed(cursor, f'SELECT 1 FROM "{table}" LIMIT 1').fetchone():  # noqa: S608
                return True
    return False


def _executed(cursor, statement: str):
    cursor.execute(statement)
    return cursor


def _facts_of(execute) -> tuple[Counts, dict[str, list]]:
    models = [
        model for model in apps.get_models(include_auto_created=True) if model._meta.managed and not model._meta.proxy
    ]
    tables = sorted({model._meta.db_table for model in models})
    counts = {table: execute(f'SELECT count(*) FROM "{table}"').fetchone()[0] for table in tables}  # noqa: S608
    head = apps.get_model("kernel.AuditHead")._meta.db_table
    rows = execute(f'SELECT county, seq, hash FROM "{head}" ORDER BY county').fetchall()  # noqa: S608
    return counts, {county: [seq, bytes(last).hex()] for county, seq, last in rows}


@contextmanager
def _postgres_snapshot() -> Iterator[tuple[str, Callable]]:
    """A reading transaction whose view of the data pg_dump shares, so that counts and dump agree."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        snapshot = _executed(cursor, "SELECT pg_export_snapshot()").fetchone()[0]
        yield snapshot, lambda statement: _executed(cursor, statement)


def _name() -> str:
    return str(connection.settings_dict["NAME"])


def _run(program: str, *arguments: str, database_given: bool = False) -> None:
    if not shutil.which(program):
        raise Refused(f"找不到 {program}。请安装与数据库同版本的 postgresql-client。")
    place = connection.settings_dict
    given = {"PGHOST": place["HOST"], "PGPORT": place["PORT"], "PGUSER": place["USER"], "PGPASSWORD": place["PASSWORD"]}
    environment = os.environ | {name: str(value) for name, value in given.items() if value}
    command = [program, *arguments] if database_given else [program, *arguments, _name()]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Refused(f"{program} 失败:{done.stderr.strip()[-500:]}")
