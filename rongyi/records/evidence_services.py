"""Evidence of a fact: always optional, kept encrypted, reached through the fact alone."""

from django.utils.translation import gettext as _

from rongyi.kernel import audit
from rongyi.kernel.errors import Refused
from rongyi.kernel.files.store import delete_file, store_file
from rongyi.kernel.files.stored import StoredFile
from rongyi.organisation.access import Actor
from rongyi.organisation.commands import command
from rongyi.records.models import Fact
from rongyi.records.permissions import CORRECT_RECORD, WRITE_RECORD
from rongyi.records.queries import EVIDENCE_OF, evidence_counts

MOST_FILES = 10


@command(WRITE_RECORD, on="fact", act="records.attach")
def attach_evidence(*, actor: Actor, fact: Fact, upload) -> StoredFile:
    """Keeps a photo or PDF with a fact; its digest stands in the trail, so that nobody swaps it unseen."""
    if fact.state != Fact.State.VALID:
        raise Refused(_("这条记录已更正或撤回,不能再添加材料。"))
    if evidence_counts([fact]).get(fact.pk, 0) >= MOST_FILES:
        raise Refused(_("一条记录最多放 %(most)d 份材料。") % {"most": MOST_FILES}, field="file", code="too_many")
    stored = store_file(
        upload, county=fact.county, region_code=fact.region_code, owner_kind=EVIDENCE_OF, owner_id=fact.pk,
        actor_id=actor.user_id,
    )  # fmt: skip
    audit.note(file=str(stored.pk), sha256=stored.sha256)
    return stored


@command(CORRECT_RECORD, on="fact", act="records.remove_evidence")
def remove_evidence(*, actor: Actor, fact: Fact, stored: StoredFile) -> None:
    """Takes away a file that was put to a fact by mistake; the trail keeps that it was there."""
    audit.note(file=str(stored.pk), sha256=stored.sha256)
    delete_file(stored)
