"""Scanning in, ordering pages, opening what was scanned: the original stays as it came, the screen gets a copy."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, Max
from django.utils.translation import gettext as _

from rongyi.archives.models import Leaf, Piece, Scan
from rongyi.archives.permissions import KEEP_ARCHIVES, VIEW_ARCHIVES
from rongyi.archives.services.checks import refuse_destroyed
from rongyi.kernel import audit, clock
from rongyi.kernel.errors import Refused
from rongyi.kernel.files.checks import SCANS
from rongyi.kernel.files.checksums import checksum
from rongyi.kernel.files.screen import PageImage, page_images
from rongyi.kernel.files.store import Received, delete_file, keep, receive
from rongyi.kernel.files.stored import StoredFile
from rongyi.organisation.access import Actor
from rongyi.organisation.commands import command

MOST_LEAVES = 400
SHORTEST_REASON = 4
ORIGINAL_OF, PICTURE_OF = "archives.scan", "archives.leaf"
ASIDE = 1_000_000
"""Where positions wait while their pages change places: each is there once at every moment."""


@dataclass(frozen=True)
class Prepared:
    """A scanned file that was checked, scanned for viruses and drawn for the screen; nothing is written yet."""

    received: Received
    pages: list[PageImage]


def prepare_scan(upload) -> Prepared:
    """All that takes long, before the transaction begins."""
    received = receive(upload, SCANS)
    return Prepared(received, page_images(received.data, received.content_type, SCANS.max_pixels))


@command(KEEP_ARCHIVES, on="piece", act="archives.scan")
def scan_in(*, actor: Actor, piece: Piece, prepared: Sequence[Prepared]) -> list[Scan]:
    """Puts scanned files to a piece, their pages after those that are there. The same file twice is refused."""
    refuse_destroyed(piece)
    here = {"county": piece.county, "region_code": piece.region_code}
    last = Leaf.objects.filter(county=piece.county, piece=piece).aggregate(last=Max("position"))["last"] or 0
    if last + sum(len(one.pages) for one in prepared) > MOST_LEAVES:
        raise Refused(_("一件档案最多 %(most)d 页扫描图。") % {"most": MOST_LEAVES}, field="files", code="too_many")
    scans = []
    for one in prepared:
        _refuse_double(piece, checksum(one.received.data), one.received.name)
        scan = Scan(
            **here, piece=piece, checksum=checksum(one.received.data), size=len(one.received.data),
            content_type=one.received.content_type, scanned_at=clock.now(), scanned_by=actor.name[:50],
        )  # fmt: skip
        owner = {**here, "owner_kind": ORIGINAL_OF, "owner_id": scan.pk, "actor_id": actor.user_id}
        scan.original = keep(one.received, **owner)
        scan.save(force_insert=True)
        _keep_pages(scan, one, last, {**owner, "owner_kind": PICTURE_OF})
        last += len(one.pages)
        scans.append(scan)
    audit.note(files=len(scans), checksums=[scan.checksum for scan in scans])
    return scans


def _refuse_double(piece: Piece, known: str, name: str) -> None:
    if Scan.objects.filter(county=piece.county, piece=piece, checksum=known).exists():
        raise Refused(_("“%(name)s”已经在这件档案里了,没有重复入库。") % {"name": name}, field="files", code="double")


def _keep_pages(scan: Scan, prepared: Prepared, after: int, owner: dict) -> None:
    leaves = []
    for n, page in enumerate(prepared.pages, 1):
        # security: a picture for the screen is drawn by us, so it is as clean as our own code
        received = Received(f"{n}.jpg", "image/jpeg", page.data, StoredFile.State.CLEAN)
        leaves.append(
            Leaf(
                county=scan.county,
                region_code=scan.region_code,
                piece=scan.piece,
                scan=scan,
                picture=keep(received, **owner),
                position=after + n,
                width=page.width,
                height=page.height,
            )
        )
    Leaf.objects.bulk_create(leaves)


@command(KEEP_ARCHIVES, on="piece", act="archives.order")
def order_pages(*, actor: Actor, piece: Piece, leaves: Sequence[UUID]) -> None:
    """Puts the pages of a piece into another order; each of them once."""
    refuse_destroyed(piece)
    mine = Leaf.objects.filter(county=piece.county, piece=piece)
    known = set(mine.values_list("pk", flat=True))
    if len(leaves) != len(known) or set(leaves) != known:
        raise Refused(_("页面刚刚有变化。请刷新后再排。"), code="stale_order")
    mine.update(position=F("position") + ASIDE)
    for position, leaf in enumerate(leaves, 1):
        mine.filter(pk=leaf).update(position=position)
    audit.note(count=len(leaves))


@command(KEEP_ARCHIVES, on="piece", act="archives.scan_remove")
def remove_scan(*, actor: Actor, piece: Piece, scan: Scan, reason: str) -> None:
    """Takes away a file that was scanned by mistake. Its checksum stays in the trail."""
    refuse_destroyed(piece)
    _require_reason(reason)
    erase(scan)
    left = Leaf.objects.filter(county=piece.county, piece=piece).order_by("position")
    for position, leaf in enumerate(left, 1):  # upwards, so that no two are ever the same
        left.filter(pk=leaf.pk).update(position=position)
    audit.note(reason=reason.strip(), checksum=scan.checksum)
    Scan.objects.filter(county=scan.county, pk=scan.pk).delete()


def erase(scan: Scan) -> None:
    """The original and its pictures go, with the keys that opened them; row and checksum stay with the caller."""
    leaves = list(Leaf.objects.filter(county=scan.county, scan=scan).select_related("picture"))
    Leaf.objects.filter(county=scan.county, scan=scan).delete()
    original = scan.original
    Scan.objects.filter(county=scan.county, pk=scan.pk).update(original=None)
    scan.original = None
    for stored in [original, *(leaf.picture for leaf in leaves)]:
        if stored is not None:
            delete_file(stored)


@command(VIEW_ARCHIVES, on="piece", act="archives.open")
def open_piece(*, actor: Actor, piece: Piece, reason: str = "") -> list[Leaf]:
    """The pages of a piece, to be looked at. On record; papers about a person with a reason only."""
    refuse_destroyed(piece)
    if piece.is_personal:
        _require_reason(reason)
    leaves = list(Leaf.objects.filter(county=piece.county, piece=piece).order_by("position"))
    audit.note(reason=reason.strip(), pages=len(leaves))
    return leaves


@command(VIEW_ARCHIVES, on="piece", act="archives.download")
def take_original(*, actor: Actor, piece: Piece, scan: Scan) -> StoredFile:
    """The file as it came, to be taken out."""
    if scan.original is None:
        raise Refused(_("这件档案已经销毁,只保留目录。"), code="destroyed")
    audit.note(scan=str(scan.pk), checksum=scan.checksum)
    return scan.original


def _require_reason(reason: str) -> None:
    if len(reason.strip()) < SHORTEST_REASON:
        raise Refused(
            _("请写明理由,至少%(least)d个字。查看会留下记录。") % {"least": SHORTEST_REASON}, field="reason",
            code="required",
        )  # fmt: skip
