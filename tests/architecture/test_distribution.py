"""The rules of a database sharded by county, held by a check that must find each kind of fault."""

import pytest
from django.core.checks import run_checks
from django.db import models
from django.test.utils import isolate_apps

from rongyi.accounts.models import User
from rongyi.kernel.checks import faults_of
from rongyi.kernel.county import CountyField, CountyFK, CountyForeignKey, CountyModel
from rongyi.registry.models import Person
from tests.architecture.source import listed


def test_no_model_of_the_house_breaks_a_rule():
    found = run_checks(tags=["distribution"])

    assert found == [], listed(found)


def _with_wide_county():
    class Wide(models.Model):
        county = models.CharField(max_length=12)
        id = models.UUIDField(primary_key=True)

        class Meta:
            app_label = "tests"

    return Wide


def _with_null_county():
    class Nullable(models.Model):
        county = models.CharField(max_length=6, null=True)
        id = models.UUIDField(primary_key=True)

        class Meta:
            app_label = "tests"

    return Nullable


def _with_key_led_by_another():
    class Led(models.Model):
        pk = models.CompositePrimaryKey("day", "county")
        county = CountyField()
        day = models.DateField()

        class Meta:
            app_label = "tests"

    return Led


def _with_number_as_id():
    class Numbered(models.Model):
        county = CountyField()
        id = models.BigAutoField(primary_key=True)

        class Meta:
            app_label = "tests"

    return Numbered


def _with_unique_constraint():
    class Once(CountyModel):
        name = models.CharField(max_length=5)

        class Meta:
            app_label = "tests"
            constraints = [models.UniqueConstraint(fields=["name"], name="once_name")]

    return Once


def _with_unique_field():
    class Single(CountyModel):
        name = models.CharField(max_length=5, unique=True)

        class Meta:
            app_label = "tests"

    return Single


def _with_unique_together():
    class Pair(CountyModel):
        name = models.CharField(max_length=5)

        class Meta:
            app_label = "tests"
            unique_together = [("county", "name")]

    return Pair


def _with_plain_key():
    class Plain(CountyModel):
        person = models.ForeignKey(Person, models.PROTECT)

        class Meta:
            app_label = "tests"

    return Plain


def _without_county_fk():
    class Loose(CountyModel):
        person = CountyForeignKey(Person, models.PROTECT)

        class Meta:
            app_label = "tests"

    return Loose


def _to_target_without_pair():
    class Target(models.Model):
        county = CountyField()
        id = models.UUIDField(primary_key=True)

        class Meta:
            app_label = "tests"

    class Pointing(CountyModel):
        target = CountyForeignKey(Target, models.PROTECT)

        class Meta:
            app_label = "tests"
            constraints = [CountyFK(field="target", name="pointing_target_fk")]

    return Pointing


def _with_nullable_cascade():
    class Cascading(CountyModel):
        person = CountyForeignKey(Person, models.CASCADE, null=True)

        class Meta:
            app_label = "tests"
            constraints = [CountyFK(field="person", name="cascading_person_fk")]

    return Cascading


def _with_constraint_to_local():
    class Owned(CountyModel):
        user = models.ForeignKey(User, models.PROTECT)

        class Meta:
            app_label = "tests"

    return Owned


def _with_automatic_many_to_many():
    class Grouped(CountyModel):
        others = models.ManyToManyField("self", symmetrical=False)

        class Meta:
            app_label = "tests"

    return Grouped


def _local_pointing_at_county():
    class Local(models.Model):
        person = models.ForeignKey(Person, models.PROTECT)

        class Meta:
            app_label = "tests"

    return Local


FAULTS = [
    ("E001", _with_wide_county),
    ("E001", _with_null_county),
    ("E002", _with_key_led_by_another),
    ("E003", _with_number_as_id),
    ("E004", _with_unique_constraint),
    ("E005", _with_unique_field),
    ("E006", _with_unique_together),
    ("E007", _with_plain_key),
    ("E008", _without_county_fk),
    ("E009", _to_target_without_pair),
    ("E010", _with_nullable_cascade),
    ("E011", _with_constraint_to_local),
    ("E012", _with_automatic_many_to_many),
    ("E013", _local_pointing_at_county),
]


@pytest.mark.parametrize(("number", "made"), FAULTS, ids=[made.__name__.strip("_") for _number, made in FAULTS])
@isolate_apps("tests")
def test_a_bad_model_raises_exactly_its_own_error(number, made):
    model = made()

    found = [fault.id for fault in faults_of(model)]

    assert found == [f"distribution.{number}"]


@isolate_apps("tests")
def test_a_well_made_model_is_left_in_peace():
    class Good(CountyModel):
        person = CountyForeignKey(Person, models.PROTECT)
        user = models.ForeignKey(User, models.PROTECT, db_constraint=False)

        class Meta(CountyModel.Meta):
            abstract = False
            app_label = "tests"
            constraints = [
                *CountyModel.Meta.constraints,
                CountyFK(field="person", name="good_person_fk"),
                models.UniqueConstraint(fields=["county", "person"], name="good_once"),
            ]

    found = list(faults_of(Good))

    assert found == []
