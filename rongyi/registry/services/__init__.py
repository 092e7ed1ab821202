"""What changes files. Each service is a command: a right, a place, one transaction, one line in the trail."""

from rongyi.registry.services.changing import (
    record_death,
    transfer_person,
    update_person,
)
from rongyi.registry.services.inputs import PersonInput, Prepared, prepare
from rongyi.registry.services.opening import Held, create_people, create_person
from rongyi.registry.services.parts import add_part, correct_part, end_part
from rongyi.registry.services.photos import change_photo, hand_over_photo, open_photo, remove_photo
from rongyi.registry.services.revealing import note_number_search, open_file, reveal, reveal_part, reveal_sealed
from rongyi.registry.services.reviving import Revived, undo_death
from rongyi.registry.services.writing import claim, finish, remember

__all__ = [
    "Held",
    "PersonInput",
    "Prepared",
    "Revived",
    "add_part",
    "change_photo",
    "claim",
    "correct_part",
    "create_people",
    "create_person",
    "end_part",
    "finish",
    "hand_over_photo",
    "note_number_search",
    "open_file",
    "open_photo",
    "prepare",
    "record_death",
    "remember",
    "remove_photo",
    "reveal",
    "reveal_part",
    "reveal_sealed",
    "transfer_person",
    "undo_death",
    "update_person",
]
