"""Ledgers, derived from the records: nobody typed anything for them."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from django.http import FileResponse, HttpRequest
from ninja import Path, Query, Router

from rongyi.api import shapes
from rongyi.api.lists import Paged, items, make_cursor, read_cursor
from rongyi.api.schemas import LedgerFilters, LedgerNames, LedgerOut
from rongyi.api.things import thing
from rongyi.api.tokens import needs
from rongyi.ledgers.exports import export_ledger
from rongyi.ledgers.permissions import VIEW_LEDGERS
from rongyi.ledgers.queries import Ledger, ledger, ledger_names, ledger_page

router = Router(tags=["ledgers"])


@router.get("", auth=needs(VIEW_LEDGERS), response=LedgerNames, summary="The ledgers that there are")
def ledgers(request: HttpRequest, given: Paged = Query(...)):
    after = (read_cursor(request, given.cursor) or [""])[0]
    books = sorted((book for book in ledger_names() if book.name > after), key=lambda book: book.name)
    shown = [{"name": book.name, "title": book.title} for book in books[: given.limit]]
    return items(shown, make_cursor(request, [shown[-1]["name"]]) if len(books) > given.limit else None)


@router.get("/{name}", auth=needs(VIEW_LEDGERS), response=LedgerOut, summary="One ledger, or its file")
def one_ledger(request: HttpRequest, name: str = Path(...), given: LedgerFilters = Query(...)):
    book = ledger(name)
    if given.format != "json":
        return _file(request, book, given)
    page = ledger_page(
        request.actor, book, station=given.station or "", first=given.from_, last=given.to,
        cursor=_place(read_cursor(request, given.cursor)), limit=given.limit,
    )  # fmt: skip
    following = make_cursor(request, [page.next[0].isoformat(), str(page.next[1]), page.next[2]]) if page.next else None
    return thing(request, {**_head(book), "rows": [shapes.ledger_row(row) for row in page.rows], "next": following})


def _head(book: Ledger) -> dict:
    columns = [{"key": c.key, "label": str(c.label), "type": c.type} for c in book.columns]
    return {"name": book.name, "title": book.title, "columns": columns}


def _place(cursor: list | None) -> tuple[date, UUID, int] | None:
    return (date.fromisoformat(cursor[0]), UUID(cursor[1]), int(cursor[2])) if cursor else None


def _file(request: HttpRequest, book: Ledger, given: LedgerFilters) -> FileResponse:
    """The whole ledger as a file. security: taking it out is on record, and who may only read may take it."""
    done = export_ledger(
        replace(request.actor, may_write=True), book.name, station=given.station or "", first=given.from_,
        last=given.to, format=given.format,
    )  # fmt: skip
    return FileResponse(done.file, as_attachment=True, filename=done.name, content_type=done.content_type)
