"""The one place that says which fields of a file an actor reads and writes: pages, API, history and sheets ask it.

docs/adr/0011-what-is-masked.md: S3 (names, telephones, addresses, service) is whole for who serves within reach. S2
(numbers, health, disability, livelihood, political status) is masked and comes whole by a reveal with a reason; a
number of a bank account never does. What a page masks, a form does not show either.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from rongyi.kernel.crypto import masking
from rongyi.kernel.crypto.fields import SealedField
from rongyi.organisation.access import Actor
from rongyi.registry.models import Person, Political
from rongyi.registry.parts import KIND_OF_MODEL, PartKind

EDITABLE = (
    "name", "phone", "other_contact", "address", "registered_at", "grid", "ethnicity", "education", "marital",
    "political_status", "party_branch", "verified_on",
)  # fmt: skip
CHOSEN = {"political_status": Political}
"""Words of the person's own sealed fields."""
MASKS = {
    "id_number": masking.mask_id_number,
    "phone": masking.mask_phone,
    "name": masking.mask_name,
    "address": masking.mask_address,
    "registered_at": masking.mask_address,
}
NUMBERS = ("proof_number", "certificate_number", "discharge_number", "number", "bank_account")
"""Of these the last four are shown: clerks compare them with the paper."""
NEVER_WHOLE = frozenset({"bank_account"})


@dataclass(frozen=True)
class Shown:
    """A field as this reader sees it."""

    name: str
    label: str
    value: Any
    is_masked: bool


def data_class_of(name: str, model: type[models.Model] = Person) -> str:
    field = model._meta.get_field(name)
    return str(field.data_class) if isinstance(field, SealedField) else str(model.data_classes[name])


def may_read(actor: Actor, name: str, model: type[models.Model] = Person) -> bool:
    """Whether whole, masked or not at all: reading masked counts as reading."""
    return actor.reads_masked(data_class_of(name, model))


def may_write(actor: Actor, name: str, model: type[models.Model] = Person) -> bool:
    return actor.writes(data_class_of(name, model))


def reads_whole(actor: Actor, name: str, model: type[models.Model] = Person) -> bool:
    """What a form may be filled with: exactly what the page shows whole. The ID number is whole for nobody."""
    return name not in NEVER_WHOLE and name != "id_number" and actor.reads_whole(data_class_of(name, model))


def shown(thing: models.Model, name: str, actor: Actor) -> Shown:
    """A field of a person or of a part of the file."""
    model = type(thing)
    label = str(model._meta.get_field(name).verbose_name)
    if not may_read(actor, name, model):
        return Shown(name, label, "", True)
    if name == "id_number":
        return Shown(name, label, thing.id_masked, True)
    value = getattr(thing, name)
    if reads_whole(actor, name, model):
        return Shown(name, label, in_words(model, name, value), False)
    return Shown(name, label, masked(name, in_words(model, name, value)), True)


def masked(name: str, words: str) -> str:
    """security: of a choice not even the length is told."""
    if not words:
        return ""
    if name in NUMBERS:
        return masking.mask(words, tail=4)
    return MASKS[name](words) if name in MASKS else str(_("已登记"))


def in_words(model: type[models.Model], name: str, value: Any) -> str:
    """A value as people say it; empty for what is not known."""
    if value in (None, ""):
        return ""
    if name == "photo_id":
        return _("有照片(%(mark)s)") % {"mark": str(value)[:8]}
    words = dict(choices_of(model, name))
    if words:
        return str(words.get(value, value))
    if isinstance(value, bool):
        return str(_("是")) if value else ""
    if isinstance(value, date):
        return _("%(y)d年%(m)d月%(d)d日") % {"y": value.year, "m": value.month, "d": value.day}
    if name.endswith("_fen"):
        return _("%(yuan)s元") % {"yuan": f"{value // 100:,}.{value % 100:02d}"}
    return str(value)


def choices_of(model: type[models.Model], name: str) -> list[tuple[Any, Any]]:
    kind: PartKind | None = KIND_OF_MODEL.get(model)
    if kind is not None:
        return kind.choices_of(name)
    if name in CHOSEN:
        return list(CHOSEN[name].choices)
    return [(code, words) for code, words in model._meta.get_field(name).choices or ()]
