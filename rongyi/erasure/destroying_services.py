"""What it is to erase a person: keys are destroyed, values go, an opaque id stays where work was done.

Every table that has sealed columns and points at a person is found by itself, so that no app can be forgotten; what
the law keeps is named here with its reason.
"""

import secrets
from collections import Counter
from datetime import date
from uuid import UUID

from django.apps import apps
from django.db.models import F
from django.utils.translation import gettext as _

from rongyi.erasure.keeping_queries import KEPT_BY_LAW, let_go
from rongyi.kernel.county import all_counties
from rongyi.kernel.crypto.rows import Sealed, destroy_row_keys, destroy_values
from rongyi.kernel.files.store import delete_file
from rongyi.kernel.files.stored import StoredFile
from rongyi.organisation.models import Station
from rongyi.records.models import Fact, FactPerson
from rongyi.registry.models import PART_MODELS, HeldCase, Person, SearchToken
from rongyi.registry.queries import PHOTO_OF

EVIDENCE_OF = "records.fact"


def tables_of_person() -> list[tuple[type[Sealed], str]]:
    """(model, name of its key) of whatever else is sealed and belongs to a person."""
    found = []
    for model in apps.get_models():
        if not issubclass(model, Sealed) or model in PART_MODELS or model._meta.app_label in KEPT_BY_LAW:
            continue
        for field in model._meta.local_fields:
            if field.is_relation and field.related_model is Person:
                found.append((model, field.name))
    return found


def destroy_person(person: Person) -> dict[str, int]:
    """Erases inside the caller's transaction; {table: rows}. Whoever reads later finds no value, only that it was.

    Files that were merged into this one are the same person's and go with it.
    """
    counts = Counter(let_go(person))
    merged = list(Person.objects.filter(county=person.county, merged_into=person))
    counts["kernel.storedfile"] += _destroy_photos(person)
    for one in (*merged, person):
        counts.update(_destroy_file(one))
    return {table: count for table, count in counts.items() if count}


def _destroy_file(person: Person) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for model in PART_MODELS:
        parts = model._base_manager.filter(county=person.county, person_id=person.pk)
        destroy_row_keys(parts)
        with all_counties():
            counts[model._meta.label_lower] += parts.delete()[0]
    for other, name in tables_of_person():
        rows = other._base_manager.filter(county=person.county, **{f"{name}_id": person.pk})
        counts[other._meta.label_lower] += destroy_values(rows)
    held = HeldCase.objects.filter(county=person.county, id_index=person.id_index)
    counts["registry.heldcase"] += destroy_values(held)
    counts["records.fact"] += _destroy_facts(person.county, person.pk)
    counts["registry.searchtoken"] += SearchToken.objects.filter(county=person.county, person_id=person.pk).delete()[0]
    _empty_person(person)
    return counts


def _destroy_photos(person: Person) -> int:
    """Of the file and of those that were merged into it."""
    merged = Person.objects.filter(county=person.county, merged_into=person)
    ids = [person.pk, *merged.values_list("pk", flat=True)]
    photos = list(StoredFile.objects.filter(county=person.county, owner_kind=PHOTO_OF, owner_id__in=ids))
    for stored in photos:
        with all_counties():
            delete_file(stored)
    Person.objects.filter(county=person.county, pk__in=ids).update(photo_id=None)
    return len(photos)


def _destroy_facts(county: str, person_id: UUID) -> int:
    """Facts stay in their chain; the words of those that are about this person alone can never be opened again."""
    about = list(FactPerson.objects.filter(county=county, person_id=person_id).values_list("fact_id", flat=True))
    done = 0
    for start in range(0, len(about), 500):
        own = Fact.objects.filter(county=county, pk__in=about[start : start + 500], people_count=1)
        for stored in StoredFile.objects.filter(county=county, owner_kind=EVIDENCE_OF, owner_id__in=own.values("pk")):
            with all_counties():
                delete_file(stored)
        done += destroy_row_keys(own.exclude(row_key=None))
    return done


def _empty_person(person: Person) -> None:
    """What stays: an opaque id, the place, the year of birth for counts. security: the index is random, so that the
    number finds nobody and a new file can be opened for it."""
    if person.status == Person.Status.ACTIVE:
        Station.objects.filter(pk=person.region_code, people_count__gt=0).update(people_count=F("people_count") - 1)
    status = Person.Status.MOVED if person.status == Person.Status.ACTIVE else person.status
    destroy_values(
        Person.objects.filter(county=person.county, pk=person.pk), name=_("已删除"), sort_name="",
        id_index=secrets.token_bytes(16), id_masked="", phone_index=None, ethnicity="", education="", marital="",
        birth_date=date(person.birth_date.year, 1, 1), status=status, completeness=0, version=F("version") + 1,
    )  # fmt: skip
