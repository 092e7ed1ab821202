"""Rows by the ten thousand: straight from tuples into a table, past the making of objects.

Nobody checks here what the rows say; whoever calls has done so. Constraints and keys of the database hold as ever.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection, models


class Rows:
    """Makes the rows of one model: what is not given has the default that an object would have."""

    def __init__(self, model: type[models.Model]):
        self.model = model
        fields = model._meta.concrete_fields
        self.names = [field.attname for field in fields]
        self.columns = [field.column for field in fields]
        self.defaults = {
            field.attname: None if field.primary_key and field.has_default() else field.get_default()
            for field in fields
        }

    def row(self, given: Mapping[str, Any]) -> list:
        return list({**self.defaults, **given}.values())


@cache
def rows_of(model: type[models.Model]) -> Rows:
    return Rows(model)


def insert_rows(model: type[models.Model], given: Iterable[Mapping[str, Any]]) -> None:
    """Inserts one row for each mapping of attribute names, inside the caller's transaction."""
    rows = rows_of(model)
    insert_tuples(model, rows.names, (rows.row(one) for one in given))


def insert_tuples(
    model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence], *, is_ready: bool = False
) -> None:
    """Inserts tuples whose places are those of `names`: by COPY, or one prepared statement. What `is_ready` is handed
    to the driver as it is."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    columns = ", ".join(connection.ops.quote_name(fields[name].column) for name in names)
    table = connection.ops.quote_name(model._meta.db_table)
    ready = rows if is_ready else _ready(rows, [_reader(fields[name]) for name in names])
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # the copy goes past Django's cursor, so its errors would come in the driver's own words
            with connection.wrap_database_errors, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in ready:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(names))
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", ready)  # type: ignore[arg-type]  # noqa: S608  names of ours; a stream is taken too


def _ready(rows: Iterable[Sequence], readers: list[Callable | None]) -> Iterator[Sequence]:
    changed = [(place, reader) for place, reader in enumerate(readers) if reader]
    for row in rows:
        row = list(row)
        for place, reader in changed:
            if row[place] is not None:
                row[place] = reader(row[place])
        yield row


def _reader(field: models.Field) -> Callable | None:
    """From the value of an attribute to what the driver of this database takes; None where it is the same."""
    if isinstance(field, models.ForeignKey):
        return _reader(field.target_field)
    if isinstance(field, models.JSONField):
        return _as_json
    if connection.vendor == "postgresql":
        return None
    if isinstance(field, models.UUIDField):
        return _as_hex
    if isinstance(field, models.DateTimeField):
        return _as_moment
    if isinstance(field, models.DateField):
        return _as_day
    return None


def stored_id(value: UUID) -> UUID | str:
    """A key as the driver takes it."""
    return value if connection.vendor == "postgresql" else value.hex


def _as_json(value: Any) -> str:
    return json.dumps(value)


def _as_hex(value: UUID | str) -> str:
    return value.hex if isinstance(value, UUID) else UUID(value).hex


def _as_day(value: date | str) -> str:
    return value if isinstance(value, str) else value.isoformat()


def _as_moment(value: datetime) -> str:
    return str(value.astimezone(UTC).replace(tzinfo=None))
