"""The portrait in a file: put in, replaced, taken out, always optional. Of a former one only a mark stays in the history."""

from django.utils.translation import gettext as _

from rongyi.kernel import audit
from rongyi.kernel.errors import Denied, NotFound, Refused
from rongyi.kernel.files.store import Received, delete_file, keep
from rongyi.kernel.files.stored import StoredFile
from rongyi.organisation.access import Actor
from rongyi.organisation.commands import command
from rongyi.organisation.opened_services import has_opened_today
from rongyi.registry.fields import may_write, reads_whole
from rongyi.registry.models import Person
from rongyi.registry.permissions import EDIT_PERSON
from rongyi.registry.queries import PHOTO_OF, photo_of
from rongyi.registry.services.revealing import open_file
from rongyi.registry.services.writing import claim, finish, remember

FIELD = "photo_id"
MARK = 8


@command(EDIT_PERSON, on="person", act="people.change_photo")
def change_photo(*, actor: Actor, person: Person, portrait: Received, version: int) -> Person:
    """Puts a portrait into the file; the former picture is deleted, since nothing is done with it any more."""
    _require_write(actor)
    claim(person, version)
    new = keep(
        portrait, county=person.county, region_code=person.region_code, owner_kind=PHOTO_OF, owner_id=person.pk,
        actor_id=actor.user_id,
    )  # fmt: skip
    _put(actor, person, new)
    return person


@command(EDIT_PERSON, on="person", act="people.remove_photo")
def remove_photo(*, actor: Actor, person: Person, version: int) -> Person:
    """Takes the portrait out for good."""
    _require_write(actor)
    if person.photo_id is None:
        raise Refused(_("档案里没有照片。"), code="no_photo")
    claim(person, version)
    _put(actor, person, None)
    return person


def open_photo(*, actor: Actor, person: Person) -> StoredFile:
    """security: whoever fetches the picture of a file that was not opened today opens the file by it, on record."""
    stored = photo_of(person)
    if stored is None or not reads_whole(actor, FIELD):
        raise NotFound()
    if not has_opened_today(actor, person.pk):
        open_file(actor=actor, person=person)
    return stored


def move_photo(person: Person) -> None:
    """The picture stands where the file stands."""
    owned = StoredFile.objects.filter(county=person.county, owner_kind=PHOTO_OF, owner_id=person.pk)
    owned.update(region_code=person.region_code)


def hand_over_photo(*, actor: Actor, giver: Person, taker: Person, source: str) -> bool:
    """Whether a file without a portrait got the other's; called inside the act that joins or parts two files."""
    stored = photo_of(giver)
    if stored is None or taker.photo_id is not None:
        return False
    remember(taker, FIELD, "", _mark(stored), actor, source)
    for person, photo_id in ((giver, None), (taker, stored.pk)):
        person.photo_id = photo_id
        Person.objects.filter(county=person.county, pk=person.pk).update(photo_id=photo_id)
    StoredFile.objects.filter(county=stored.county, pk=stored.pk).update(
        owner_id=taker.pk, region_code=taker.region_code
    )
    return True


def _require_write(actor: Actor) -> None:
    if not may_write(actor, FIELD):
        raise Denied()


def _put(actor: Actor, person: Person, new: StoredFile | None) -> None:
    former = photo_of(person)
    remember(person, FIELD, _mark(former), _mark(new), actor)
    person.photo_id = new.pk if new else None
    if former:
        delete_file(former)
    audit.note(former=former.sha256 if former else "", sha256=new.sha256 if new else "")
    finish(actor, person, [FIELD])


def _mark(stored: StoredFile | None) -> str:
    """Enough of the checksum to tell two portraits apart."""
    return stored.sha256[:MARK] if stored else ""
