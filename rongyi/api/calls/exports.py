"""Ledgers as files that a second person lets go. The decision itself is made on the page, after a fresh sign-in."""

from dataclasses import replace

from django.http import HttpRequest
from ninja import Body, Path, Query, Router

from rongyi.api.lists import Paged, page_of, read_cursor
from rongyi.api.once import Reply, once
from rongyi.api.reading import path_id
from rongyi.api.schemas import ExportIn, ExportList, ExportOut
from rongyi.api.shapes import moment
from rongyi.api.things import thing
from rongyi.api.tokens import needs
from rongyi.kernel.errors import NotFound
from rongyi.kernel.files.store import file_response
from rongyi.ledgers.approval_services import ask_export, fetch_export
from rongyi.ledgers.export_queries import exports_listed, get_export
from rongyi.ledgers.models import Export
from rongyi.ledgers.permissions import EXPORT_LEDGER
from rongyi.organisation.access import Actor

router = Router(tags=["exports"])


@router.get("", auth=needs(EXPORT_LEDGER), response=ExportList, summary="Files that the caller asked for")
def exports(request: HttpRequest, given: Paged = Query(...)):
    last = read_cursor(request, given.cursor)
    rows = exports_listed(request.actor, before=path_id(last[0]) if last else None, limit=given.limit)
    return page_of(
        request, rows, given.limit, place=lambda row: [str(row.pk)], show=lambda rows: [shown(row) for row in rows]
    )


@router.post("", auth=needs(EXPORT_LEDGER), response={201: ExportOut}, summary="Ask for a ledger as a file")
def ask(request: HttpRequest, given: ExportIn = Body(...)):
    def act() -> Reply:
        export = ask_export(
            actor=request.actor, name=given.ledger, format=given.format, reason=given.reason,
            station=given.station or "", first=given.from_, last=given.to,
        )  # fmt: skip
        return Reply(shown(export), 201, {"Location": f"/api/v1/exports/{export.pk}"})

    return once(request, given.model_dump(mode="json"), act)


@router.get("/{id}", auth=needs(EXPORT_LEDGER), response=ExportOut, summary="How far a file is")
def one_export(request: HttpRequest, id: str = Path(...)):
    return thing(request, shown(_export(request, id)))


@router.get("/{id}/file", auth=needs(EXPORT_LEDGER), summary="The file, as long as it is kept")
def export_content(request: HttpRequest, id: str = Path(...)):
    # security: fetching is on record, and who may only read may fetch
    return file_response(fetch_export(actor=_reader(request), export=_export(request, id)))


def _reader(request: HttpRequest) -> Actor:
    return replace(request.actor, may_write=True)


def _export(request: HttpRequest, id: str) -> Export:
    export_id = path_id(id)
    if export_id is None:
        raise NotFound()
    return get_export(request.actor, export_id)


def shown(export: Export) -> dict:
    return {
        "id": str(export.pk), "state": export.state_now, "ledger": export.ledger, "station": export.region_code,
        "format": export.format, "from": export.asked["first"], "to": export.asked["last"], "people": export.people,
        "rows": export.rows, "reason": export.reason, "answer": export.answer, "decided_by": export.decider_name,
        "asked_at": moment(export.asked_at), "ends_at": moment(export.ends_at), "number": export.number,
    }  # fmt: skip
