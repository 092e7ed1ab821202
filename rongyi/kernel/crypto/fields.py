"""Model fields whose values lie encrypted under the key of their row.

The attribute of the field's name gives and takes plaintext; beside it `<name>_sealed` holds what the database has.
In between stands `Opened`, which remembers the ciphertext a value came from, so that an untouched value is written
back as it was and a changed one is sealed anew, whichever way Django saves it: save, bulk_create or bulk_update.
"""

import json
import weakref
from copy import copy
from typing import Any

from django import forms
from django.core.exceptions import FieldError
from django.db import models

from rongyi.kernel.crypto.aead import open_sealed, seal
from rongyi.kernel.crypto.classes import DataClass
from rongyi.kernel.crypto.rows import data_key, place_name, row_place


class Opened:
    """A plaintext on its way between a model instance and the database."""

    __slots__ = ("_owner", "plain", "raw", "value")

    def __init__(self, owner: models.Model, value: Any, raw: bytes | None = None, plain: bytes | None = None):
        self.value, self.raw, self.plain = value, raw, plain
        self._owner = weakref.ref(owner)

    def owner(self) -> models.Model | None:
        return self._owner()

    def __repr__(self) -> str:
        return "<Opened>"  # never the value: this may end in a log


class PlainAttribute:
    """Opens on the first reading and keeps what was opened with the instance."""

    def __init__(self, field: "SealedField"):
        self.field = field

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        return self.field.opened(instance).value

    def __set__(self, instance, value):
        value = self.field.checked(value)
        instance.__dict__[self.field.attname] = Opened(instance, value)


class SealedField(models.BinaryField):
    """What sealed text and sealed JSON have in common."""

    def __init__(self, verbose_name=None, *, data_class: str = DataClass.S2, when_erased: Any = None, **kwargs):
        """`when_erased` is what is read once the key was destroyed on purpose; without it reading raises Erased."""
        if "default" in kwargs:
            raise TypeError("a sealed field has no default: a default lies in clear in the schema")
        self.data_class, self.when_erased = DataClass(data_class), when_erased
        kwargs |= {"null": True, "editable": kwargs.get("editable", True)}
        super().__init__(verbose_name, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("null", None)
        kwargs.pop("editable", None)
        if not self.editable:
            kwargs["editable"] = False
        return name, path, args, {**kwargs, "data_class": self.data_class.value}

    def get_attname(self):
        return f"{self.name}_sealed"

    def get_attname_column(self):
        return self.get_attname(), self.db_column or self.name

    def contribute_to_class(self, cls, name, private_only=False):
        super().contribute_to_class(cls, name, private_only=private_only)
        setattr(cls, self.name, PlainAttribute(self))

    # what text and JSON do in their own way

    def checked(self, value: Any) -> Any:
        raise NotImplementedError

    def encoded(self, value: Any) -> bytes | None:
        raise NotImplementedError

    def decoded(self, plain: bytes | None) -> Any:
        raise NotImplementedError

    # opening and sealing

    def opened(self, instance: models.Model) -> Opened:
        held = getattr(instance, self.attname)
        if not isinstance(held, Opened):
            raw = None if held is None else bytes(held)
            plain = None
            if raw is not None and self.when_erased is not None and instance.row_key is None:
                # the ciphertext stays, since a chain hashes it; security: only a destroyed key, never a broken seal
                held = Opened(instance, copy(self.when_erased), raw, self.encoded(self.when_erased))
                instance.__dict__[self.attname] = held
                return held
            if raw is not None:
                place = row_place(instance, self.column)
                plain = open_sealed(data_key(instance), raw, place, place=place_name(place))
            held = instance.__dict__[self.attname] = Opened(instance, self.decoded(plain), raw, plain)
        return held

    def sealed(self, instance: models.Model, held: Any) -> bytes | None:
        """The ciphertext of what an instance holds, the former one if nothing changed."""
        if not isinstance(held, Opened):
            return held
        plain = self.encoded(held.value)
        if plain != held.plain:
            held.raw = None if plain is None else seal(data_key(instance), plain, row_place(instance, self.column))
            held.plain = plain  # only now: a sealing that failed is tried again, not taken for done
        return held.raw

    def pre_save(self, model_instance, add):
        return self.sealed(model_instance, getattr(model_instance, self.attname))

    def get_db_prep_save(self, value, connection):
        if isinstance(value, Opened):  # from bulk_update, which asks no pre_save
            owner = value.owner()
            if owner is None:
                raise FieldError(f"{self.name} is sealed under the key of an instance that is gone")
            value = self.sealed(owner, value)
        if value is not None and not isinstance(value, bytes | bytearray | memoryview) and not hasattr(value, "as_sql"):
            raise FieldError(
                f"{self.model.__name__}.{self.name} is sealed under the key of its row: "
                "set it on an instance and save that, update() cannot know the row"
            )
        return super().get_db_prep_save(value, connection)

    def from_db_value(self, value, expression, connection):
        return None if value is None else bytes(value)

    # what Django's forms, look-ups and serializers ask

    def get_lookup(self, lookup_name):
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        raise FieldError(
            f"{self.model.__name__}.{self.name} is sealed and cannot be searched: "
            "use its blind index or search tokens (only __isnull is possible here)"
        )

    def clean(self, value, model_instance):
        if isinstance(value, bytes):  # not opened, so not changed since it was stored
            return value
        plain = value.value if isinstance(value, Opened) else value
        super().clean(plain, model_instance)
        return value

    def to_python(self, value):
        return value

    def value_from_object(self, obj):
        return getattr(obj, self.name)

    def value_to_string(self, obj):
        raise FieldError(f"{self.model.__name__}.{self.name} is sealed and is never serialized")


class SealedTextField(SealedField):
    """Text; the empty text is stored as NULL and read as empty text."""

    def checked(self, value):
        if value is None:
            return ""
        if not isinstance(value, str):
            raise TypeError(f"{self.name} takes text, not {type(value).__name__}")
        return value

    def encoded(self, value):
        return value.encode() if value else None

    def decoded(self, plain):
        return "" if plain is None else plain.decode()

    def formfield(self, **kwargs):
        defaults: dict[str, Any] = {"form_class": forms.CharField, "max_length": self.max_length}
        if self.max_length is None or self.max_length > 200:
            defaults["widget"] = forms.Textarea
        return super().formfield(**{**defaults, **kwargs})


class SealedJSONField(SealedField):
    """JSON; None and {} are stored as NULL and read as {}. Changes inside the value are noticed on saving."""

    empty_values = [*models.BinaryField.empty_values, {}]

    def checked(self, value):
        return {} if value is None else value

    def encoded(self, value):
        if value is None or value == {}:
            return None
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()

    def decoded(self, plain):
        return {} if plain is None else json.loads(plain)

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": forms.JSONField, **kwargs})


def settle(instance: models.Model) -> None:
    """Seals what the instance holds open and forgets the plaintext."""
    for field in instance._meta.concrete_fields:
        if isinstance(field, SealedField) and isinstance(instance.__dict__.get(field.attname), Opened):
            instance.__dict__[field.attname] = field.sealed(instance, instance.__dict__[field.attname])
