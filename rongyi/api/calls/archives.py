"""The archive room: pieces by their code, who has which, lending and taking back. Scans are looked at on the pages."""

from typing import Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Body, Path, Query, Router
from pydantic import Field

from rongyi.api.lists import Paged, page_of, read_cursor
from rongyi.api.once import Reply, once
from rongyi.api.reading import Code, Day, Given, Id, path_id
from rongyi.api.schemas import Shape
from rongyi.api.shapes import day, moment
from rongyi.api.things import mark_of, thing
from rongyi.api.tokens import needs
from rongyi.archives.models import Loan, Piece
from rongyi.archives.permissions import KEEP_ARCHIVES, VIEW_ARCHIVES
from rongyi.archives.queries import Shelf, get_piece, loan_out, loans_of, pieces_on
from rongyi.archives.queries.whose import whose
from rongyi.archives.services import LoanInput, give_back, lend
from rongyi.kernel.errors import Conflict, NotFound
from rongyi.organisation.access import Actor

router = Router(tags=["archives"])


class PieceOut(Shape):
    id: str
    code: str
    fonds: str
    station: str
    title: str
    year: int
    made_on: str
    retention: str
    kept_until: str | None
    pages: int
    responsible: str
    document_number: str
    box: int | None
    state: Literal["kept", "destroyed"]
    is_out: bool
    version: int


class LoanOut(Shape):
    id: str
    piece: str
    borrower: str
    organisation: str
    purpose: str
    lent_on: str
    due_on: str
    returned_at: str | None
    condition: str


class PersonOfPiece(Shape):
    """Somebody whom the piece is about; `was` is the file that it names, where that was merged into this one."""

    id: str
    was: str | None


class PieceWhole(PieceOut):
    people: list[PersonOfPiece]
    loans: list[LoanOut]


class PieceList(Shape):
    items: list[PieceOut]
    next: str | None


class PieceFilters(Paged):
    fonds: Id | None = None
    station: Code | None = None
    year: int | None = Field(None, ge=1900, le=9999)
    retention: str = Field("", max_length=3)
    state: Literal["kept", "destroyed", "out", "unboxed"] | None = None


class BorrowIn(Given):
    """Either a colleague's account, or the name and the house of somebody from outside."""

    purpose: str = Field(min_length=1, max_length=200)
    due_on: Day
    borrower: Id | None = None
    name: str = Field("", max_length=50)
    organisation: str = Field("", max_length=60)


class ReturnIn(Given):
    condition: str = Field("", max_length=100)


@router.get("", auth=needs(VIEW_ARCHIVES), response=PieceList, summary="Pieces by their archive code")
def pieces(request: HttpRequest, given: PieceFilters = Query(...)):
    last = read_cursor(request, given.cursor)
    shelf = Shelf(given.fonds, given.year, given.retention, given.state or "", given.station or "")
    rows = pieces_on(request.actor, shelf, after=(last[0], UUID(last[1])) if last else None)
    return page_of(
        request, rows[: given.limit + 1], given.limit, place=lambda piece: [piece.code, str(piece.pk)],
        show=lambda rows: [shown(piece, is_out=piece.is_out) for piece in rows],
    )  # fmt: skip


@router.get("/{id}", auth=needs(VIEW_ARCHIVES), response=PieceWhole, summary="One piece, whom it is about, its loans")
def one_piece(request: HttpRequest, id: str = Path(...)):
    body = whole(_piece(request, id), request.actor)
    return thing(request, body, version=mark_of(body))


@router.post("/{id}/borrow", auth=needs(KEEP_ARCHIVES), response={201: LoanOut}, summary="Lend a piece")
def borrow(request: HttpRequest, id: str = Path(...), given: BorrowIn = Body(...)):
    piece = _piece(request, id)

    def act() -> Reply:
        loan = lend(actor=request.actor, piece=piece, given=LoanInput(**given.model_dump()))
        return Reply(loan_shown(loan), 201, {"Location": f"/api/v1/archives/{piece.pk}"})

    return once(request, given.model_dump(mode="json"), act)


@router.post("/{id}/return", auth=needs(KEEP_ARCHIVES), response={200: LoanOut}, summary="Take a piece back")
def take_back(request: HttpRequest, id: str = Path(...), given: ReturnIn = Body(...)):
    piece = _piece(request, id)

    def act() -> Reply:
        loan = loan_out(request.actor, piece)
        if loan is None:
            raise Conflict(_("这件档案没有借出。"), code="not_out")
        return Reply(loan_shown(give_back(actor=request.actor, loan=loan, condition=given.condition)), 200)

    return once(request, given.model_dump(mode="json"), act)


def shown(piece: Piece, *, is_out: bool) -> dict:
    return {
        "id": str(piece.pk), "code": piece.code, "fonds": str(piece.fonds_id), "station": piece.region_code,
        "title": piece.title, "year": piece.year, "made_on": day(piece.made_on), "retention": piece.retention,
        "kept_until": day(piece.kept_until), "pages": piece.pages, "responsible": piece.responsible,
        "document_number": piece.document_number, "box": piece.box.number if piece.box else None,
        "state": piece.state, "is_out": is_out, "version": piece.version,
    }  # fmt: skip


def whole(piece: Piece, actor: Actor) -> dict:
    loans = loans_of(piece)
    return {
        **shown(piece, is_out=any(loan.returned_at is None for loan in loans)),
        "people": [
            {"id": str(one.person.pk), "was": str(one.was) if one.was else None} for one in whose(actor, piece)
        ],
        "loans": [loan_shown(loan) for loan in loans],
    }  # fmt: skip


def loan_shown(loan: Loan) -> dict:
    return {
        "id": str(loan.pk), "piece": str(loan.piece_id), "borrower": loan.borrower_name,
        "organisation": loan.organisation, "purpose": loan.purpose, "lent_on": day(loan.lent_on),
        "due_on": day(loan.due_on), "returned_at": moment(loan.returned_at) if loan.returned_at else None,
        "condition": loan.condition,
    }  # fmt: skip


def _piece(request: HttpRequest, id: str) -> Piece:
    piece_id = path_id(id)
    if piece_id is None:
        raise NotFound()
    return get_piece(request.actor, piece_id)
