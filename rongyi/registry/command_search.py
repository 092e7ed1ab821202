"""What `rongyi find` does: the pages' own search, by somebody at the machine; numbers stay masked."""

from rongyi.kernel.crypto.masking import mask_phone
from rongyi.organisation.access import system_actor
from rongyi.organisation.roles import Role
from rongyi.records.queries import station_names
from rongyi.registry.queries import BY_NUMBER, find
from rongyi.registry.services import note_number_search


def found_people(text: str, *, station: str | None = None) -> list[dict]:
    actor = system_actor("命令行", station or "", Role.SECTION_OFFICER)
    found = find(actor, text, limit=50)
    if found.kind in BY_NUMBER:
        note_number_search(actor, found.kind)
    people = found.items
    names = station_names(p.region_code for p in people)
    return [
        {
            "id": str(p.pk),
            "name": p.name,
            "id_number": p.id_masked,
            "phone": mask_phone(p.phone) if p.phone else "",
            "station": names.get(p.region_code, p.region_code),
        }
        for p in people
    ]
