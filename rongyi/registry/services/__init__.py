"""What changes files. Each service is a command: a right, a place, one transaction, one line in the trail."""

from rongyi.registry.services.changing import (
    add_relative,
    add_service,
    record_death,
    transfer_person,
    update_person,
)
from rongyi.registry.services.inputs import PersonInput, Prepared, prepare
from rongyi.registry.services.opening import Held, create_people, create_person
from rongyi.registry.services.revealing import note_number_search, open_file, reveal

__all__ = [
    "Held",
    "PersonInput",
    "Prepared",
    "add_relative",
    "add_service",
    "create_people",
    "create_person",
    "note_number_search",
    "open_file",
    "prepare",
    "record_death",
    "reveal",
    "transfer_person",
    "update_person",
]
