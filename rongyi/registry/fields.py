"""The one place that says which fields of a file an actor reads and writes: pages, API, history and sheets ask it."""

from dataclasses import dataclass
from typing import Any

from rongyi.kernel.crypto import masking
from rongyi.kernel.crypto.fields import SealedField
from rongyi.organisation.access import Actor
from rongyi.registry.models import Person

EDITABLE = (
    "name", "phone", "other_contact", "address", "registered_at", "ethnicity", "education", "marital",
)  # fmt: skip
MASKS = {
    "id_number": masking.mask_id_number,
    "phone": masking.mask_phone,
    "name": masking.mask_name,
    "address": masking.mask_address,
    "registered_at": masking.mask_address,
}


@dataclass(frozen=True)
class Shown:
    """A field as this reader sees it."""

    name: str
    label: str
    value: Any
    is_masked: bool


def data_class_of(name: str) -> str:
    field = Person._meta.get_field(name)
    return str(field.data_class) if isinstance(field, SealedField) else str(Person.data_classes[name])


def may_read(actor: Actor, name: str) -> bool:
    """Whether whole, masked or not at all: reading masked counts as reading."""
    return actor.reads_masked(data_class_of(name))


def may_write(actor: Actor, name: str) -> bool:
    return actor.writes(data_class_of(name))


def shown(person: Person, name: str, actor: Actor) -> Shown:
    """Identity and telephone numbers are masked for everybody; they come whole by a reveal with a reason."""
    field = Person._meta.get_field(name)
    label = str(field.verbose_name)
    data_class = data_class_of(name)
    if not actor.reads_masked(data_class):
        return Shown(name, label, "", True)
    if name == "id_number":
        return Shown(name, label, person.id_masked, True)
    value = getattr(person, name)
    if name == "phone" or not actor.reads_whole(data_class):
        mask = MASKS.get(name, masking.mask)
        return Shown(name, label, mask(str(value)) if value else "", True)
    display = getattr(person, f"get_{name}_display", None)
    return Shown(name, label, display() if display else value, False)
