"""Rows by the ten thousand: straight from values into a table, past the making of objects.

Nobody checks here what the rows say; whoever calls has done so. Constraints and keys of the database hold as ever.
Rows may be made ready for the driver in another process, before the lock of writing is taken: `Rows.ready`, `packed`,
and later `insert_packed`.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db import DatabaseError, connection, models

NULL = r"\N"
_ESCAPED = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})
WHILE_MUCH = {"cache_size": -262_144, "wal_autocheckpoint": 32_768, "mmap_size": 0}
"""Pages of 4 KiB: a log of 128 MiB; a cache of 256 MiB in the place of the mapped file, which has no bound."""
Packed = bytes | list
"""Rows as this database takes them: the text of a COPY, or tuples for one prepared statement."""


class Rows:
    """Makes the rows of one model: what is not given has the default that an object would have."""

    def __init__(self, model: type[models.Model]):
        fields = model._meta.concrete_fields
        self.names = [field.attname for field in fields]
        self.none = NULL if _is_copied() else None
        self.places = {field.attname: (place, _reader(field)) for place, field in enumerate(fields)}
        self.base: list = [self.none] * len(fields)
        own = {f.attname: f.get_default() for f in fields if not (f.primary_key and f.has_default())}
        # a member of an enumeration as the text that it is, for whoever hands rows on
        self.base = self.ready({name: str(v) if isinstance(v, str) else v for name, v in own.items()})

    def ready(self, given: Mapping[str, Any], base: list | None = None) -> list:
        """A row of values ready for the driver; `base` is one that holds already what many rows have in common."""
        row = (self.base if base is None else base).copy()
        none, places = self.none, self.places
        for name, value in given.items():
            place, reader = places[name]
            row[place] = none if value is None else value if reader is None else reader(value)
        return row


@cache
def rows_of(model: type[models.Model]) -> Rows:
    return Rows(model)


def packed(rows: Iterable[Sequence]) -> Packed:
    """Ready rows in the form in which the database takes them; it may be kept, or handed on by another process."""
    if _is_copied():
        return "".join(["\t".join(row) + "\n" for row in rows]).encode()
    return [tuple(row) for row in rows]


def insert_packed(model: type[models.Model], names: Sequence[str], rows: Packed) -> None:
    """Inserts what `packed` made, inside the caller's transaction: by COPY, or one prepared statement."""
    if not rows:
        return
    fields = {field.attname: field for field in model._meta.concrete_fields}
    columns = ", ".join(connection.ops.quote_name(fields[name].column) for name in names)
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        if _is_copied():
            # the copy goes past Django's cursor, so its errors would come in the driver's own words
            with connection.wrap_database_errors, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                copy.write(rows)
        else:
            marks = ", ".join(["%s"] * len(names))
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)  # type: ignore[arg-type]  # noqa: S608  names of ours


def insert_rows(model: type[models.Model], given: Iterable[Mapping[str, Any]]) -> None:
    """Inserts one row for each mapping of attribute names, inside the caller's transaction."""
    rows = rows_of(model)
    insert_packed(model, rows.names, packed(rows.ready(one) for one in given))


@contextmanager
def writing_much() -> Iterator[None]:
    """For who writes many bundles one after the other. On SQLite the log goes into the file seldom, so that a page which
    each bundle touches is written there once; what was committed is as safe as ever."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        former = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in WHILE_MUCH}
        _set(cursor, WHILE_MUCH)
    try:
        yield
    finally:
        with suppress(DatabaseError), connection.cursor() as cursor:
            _set(cursor, former)


def _set(cursor, pragmas: Mapping[str, int]) -> None:
    for name, value in pragmas.items():
        cursor.execute(f"PRAGMA {name} = {value}")


def add_to(model: type[models.Model], name: str, more: Mapping[str, int]) -> None:
    """Adds to a count of some rows by their keys, in one prepared statement and in one order of locks for everybody."""
    key, quote = model._meta.pk, connection.ops.quote_name
    table, column = quote(model._meta.db_table), quote(str(model._meta.get_field(name).column))
    values = [(count, key.get_db_prep_value(pk, connection)) for pk, count in sorted(more.items())]
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {table} SET {column} = {column} + %s WHERE {quote(key.column)} = %s",  # noqa: S608  names of ours
            values,
        )


def _is_copied() -> bool:
    return connection.vendor == "postgresql"


def _reader(field: models.Field) -> Callable | None:
    """From the value of an attribute to what this database takes; None where it is the same. Never asked of NULL."""
    if isinstance(field, models.ForeignKey):
        return _reader(field.target_field)
    if _is_copied():
        return _text_reader(field)
    if isinstance(field, models.JSONField):
        return json.dumps
    if isinstance(field, models.UUIDField):
        return _as_hex
    if isinstance(field, models.DateTimeField):
        return _as_moment
    if isinstance(field, models.DateField):
        return _as_day
    return None


def _text_reader(field: models.Field) -> Callable:
    if isinstance(field, models.JSONField):
        return _json_text
    if isinstance(field, models.BinaryField):
        return _bytes_text
    if isinstance(field, models.BooleanField):
        return _truth_text
    if isinstance(field, models.CharField | models.TextField):
        return _text
    return _as_day if isinstance(field, models.DateField) else str


def stored_id(value: UUID) -> str:
    """A key as `packed` takes it."""
    return str(value) if _is_copied() else value.hex


def stored_text(value: str) -> str:
    """Text as `packed` takes it."""
    return _text(value) if _is_copied() else value


def _text(value: str) -> str:
    return value if value.isalnum() else value.translate(_ESCAPED)


def _bytes_text(value: bytes) -> str:
    return r"\\x" + value.hex()


def _truth_text(value: bool) -> str:
    return "t" if value else "f"


def _json_text(value: Any) -> str:
    return json.dumps(value).translate(_ESCAPED)


def _as_hex(value: UUID | str) -> str:
    return value.hex if isinstance(value, UUID) else UUID(value).hex


def _as_day(value: date | datetime | str) -> str:
    return value if isinstance(value, str) else value.isoformat()


def _as_moment(value: datetime) -> str:
    return str(value.astimezone(UTC).replace(tzinfo=None))
