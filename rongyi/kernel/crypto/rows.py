"""Each row has a data key of its own, wrapped by the master key: changing the master rewraps 32 bytes a row and
touches no field, and destroying the row's key erases all that the row had sealed.

Table and column names are bound into every seal, so a sealed table is never renamed by a migration alone.
"""

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from django.core.exceptions import FieldDoesNotExist
from django.db import models, transaction
from django.db.models.functions import Substr
from django.utils.translation import gettext_lazy as _

from rongyi.kernel.county import all_counties
from rongyi.kernel.crypto.aead import (
    FORMAT,
    HEADER,
    NONCE_BYTES,
    SealBroken,
    active_suite,
    key_version,
    open_sealed,
    seal,
    sealer,
)
from rongyi.kernel.crypto.keyring import KEY_BYTES, keyring
from rongyi.kernel.errors import Refused

CHANCE_BYTES = 1 << 16
Seals = Callable[[bytes, bytes, bytes], bytes]
ERASED = _("这项内容已按规定销毁,不能再查看或填写。")


class Erased(Refused):
    """The row's key was destroyed: what it had sealed is gone for good."""

    status = 410
    code = "erased"

    def __init__(self, message=ERASED, **facts):
        super().__init__(message, **facts)


class RowKeyField(models.BinaryField):
    """The wrapped data key; every row gets one when it is first saved, or a later partial save would lose it."""

    def pre_save(self, model_instance, add):
        if add or model_instance._state.adding:
            data_key(model_instance)  # also proves that a key taken over from elsewhere belongs to this row
        return getattr(model_instance, self.attname)


class Sealed(models.Model):
    """Mixin of models with sealed fields."""

    row_key = RowKeyField(null=True, editable=False)

    class Meta:
        abstract = True

    def __getstate__(self):
        """Copies and pickles carry ciphertext only."""
        from rongyi.kernel.crypto.fields import settle

        settle(self)
        state = super().__getstate__()
        state.pop("_data_key", None)
        return state


def row_place(instance: models.Model, column: str) -> bytes:
    """What a seal is bound to: table, column and row."""
    row_id = instance._meta.pk.to_python(instance.pk)
    if row_id is None:
        raise ValueError(f"{instance._meta.label} needs an id before its fields can be sealed")
    return f"{instance._meta.db_table}\0{column}\0{row_id}".encode()


def place_name(place: bytes) -> str:
    return place.decode().replace("\0", ".")


def data_key(instance: models.Model) -> bytes:
    """The row's own key, unwrapped once per instance; a row that is not saved yet gets a new one."""
    place = row_place(instance, "row_key")
    wrapped = instance.row_key
    cached = instance.__dict__.get("_data_key")
    if cached and wrapped is not None and cached[:2] == (place, bytes(wrapped)):
        return cached[2]
    if wrapped is None:
        if not instance._state.adding:
            raise Erased
        key = secrets.token_bytes(KEY_BYTES)
        wrapped = instance.row_key = _wrap(key, place)
    else:
        wrapped = bytes(wrapped)
        key = _unwrap(wrapped, place)
    instance.__dict__["_data_key"] = (place, wrapped, key)
    return key


class NewRows:
    """The keys and seals of rows that are being made, without an object: for those who write thousands. One for a
    bundle: cipher and master key are looked up once, and chance is asked for by the ten thousand bytes."""

    def __init__(self) -> None:
        ring, self._suite = keyring(), active_suite()
        self._wrap = sealer(ring.active_key, version=ring.active, suite=self._suite)
        self._chance, self._used = b"", 0

    def chance(self, count: int) -> bytes:
        """Random bytes, each given out once."""
        if self._used + count > len(self._chance):
            self._chance, self._used = os.urandom(max(CHANCE_BYTES, count)), 0
        start, self._used = self._used, self._used + count
        return self._chance[start : self._used]

    def row(self, table: str, row_id: UUID | str, columns: int = 0) -> "NewRow":
        """`columns`: how many values are sealed at most."""
        chance = self.chance(KEY_BYTES + NONCE_BYTES * (columns + 1))
        key, nonces = chance[:KEY_BYTES], chance[KEY_BYTES:]
        seals = sealer(key, suite=self._suite) if columns else None
        wrapped = self._wrap(key, f"{table}\0row_key\0{row_id}".encode(), nonces[:NONCE_BYTES])
        return NewRow(table, str(row_id), seals, wrapped, nonces[NONCE_BYTES:])


