"""How a count stands: what is expected, what was seen, what is out, what is missing."""

import unicodedata
from dataclasses import dataclass, field
from uuid import UUID

from rongyi.archives.labels import read_word, word_in
from rongyi.archives.models import Box, Loan, Piece, Sighting, StockTake
from rongyi.archives.queries import get_labelled
from rongyi.kernel.errors import NotFound
from rongyi.organisation.access import Actor

BOX_SIGN = "盒"
"""Typed before the number of a box, so that it is not taken for a code."""


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


def box_in_count(stocktake: StockTake, box_id: UUID | str | None) -> Box | None:
    """The box at hand, if it belongs to the fonds that is counted; a count of one box is always at it."""
    if stocktake.box_id:
        return stocktake.box
    try:
        wanted = UUID(str(box_id))
    except ValueError:
        return None
    return Box.objects.filter(county=stocktake.county, fonds=stocktake.fonds_id, pk=wanted).first()


def seen_by_code(actor: Actor, stocktake: StockTake, text: str) -> Piece | Box:
    """What a scanned label or a typed code means: an address of ours, an archive code, or «盒» and a number."""
    text = text.strip()
    if read_word(word_in(text)):
        return get_labelled(actor, word_in(text))
    here = {"county": stocktake.county, "fonds": stocktake.fonds_id}
    found: Piece | Box | None
    if text.startswith(BOX_SIGN):
        digits = text.removeprefix(BOX_SIGN).removeprefix("号").strip()
        found = Box.objects.filter(**here, number=int(digits)).first() if digits.isdecimal() else None
    else:
        found = Piece.objects.filter(**here, code=_spelled(text)).select_related("box").first()
    if found is None:
        raise NotFound()
    return found


def _spelled(code: str) -> str:
    """A code as it is stored, however the dot and the hyphens were typed."""
    code = unicodedata.normalize("NFKC", code).upper()
    for typed in ".•・‧∙":
        code = code.replace(typed, "·")
    for typed in "‐‑–—−":
        code = code.replace(typed, "-")
    return "".join(code.split())
