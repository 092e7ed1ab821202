"""How a count stands: what is expected, what was seen, what is out, what is missing."""

from dataclasses import dataclass, field

from rongyi.archives.models import Loan, Piece, Sighting, StockTake


@dataclass(frozen=True)
class Line:
    """A piece by its code, the box it belongs in and the one it was seen in."""

    code: str
    belongs: str
    seen: str = ""


@dataclass(frozen=True)
class Standing:
    """Codes and box numbers only, so that a frozen report tells nothing of a person."""

    expected: int
    found: list[str] = field(default_factory=list)
    missing: list[Line] = field(default_factory=list)
    misplaced: list[Line] = field(default_factory=list)
    out: list[str] = field(default_factory=list)
    back_unrecorded: list[str] = field(default_factory=list)
    """Seen on the shelf although the book says that they are lent."""

    @property
    def share(self) -> float:
        return (len(self.found) + len(self.out)) / self.expected if self.expected else 1.0


def standing_of(stocktake: StockTake) -> Standing:
    """Four queries, however many pieces."""
    here = {"county": stocktake.county}
    pieces = Piece.objects.filter(**here, fonds=stocktake.fonds_id, state=Piece.State.KEPT).select_related("box")
    if stocktake.box_id:
        pieces = pieces.filter(box=stocktake.box_id)
    expected = {piece.pk: piece for piece in pieces.order_by("code")}
    sightings = Sighting.objects.filter(**here, stocktake=stocktake).select_related("piece__box", "box")
    seen = {sighting.piece_id: sighting for sighting in sightings.order_by("piece__code")}
    lent = Loan.objects.filter(**here, piece__fonds=stocktake.fonds_id, returned_at=None)
    out = set(lent.values_list("piece_id", flat=True))
    return Standing(
        expected=len(expected),
        found=[piece.code for pk, piece in expected.items() if pk in seen],
        missing=[Line(p.code, _box(p)) for pk, p in expected.items() if pk not in seen and pk not in out],
        misplaced=[
            Line(s.piece.code, _box(s.piece), str(s.box))
            for s in seen.values()
            if s.box_id is not None and s.piece.box_id != s.box_id
        ],
        out=[piece.code for pk, piece in expected.items() if pk in out and pk not in seen],
        back_unrecorded=[piece.code for pk, piece in expected.items() if pk in out and pk in seen],
    )


def _box(piece: Piece) -> str:
    return str(piece.box) if piece.box_id else ""
