"""What keeps one set of models fit for SQLite, PostgreSQL and a database sharded by county.

The rules are in docs/adr/0003-county-leads-every-key.md; `rongyi.kernel.checks` holds every model to them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import models
from django.db.models.constraints import BaseConstraint

from rongyi.kernel.ids import uuid7

SYSTEM_COUNTY = "000000"
"""The county of rows that belong to the deployment itself, such as sign-ins of its administrator."""

_all_counties: ContextVar[bool] = ContextVar("all_counties", default=False)


@contextmanager
def all_counties() -> Iterator[None]:
    """Says that the queries inside look at every county on purpose."""
    token = _all_counties.set(True)
    try:
        yield
    finally:
        _all_counties.reset(token)


def is_over_all_counties() -> bool:
    return _all_counties.get()


def county_of(region_code: str) -> str:
    """The six digits by which rows are placed: a city or province is padded with noughts."""
    return region_code[:6].ljust(6, "0") if region_code else SYSTEM_COUNTY


class CountyField(models.CharField):
    def __init__(self, **kwargs):
        super().__init__(**{"max_length": 6, "editable": False, "db_collation": None, **kwargs})


class CountyForeignKey(models.ForeignKey):
    """A key inside one county. The constraint is CountyFK's; joins and look-ups also compare the county."""

    def __init__(self, *args, **kwargs):
        kwargs["db_constraint"] = False
        super().__init__(*args, **kwargs)

    def get_extra_descriptor_filter(self, instance):
        return {"county": instance.county}

    def get_extra_restriction(self, alias, related_alias):
        if not alias or not related_alias:
            return None
        far = self.remote_field.model._meta.get_field("county")
        near = self.model._meta.get_field("county")
        return far.get_lookup("exact")(near.get_col(related_alias), far.get_col(alias))


class CountyFK(BaseConstraint):
    """FOREIGN KEY (county, x_id) REFERENCES target (county, id): nobody points across a county, on any engine.

    Not deferrable: on a sharded database a deferred key speaks only at COMMIT, and not as an IntegrityError.
    """

    def __init__(self, *, field: str, name: str):
        super().__init__(name=name)
        self.field = field

    def _sql(self, model, schema_editor) -> str:
        field = model._meta.get_field(self.field)
        target = field.remote_field.model._meta
        quote = schema_editor.quote_name
        return (
            f"FOREIGN KEY ({quote('county')}, {quote(field.column)}) "
            f"REFERENCES {quote(target.db_table)} ({quote('county')}, {quote(target.pk.column)})"
        )

    def constraint_sql(self, model, schema_editor):
        """Inline where SQLite (re)builds a table; elsewhere after every table of the migration is there."""
        if schema_editor.connection.vendor != "sqlite":
            return self.create_sql(model, schema_editor)
        return f"CONSTRAINT {schema_editor.quote_name(self.name)} {self._sql(model, schema_editor)}"

    def create_sql(self, model, schema_editor):
        table, name = schema_editor.quote_name(model._meta.db_table), schema_editor.quote_name(self.name)
        # deferred: the unique constraint that it needs may come later in the same migration
        schema_editor.deferred_sql.append(
            f"ALTER TABLE {table} ADD CONSTRAINT {name} {self._sql(model, schema_editor)}"
        )

    def remove_sql(self, model, schema_editor):
        table, name = schema_editor.quote_name(model._meta.db_table), schema_editor.quote_name(self.name)
        return f"ALTER TABLE {table} DROP CONSTRAINT {name}"

    def validate(self, model, instance, exclude=None, using="default"):
        """The database says it; a second query on each validation would buy nothing."""

    def deconstruct(self):
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, "field": self.field}

    def __eq__(self, other):
        return isinstance(other, CountyFK) and (self.name, self.field) == (other.name, other.field)

    __hash__ = BaseConstraint.__hash__


class CountyModel(models.Model):
    """Base of every table that grows."""

    county = CountyField()
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)

    class Meta:
        abstract = True
        constraints = [models.UniqueConstraint(fields=["county", "id"], name="%(app_label)s_%(class)s_county_id")]

    @classmethod
    def from_db(cls, db, field_names, values):
        instance = super().from_db(db, field_names, values)
        instance._county_as_read = instance.__dict__.get("county")
        return instance

    def save(self, *args, **kwargs):
        read = getattr(self, "_county_as_read", None)
        if read is not None and read != self.county:
            raise ValueError("a row never changes its county: close it and open one in the other county")
        super().save(*args, **kwargs)
        self._county_as_read = self.county

    def _do_update(self, base_qs, using, pk_val, values, update_fields, forced_update):
        # a sharded database refuses to write the distribution column, even with the same value
        values = [value for value in values if value[0].column != "county"]
        return super()._do_update(
            base_qs.filter(county=self.county), using, pk_val, values, update_fields, forced_update
        )

    def refresh_from_db(self, using=None, fields=None, from_queryset=None):
        if from_queryset is None:
            from_queryset = type(self)._base_manager.filter(county=self.county)
        super().refresh_from_db(using=using, fields=fields, from_queryset=from_queryset)
