"""A mandate moves with the file: the station that is responsible now shows and ends it; and it goes with the file."""

import secrets

from django.dispatch import receiver
from django.utils.translation import gettext as _

from rongyi.accounts.models import User
from rongyi.kernel import clock
from rongyi.kernel.files.store import delete_file
from rongyi.kernel.files.stored import StoredFile
from rongyi.mandates.models import Mandate
from rongyi.mandates.services import OWNER
from rongyi.records.models import Fact
from rongyi.records.queries import people_of
from rongyi.records.signals import facts_changed
from rongyi.registry.kinds import COLLECTED
from rongyi.registry.models import Person


@receiver(facts_changed, dispatch_uid="mandates.following")
def follow_transfers(sender, facts: list[Fact], undone: list[Fact], **kwargs) -> None:
    moved = [f for f in facts if f.kind == COLLECTED.name and f.data.get("change") == "transferred"]
    people = people_of(moved) if moved else {}
    for fact in moved:
        rows = Mandate.objects.filter(county=fact.county, person__in=people.get(fact.pk, []))
        rows.update(region_code=fact.region_code)


def move_to(survivor: Person, merged: Person) -> None:
    """Of two files of one person one stays; whoever was trusted by the one is trusted by the other."""
    held = Mandate.objects.filter(county=survivor.county, person=survivor, revoked_at=None).values("phone_index")
    rows = Mandate.objects.filter(county=survivor.county, person=merged).exclude(
        revoked_at=None, phone_index__in=held
    )  # fmt: skip
    rows.update(person=survivor.pk, region_code=survivor.region_code)


def let_go(person: Person) -> dict[str, int]:
    """For an erasure: nobody acts for the person any more, the scans go, and no account has the names.

    The sealed values of the rows themselves are destroyed with all that names the person.
    """
    ids = [person.pk, *Person.objects.filter(county=person.county, merged_into=person).values_list("pk", flat=True)]
    rows = Mandate.objects.filter(county=person.county, person__in=ids)
    keys = [f"for-{pk.hex}" for pk in rows.values_list("pk", flat=True)] + [f"own-{pk.hex}" for pk in ids]
    User.objects.filter(username__in=keys).update(display_name=_("已删除"), is_active=False)
    rows.filter(revoked_at=None).update(revoked_at=clock.now())
    for mandate in rows:
        Mandate.objects.filter(county=person.county, pk=mandate.pk).update(
            phone_index=secrets.token_bytes(16), file_id=None
        )
    scans = StoredFile.objects.filter(county=person.county, owner_kind=OWNER, owner_id__in=rows.values("pk"))
    for stored in scans:
        delete_file(stored)
    return {"kernel.storedfile": len(scans)}
