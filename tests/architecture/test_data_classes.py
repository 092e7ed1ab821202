"""Every field that says something of a person has a class; without one nobody knows who may see it."""

from django.apps import apps
from django.db import models

from rongyi.kernel.crypto.classes import DataClass
from rongyi.kernel.crypto.fields import SealedField
from rongyi.kernel.crypto.rows import RowKeyField
from tests.architecture.source import listed

ABOUT_PEOPLE = {"cards", "registry", "visits", "confirmations"}
"""Apps whose county tables are about people throughout."""
MORE = {"archives.Loan", "archives.Piece", "records.FactPerson"}
NOT_ABOUT_PEOPLE = {"cards.Offer", "registry.ImportJob", "confirmations.Campaign"}
"""A workbook on its way in: its name is sealed, the rest are counts."""
PLAIN = {
    "county",
    "id",
    "region_code",
    "row_key",
    "version",
    "pk",
    "is_demo",
    "created_at",
    "updated_at",
    "completeness",
}
"""Keys, places and bookkeeping: they name nobody and say nothing of anybody."""


def _models():
    for model in apps.get_models():
        label = model._meta.label
        if label in NOT_ABOUT_PEOPLE:
            continue
        if label in MORE or (model._meta.app_label in ABOUT_PEOPLE and model.__module__.startswith("rongyi.")):
            yield model


def _is_bookkeeping(field: models.Field) -> bool:
    return field.name in PLAIN or isinstance(field, RowKeyField | models.ForeignKey | models.CompositePrimaryKey)


def _unclassed(model: type[models.Model]) -> list[str]:
    declared = getattr(model, "data_classes", {})
    return [
        f"{model._meta.label}.{field.name}"
        for field in model._meta.local_concrete_fields
        if not _is_bookkeeping(field) and not isinstance(field, SealedField) and field.name not in declared
    ]


def test_every_field_about_a_person_has_a_class():
    unclassed = [name for model in _models() for name in _unclassed(model)]

    assert not unclassed, listed(unclassed)


def test_every_declared_class_belongs_to_a_field_and_is_one():
    wrong = [
        f"{model._meta.label}.{name}"
        for model in apps.get_models()
        for name, data_class in getattr(model, "data_classes", {}).items()
        if name not in {f.name for f in model._meta.get_fields()} or data_class not in DataClass.values
    ]

    assert not wrong, listed(wrong)


def test_numbers_addresses_and_names_of_relatives_are_never_plain():
    secret = ("id_number", "phone", "address", "registered_at", "other_contact", "proof_number", "discharge_number")

    plain = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label == "registry"
        for field in model._meta.local_concrete_fields
        if field.name in secret and not isinstance(field, SealedField)
    ]

    assert not plain, listed(plain)
