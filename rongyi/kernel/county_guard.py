"""Proves that queries stay inside a county: a statement on a county table that names no county asks every shard.

Used by tests; nothing of it runs at work. `all_counties()` says that a query looks everywhere on purpose.
"""

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import FrameType

from django.apps import apps
from django.db import connection

from rongyi.kernel.checks import is_county
from rongyi.kernel.county import is_over_all_counties

TOUCHES = re.compile(r'\b(?:FROM|JOIN|UPDATE|INTO)\s+"(\w+)"(?:\s+(?:AS\s+)?"?(\w+)"?)?', re.IGNORECASE)
NARROWED = re.compile(r'"?(?:county|region_code)"?\s*(?:=|>=|>|<|IN\b|BETWEEN\b)', re.IGNORECASE)
INSERTS = re.compile(r"^\s*INSERT\b", re.IGNORECASE)


HOUSE = str(Path(__file__).parents[1])


class CountyMissing(AssertionError):
    """A statement would ask every county."""


@cache
def county_tables() -> frozenset[str]:
    return frozenset(m._meta.db_table for m in apps.get_models(include_auto_created=True) if is_county(m))


def fault_of(sql: str) -> str | None:
    """The first county table of a statement that names neither a county nor a range of regions."""
    if INSERTS.match(sql):
        return None
    touched = [table for table, _alias in TOUCHES.findall(sql) if table in county_tables()]
    if not touched or NARROWED.search(sql):
        return None
    return touched[0]


def asked_from() -> str:
    """`file:line` of the house's own code that asks, or nothing where the test itself does."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        name = frame.f_code.co_filename
        if name != __file__ and "site-packages" not in name and "/lib/python" not in name:
            return f"{name}:{frame.f_lineno}" if name.startswith(HOUSE) else ""
        frame = frame.f_back
    return ""


@contextmanager
def guarding_counties(*, collect: list[str] | None = None, house_only: bool = False) -> Iterator[None]:
    """Fails a statement without a county, or collects it where a list is given."""

    def watch(execute: Callable, sql: str, params, many: bool, context: dict):
        table = None if is_over_all_counties() else fault_of(sql)
        if table is not None and (place := asked_from() or not house_only):
            if collect is None:
                raise CountyMissing(f"{table} is asked without a county at {place}: {sql[:300]}")
            collect.append(f"{place} {sql}")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield
