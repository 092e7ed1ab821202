"""Named peers: what a plain Django project would do with the same rows."""

import csv
import gzip
from pathlib import Path

from django.db import connection, models
from django.db.models import Q
from django.http import HttpResponse
from django.template import Context, Engine

from rongyi.organisation.models import Region, Station, subtree
from rongyi.records.models import Fact
from rongyi.registry.models import Person, PersonCategory

TIERS = {"city": "prefecture"}
PAGE = 25
LIST = Engine().from_string(
    "<!doctype html><title>People</title><table>{% for row in rows %}<tr><td>{{ row.name }}<td>{{ row.sex }}"
    "<td>{{ row.birth_date }}<td>{{ row.id_masked }}<td>{{ row.station }}<td>{{ row.codes }}{% endfor %}</table>"
)
PERSON = Engine().from_string(
    "<!doctype html><title>{{ one.name }}</title><p>{{ one.name }} {{ one.id_masked }} {{ one.birth_date }} {{ codes }}"
    "<ul>{% for fact in facts %}<li>{{ fact.occurred_on }} {{ fact.summary }} {{ fact.handler }}{% endfor %}</ul>"
)


def bare_list(request, code: str) -> HttpResponse:
    """The rows of the list of people, without sign-in, layout, filters or act on record."""
    rows = list(Person.objects.filter(subtree("region_code", code)).order_by("sort_name", "pk")[:PAGE])
    names = dict(Station.objects.filter(pk__in={row.region_code for row in rows}).values_list("pk", "name"))
    codes = _codes(rows)
    for row in rows:
        row.station, row.codes = names.get(row.region_code, ""), codes.get(row.pk, "")
    return HttpResponse(LIST.render(Context({"rows": rows})))


def bare_person(request, pk) -> HttpResponse:
    """The rows of the page of a person: the file, the categories, the first ten acts."""
    one = Person.objects.get(pk=pk)
    facts = Fact.objects.filter(county=one.county, subjects__person_id=one.pk).order_by("-occurred_at")[:10]
    codes = _codes([one]).get(one.pk, "")
    return HttpResponse(PERSON.render(Context({"one": one, "facts": facts, "codes": codes})))


def _codes(people: list[Person]) -> dict:
    rows = PersonCategory.objects.filter(county__in={p.county for p in people}, person__in=people, ends_on=None)
    return dict(rows.values_list("person_id", "code"))


def admin_page(text: str, scope: Q) -> tuple[int, list[Person]]:
    """What a list of Django admin does with `search_fields`: icontains over the fields, the count, the first page."""
    sought = Q(name__icontains=text) | Q(sort_name__icontains=text) | Q(id_masked__icontains=text)
    rows = Person.objects.filter(scope, sought).order_by("pk")
    return rows.count(), list(rows[:PAGE])


def bulk_create_divisions(path: Path) -> int:
    """The usual way: reads the file into model objects and hands all of them to bulk_create."""
    with gzip.open(path, "rt", encoding="utf-8-sig") as file:
        regions = [
            Region(code=row["code"], tier=TIERS.get(row["level"], row["level"]), name=row["name"],
                   parent_code=row["parent"], source=path.name)
            for row in csv.DictReader(file)
        ]  # fmt: skip
    Region.objects.bulk_create(regions, batch_size=1000)
    return len(regions)


class BareVisit(models.Model):
    """A visit as one row and nothing else: no chain, no trail, no figures, nothing sealed."""

    person_id = models.UUIDField(db_index=True)
    at = models.DateTimeField()
    channel = models.CharField(max_length=10)
    reason = models.CharField(max_length=20)
    note = models.TextField(blank=True)

    class Meta:
        app_label = "bench"


def make_bare_table() -> None:
    with connection.schema_editor() as editor:
        editor.create_model(BareVisit)
