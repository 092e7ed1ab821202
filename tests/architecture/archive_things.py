"""A fonds with a scanned piece, a box, a loan, a count and a list of destruction at any place, for the matrix."""

import io
from datetime import date
from functools import cache

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from rongyi.archives.labels import word_of
from rongyi.archives.models import Box, Destruction, Fonds, Leaf, Loan, Piece, StockTake
from rongyi.archives.services import LoanInput, PieceInput, file_piece, fill_boxes, lend, prepare_scan, scan_in
from rongyi.kernel import clock
from rongyi.kernel.county import county_of
from rongyi.kernel.ids import uuid7
from rongyi.organisation.access import system_actor
from rongyi.organisation.roles import Role

ACTOR = system_actor("布景", "", Role.SECTION_OFFICER)


@cache
def _prepared():
    target = io.BytesIO()
    Image.new("L", (20, 30), 255).save(target, "PNG")
    return prepare_scan(SimpleUploadedFile("布景.png", target.getvalue()))


def _here(place: str) -> dict:
    return {"county": county_of(place), "region_code": place}


def _fonds(place: str) -> Fonds:
    known = Fonds.objects.filter(**_here(place)).first()
    if known is not None:
        return known
    number = f"A{Fonds.objects.filter(county=county_of(place)).count():03d}"
    return Fonds.objects.create(**_here(place), station_id=place, number=number, name="布景", opened_at=clock.now())


def _piece(place: str) -> Piece:
    known = Piece.objects.filter(**_here(place)).first()
    if known is not None:
        return known
    given = PieceInput("布景文件", date(2025, 1, 2), "D10", people=[])
    piece = file_piece(actor=ACTOR, fonds=_fonds(place), given=given)
    scan_in(actor=ACTOR, piece=piece, prepared=[_prepared()])
    fill_boxes(actor=ACTOR, fonds=_fonds(place), thickness_mm=20)
    return piece


def _leaf(place: str) -> Leaf:
    return Leaf.objects.get(county=county_of(place), piece=_piece(place))


def _box(place: str) -> Box:
    _piece(place)
    return Box.objects.filter(**_here(place)).first()


def _loan(place: str) -> Loan:
    known = Loan.objects.filter(**_here(place)).first()
    given = LoanInput("布景", clock.today(), name="来人", organisation="县档案馆")
    return known or lend(actor=ACTOR, piece=_piece(place), given=given)


def _count(place: str) -> StockTake:
    known = StockTake.objects.filter(**_here(place), closed_at=None).first()
    return known or StockTake.objects.create(
        **_here(place), fonds=_fonds(place), started_at=clock.now(), started_by="布景"
    )


def _list(place: str) -> Destruction:
    known = Destruction.objects.filter(**_here(place)).first()
    return known or Destruction.objects.create(
        **_here(place), fonds=_fonds(place), reason="期满", proposed_by_id=uuid7(), proposer="布景",
        proposed_at=clock.now(),
    )  # fmt: skip


def _of(make):
    return lambda scene, place: {"pk": make(place).pk}


ARCHIVES = {
    "archives:code": lambda scene, place: {"word": word_of(_piece(place))},
    "archives:of_person": lambda scene, place: {"pk": scene.people[place].pk},
    "archives:leaf": lambda scene, place: {"pk": _piece(place).pk, "leaf": _leaf(place).pk},
    "archives:original": lambda scene, place: {"pk": _piece(place).pk, "scan": _leaf(place).scan_id},
    "archives:scan_remove": lambda scene, place: {"pk": _piece(place).pk, "scan": _leaf(place).scan_id},
    **{
        f"archives:{name}": _of(_piece)
        for name in ("piece", "piece_edit", "piece_label", "scan", "look", "order", "lend")
    },
    **{f"archives:{name}": _of(_fonds) for name in ("boxes", "fill", "spines", "propose")},
    **{f"archives:{name}": _of(_box) for name in ("box", "box_edit", "catalogue", "remarks", "labels")},
    **{f"archives:{name}": _of(_count) for name in ("count", "see", "count_close")},
    **{f"archives:{name}": _of(_list) for name in ("destruction", "decide", "carry_out", "destruction_paper")},
    "archives:back": _of(_loan),
}
"""{route: what it takes for a thing of some place}."""

ARCHIVES_ELSEWHERE = {"archives:code": {302}, "archives:leaf": {302}, "archives:original": {302}}
"""A label leads on; a page without a pass leads to the question why."""
