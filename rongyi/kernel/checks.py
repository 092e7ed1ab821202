"""System checks that hold every model to the rules of a database sharded by county (tag `distribution`)."""

from collections.abc import Iterator

from django.apps import apps
from django.core.checks import CheckMessage, Error, register
from django.db import models

from rongyi.kernel.county import CountyFK, CountyForeignKey

REFERENCE = {"organisation.Region", "organisation.Station", "kernel.CalendarDay"}
"""Small tables that are copied to each node."""


@register("distribution")
def county_rules(app_configs=None, **kwargs) -> list[CheckMessage]:
    chosen = {c.label for c in app_configs} if app_configs else None
    found: list[CheckMessage] = []
    for model in apps.get_models(include_auto_created=True):
        if not model.__module__.startswith(("rongyi.", "tests.")) or (chosen and model._meta.app_label not in chosen):
            continue
        found += faults_of(model)
    return found


def faults_of(model: type[models.Model]) -> Iterator[CheckMessage]:
    """Every way in which a model would not survive sharding, as errors with a stable number."""
    if is_county(model):
        yield from _key_faults(model)
        yield from _unique_faults(model)
        yield from _relation_faults(model)
    elif model._meta.label not in REFERENCE:
        yield from _local_faults(model)


def is_county(model: type[models.Model]) -> bool:
    return any(f.name == "county" for f in model._meta.get_fields() if isinstance(f, models.Field))


def _key_faults(model):
    county, key = model._meta.get_field("county"), model._meta.pk
    if county.null or county.max_length != 6:
        yield Error("county must be six long and never null", obj=model, id="distribution.E001")
    if isinstance(key, models.CompositePrimaryKey):
        if key.field_names[0] != "county":
            yield Error("a composite key is led by county", obj=model, id="distribution.E002")
    elif key.name != "county" and not isinstance(key, models.UUIDField):
        yield Error("id must be a UUID", obj=model, id="distribution.E003")


def _unique_faults(model):
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint):
            lead = constraint.fields[0] if constraint.fields else getattr(constraint.expressions[0], "name", "")
            if lead != "county":
                yield Error(f"{constraint.name} is not led by county", obj=model, id="distribution.E004")
    for field in model._meta.local_fields:
        if field.unique and not field.primary_key:
            yield Error(f"{field.name}: unique=True is not led by county", obj=model, id="distribution.E005")
    if model._meta.unique_together:
        yield Error("unique_together: use UniqueConstraint", obj=model, id="distribution.E006")


def _relation_faults(model):
    held = {c.field for c in model._meta.constraints if isinstance(c, CountyFK)}
    for field in model._meta.local_fields:
        if not isinstance(field, models.ForeignKey):
            continue
        target = field.remote_field.model
        if is_county(target):
            yield from _county_key_faults(model, field, target, held)
        elif target._meta.label not in REFERENCE and field.db_constraint:
            yield Error(f"{field.name}: constraint to a local table", obj=model, id="distribution.E011")
    for field in model._meta.local_many_to_many:
        if field.remote_field.through._meta.auto_created:
            yield Error(f"{field.name}: many-to-many needs through", obj=model, id="distribution.E012")


def _county_key_faults(model, field, target, held):
    if not isinstance(field, CountyForeignKey):
        yield Error(f"{field.name}: plain key to a county table", obj=model, id="distribution.E007")
        return
    if field.name not in held:
        yield Error(f"{field.name}: CountyFK is missing", obj=model, id="distribution.E008")
    pairs = [c.fields for c in target._meta.constraints if isinstance(c, models.UniqueConstraint)]
    if ("county", target._meta.pk.name) not in pairs:
        yield Error(f"{field.name}: target lacks unique (county, id)", obj=model, id="distribution.E009")
    if field.null and field.remote_field.on_delete is models.CASCADE:
        yield Error(f"{field.name}: nullable with CASCADE", obj=model, id="distribution.E010")


def _local_faults(model):
    for field in model._meta.local_fields:
        if isinstance(field, models.ForeignKey) and is_county(field.remote_field.model):
            yield Error(f"{field.name}: a local table points at a county table", obj=model, id="distribution.E013")