class NewRow:
    """One of them: `wrapped` is its row_key."""

    __slots__ = ("_nonces", "_seal", "_table", "row_id", "wrapped")

    def __init__(self, table: str, row_id: str, seals: Seals | None, wrapped: bytes, nonces: bytes):
        self._table, self.row_id, self._seal, self.wrapped, self._nonces = table, row_id, seals, wrapped, nonces

    def seal(self, column: str, value: str) -> bytes | None:
        if not value:
            return None
        nonce, self._nonces = self._nonces[:NONCE_BYTES], self._nonces[NONCE_BYTES:]
        if self._seal is None or len(nonce) < NONCE_BYTES:
            raise ValueError("more values are sealed than were announced")
        return self._seal(value.encode(), f"{self._table}\0{column}\0{self.row_id}".encode(), nonce)


def destroy_row_keys(rows: models.QuerySet) -> int:
    """Erases everything that these rows have sealed; there is no way back but an older backup."""
    return rows.update(row_key=None)


def destroy_values(rows: models.QuerySet, **plain) -> int:
    """Erases what these rows have sealed and empties the columns, so that lists that hold them stay readable; `plain`
    is written over what lay in clear. For rows whose ciphertext nobody hashes."""
    from rongyi.kernel.crypto.fields import SealedField

    sealed = [field.name for field in rows.model._meta.local_concrete_fields if isinstance(field, SealedField)]
    return rows.update(row_key=None, **dict.fromkeys(sealed), **plain)


def stale_rows(rows: type[models.Model] | models.QuerySet) -> models.QuerySet:
    """Rows whose key is wrapped by another master version or cipher than the active one."""
    queryset = rows._base_manager.all() if isinstance(rows, type) else rows
    head = HEADER.pack(FORMAT, active_suite(), keyring().active)
    start = Substr("row_key", 1, HEADER.size, output_field=models.BinaryField())
    return queryset.exclude(row_key=None).annotate(_row_key_head=start).exclude(_row_key_head=head)


@dataclass
class Rewrapped:
    done: int = 0
    broken: list = field(default_factory=list)


def rewrap(rows: type[models.Model] | models.QuerySet, chunk: int = 1000) -> Rewrapped:
    """Wraps the row keys anew while people work. May be killed and started again: it takes what is still stale."""
    result = Rewrapped()
    last = None
    while batch := _next_stale(rows, last, chunk):
        with transaction.atomic():
            for row in batch:
                _rewrap_row(row, result)
        last = batch[-1].pk
    return result


def _next_stale(rows, last, chunk: int) -> list:
    queryset = stale_rows(rows).order_by("pk")
    if last is not None:
        queryset = queryset.filter(pk__gt=last)
    names = ["pk", "row_key"] + (["county"] if _has_county(queryset.model) else [])
    with all_counties():
        return list(queryset.only(*names)[:chunk])


def _rewrap_row(row: models.Model, result: Rewrapped) -> None:
    place = row_place(row, "row_key")
    old = bytes(row.row_key)
    try:
        new = _wrap(_unwrap(old, place), place)
    except SealBroken:
        result.broken.append(row.pk)
        return
    same_row = {"pk": row.pk, "row_key": old}  # the old key again: an erasure in between must win
    if _has_county(type(row)):
        same_row["county"] = row.county
    result.done += type(row)._base_manager.filter(**same_row).update(row_key=new)


def _has_county(model: type[models.Model]) -> bool:
    try:
        model._meta.get_field("county")
    except FieldDoesNotExist:
        return False
    return True


def _wrap(key: bytes, place: bytes) -> bytes:
    ring = keyring()
    return seal(ring.active_key, key, place, version=ring.active)


def _unwrap(wrapped: bytes, place: bytes) -> bytes:
    name = place_name(place)
    return open_sealed(keyring().master_key(key_version(wrapped, place=name)), wrapped, place, place=name)
