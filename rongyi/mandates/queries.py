"""Who stands in whose place today. What a signed-in person may do for somebody is asked here and nowhere else."""

from uuid import UUID

from rongyi.kernel import clock
from rongyi.kernel.audit import AuditEntry
from rongyi.kernel.errors import NotFound
from rongyi.kernel.files.stored import StoredFile
from rongyi.mandates.models import Mandate
from rongyi.organisation.access import Actor, Powers
from rongyi.organisation.roles import Purpose
from rongyi.registry.models import Person

ENTER = "mandates.enter"
GONE = (Person.Status.DECEASED, Person.Status.MERGED)
"""With the person's death a power of attorney is over (民法典 第一百七十三条), and so is what the portal gives."""


def mandates_of(person: Person) -> list[Mandate]:
    """All of a person's, the newest first; a file has a handful."""
    return list(Mandate.objects.filter(county=person.county, person=person).order_by("-recorded_at")[:100])


def proxies_of(person: Person, purpose: str = "") -> list[Mandate]:
    """Those that hold today; with a purpose, those that hold for it."""
    if person.status in GONE:
        return []
    today = clock.today()
    return [m for m in mandates_of(person) if m.runs_on(today) and (not purpose or purpose in m.purposes)]


def acting_for(actor: Actor) -> Mandate | None:
    """The mandate by which a signed-in person acts; None where somebody acts for themselves or as staff."""
    if actor.mandate_id is None:
        return None
    mine = Mandate.objects.filter(county=actor.home_county, pk=actor.mandate_id, person=actor.subject_id)
    mandate = mine.select_related("person").first()
    return mandate if mandate and _holds(mandate) else None


def may(actor: Actor, person: Person, purpose: str) -> bool:
    """Whether this signed-in person may do that in the person's matters: the person, or who was given the power."""
    if actor.subject_id is None or actor.subject_id != person.pk:
        return False
    if actor.mandate_id is None:
        return True
    mandate = acting_for(actor)
    return mandate is not None and purpose in mandate.purposes


def powers_of(user_id: UUID, county: str) -> Powers | None:
    """For `organisation.access`: what an account may do in another's place at this moment."""
    mandate = Mandate.objects.filter(county=county, user_id=user_id, revoked_at=None).select_related("person").first()
    if mandate is None or not _holds(mandate):
        return None
    may_write = bool(mandate.purposes & {Purpose.APPLY, Purpose.WHOLE})
    return Powers(mandate.pk, mandate.person_id, mandate.person.region_code, mandate.purposes, may_write)


def get_mandate(actor: Actor, pk: UUID) -> Mandate:
    mandate = Mandate.objects.visible_to(actor).filter(pk=pk).select_related("person").first()
    if mandate is None:
        raise NotFound()
    return mandate


def own_mandate(person: Person, pk: UUID) -> Mandate:
    """security: of the own file alone; another's is not there."""
    mandate = Mandate.objects.filter(county=person.county, person=person, pk=pk).first()
    if mandate is None:
        raise NotFound()
    return mandate


def own_person(actor: Actor) -> Person:
    """The file of who is signed in. security: by the grant alone, never by an address."""
    person = Person.objects.filter(county=actor.home_county, pk=actor.subject_id).first() if actor.subject_id else None
    if person is None:
        raise NotFound()
    return person


def comings_of(person: Person) -> list[AuditEntry]:
    """Who came in to this file by telephone of late, and who tried and did not know the year of birth."""
    lines = AuditEntry.objects.filter(county=person.county, subject_id=str(person.pk), act=ENTER)
    return list(lines.order_by("-seq")[:10])


def scan_of(mandate: Mandate) -> StoredFile:
    stored = StoredFile.objects.filter(county=mandate.county, pk=mandate.file_id, owner_id=mandate.pk).first()
    if stored is None:
        raise NotFound()
    return stored


def _holds(mandate: Mandate) -> bool:
    return mandate.runs_on(clock.today()) and mandate.person.status not in GONE
