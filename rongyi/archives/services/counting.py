"""Stock-taking: begin, see one piece after another, end with a report that is frozen."""

from dataclasses import asdict, dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from rongyi.archives.kinds import STOCKTAKE
from rongyi.archives.models import Box, Fonds, Piece, Sighting, StockTake
from rongyi.archives.permissions import KEEP_ARCHIVES
from rongyi.archives.queries.counts import Standing, standing_of
from rongyi.kernel import audit, clock
from rongyi.kernel.errors import Conflict, NotFound, Refused
from rongyi.organisation.access import Actor
from rongyi.organisation.commands import command
from rongyi.records.services import Draft, write_fact


@dataclass(frozen=True)
class Seen:
    """What one scan came to: first sight or again, and whether it lay where it belongs."""

    piece: Piece
    box: Box | None
    is_new: bool

    @property
    def is_misplaced(self) -> bool:
        return self.box is not None and self.piece.box_id != self.box.pk


@command(KEEP_ARCHIVES, on="fonds", act="archives.count_start")
def start_count(*, actor: Actor, fonds: Fonds, box: Box | None = None) -> StockTake:
    stocktake = StockTake(
        county=fonds.county, region_code=fonds.region_code, fonds=fonds, box=box, started_at=clock.now(),
        started_by=actor.name[:50],
    )  # fmt: skip
    try:
        with transaction.atomic():
            stocktake.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("这个全宗还有一次清点没有结束。请接着清点,或先结束它。"), code="open") from None
    return stocktake


@command(KEEP_ARCHIVES, on="stocktake", act="archives.count_see")
def see_piece(*, actor: Actor, stocktake: StockTake, piece: Piece, box: Box | None = None) -> Seen:
    """Notes that a piece was seen, and in which box. Seen again, the last box counts."""
    _refuse_closed(stocktake)
    if piece.fonds_id != stocktake.fonds_id or (box and box.fonds_id != stocktake.fonds_id):
        raise NotFound()
    if piece.state == Piece.State.DESTROYED:
        raise Refused(_("目录上这件档案已经销毁,实物却还在。请单独放开,报告档案负责人。"), code="destroyed")
    mine = Sighting.objects.filter(county=stocktake.county, stocktake=stocktake, piece=piece)
    seen = {"box": box, "seen_at": clock.now(), "seen_by": actor.name[:50]}
    is_new = not mine.update(**seen)
    if is_new:
        row = Sighting(
            county=stocktake.county, region_code=stocktake.region_code, stocktake=stocktake, piece=piece, **seen
        )
        Sighting.objects.bulk_create([row], ignore_conflicts=True)  # another phone may have been faster
    audit.note(code=piece.code)
    return Seen(piece, box, is_new)


@command(KEEP_ARCHIVES, on="stocktake", act="archives.count_close")
def close_count(*, actor: Actor, stocktake: StockTake) -> StockTake:
    """Freezes what was found, what was not and what lay in a wrong box; later moves change nothing in it."""
    standing = standing_of(stocktake)
    open_one = StockTake.objects.filter(county=stocktake.county, pk=stocktake.pk, closed_at=None)
    if not open_one.update(closed_at=clock.now(), closed_by=actor.name[:50], result=_frozen(standing)):
        raise Conflict(_("这次清点已经结束了。"), code="closed")
    stocktake.refresh_from_db()
    data = {
        "pieces": standing.expected, "found": len(standing.found), "missing": len(standing.missing),
        "misplaced": len(standing.misplaced), "out": len(standing.out),
    }  # fmt: skip
    draft = Draft(
        STOCKTAKE, stocktake.region_code, clock.now(), data=data, source=stocktake, quantity=standing.expected,
        summary=stocktake.fonds.number,
    )  # fmt: skip
    write_fact(draft, actor=actor)
    audit.note(**data)
    return stocktake


def _refuse_closed(stocktake: StockTake) -> None:
    if not StockTake.objects.filter(county=stocktake.county, pk=stocktake.pk, closed_at=None).exists():
        raise Conflict(_("这次清点已经结束了。"), code="closed")


def _frozen(standing: Standing) -> dict:
    return asdict(standing)
