"""Emptying the SQLite test database after a test that really committed.

Django's flush deletes table by table. Our tables refuse it twice: foreign keys speak at once, not at the end, and
triggers guard what only grows. Tests with a live server or with threads need it all the same.
"""

from django.db import connection
from django.test import TransactionTestCase


def install() -> None:
    flush = TransactionTestCase._fixture_teardown

    def emptied(self) -> None:
        if connection.vendor == "sqlite":
            _empty()
        else:
            flush(self)

    TransactionTestCase._fixture_teardown = emptied


def _empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        cursor.execute("PRAGMA foreign_keys = OFF")
        try:
            for name, _sql in triggers:
                cursor.execute(f'DROP TRIGGER "{name}"')
            for table in connection.introspection.django_table_names(only_existing=True, include_views=False):
                if table != "django_migrations":
                    cursor.execute(f'DELETE FROM "{table}"')
        finally:
            for _name, sql in triggers:
                cursor.execute(sql)
            cursor.execute("PRAGMA foreign_keys = ON")
