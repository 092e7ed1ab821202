"""Which tables hold anything about one person, asked in one statement. Most of the tables around a file are empty for
most people, and a page that asked each of them by itself would spend its time on asking."""

from functools import lru_cache

from django.db import connection, models

from rongyi.registry.models import Change, Person
from rongyi.registry.parts import KINDS

Watched = tuple[type[models.Model], str]
_watched: list[Watched] = []


def watch(model: type[models.Model], *fields: str) -> None:
    """An app above tells which of its tables the person's page may pass over when these fields name the person in no
    row."""
    _watched.extend((model, model._meta.get_field(name).column) for name in fields)


for _kind in KINDS:
    watch(_kind.model, "person")
watch(Change, "person")
watch(Person, "merged_into")


def survey(person: Person) -> None:
    """Looks into all watched tables. For pages that only read: what is written afterwards is not seen."""
    watched = tuple(_watched)
    here = [Person._meta.get_field(n).get_db_prep_value(getattr(person, n), connection) for n in ("county", "id")]
    with connection.cursor() as cursor:
        cursor.execute(_question(watched), here * len(watched))
        held = {watched[n][0] for (n,) in cursor.fetchall()}
    person.__dict__["_surveyed"] = {model for model, _column in watched} - held


def is_empty(person: Person, model: type[models.Model]) -> bool:
    """Whether the survey found nothing there; of a file that was not surveyed every table is asked."""
    return model in person.__dict__.get("_surveyed", ())


@lru_cache(maxsize=4)
def _question(watched: tuple[Watched, ...]) -> str:
    """The names come from models, never from a request."""
    return " UNION ALL ".join(
        f"SELECT {n} AS n FROM (SELECT 1 FROM {model._meta.db_table} "  # noqa: S608
        f"WHERE county = %s AND {column} = %s LIMIT 1) AS t{n}"
        for n, (model, column) in enumerate(watched)
    )
