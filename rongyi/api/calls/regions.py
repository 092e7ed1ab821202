"""Divisions of the state: an official list, the same for everybody."""

from django.http import HttpRequest
from ninja import Path, Query, Router

from rongyi.api import shapes
from rongyi.api.lists import Paged, page_of, read_cursor
from rongyi.api.queries import child_regions, get_region
from rongyi.api.schemas import RegionList, RegionOut
from rongyi.api.things import thing
from rongyi.api.tokens import needs
from rongyi.organisation.permissions import VIEW_NETWORK

router = Router(tags=["regions"])


@router.get("/{code}", auth=needs(VIEW_NETWORK), response=RegionOut, summary="One division")
def region(request: HttpRequest, code: str = Path(...)):
    return thing(request, shapes.region(get_region(code)))


@router.get("/{code}/children", auth=needs(VIEW_NETWORK), response=RegionList, summary="The divisions right below")
def children(request: HttpRequest, code: str = Path(...), given: Paged = Query(...)):
    last = read_cursor(request, given.cursor)
    rows = child_regions(get_region(code).code, after=last[0] if last else "")
    return page_of(
        request, rows[: given.limit + 1], given.limit,
        place=lambda row: [row.code], show=lambda rows: [shapes.region(row) for row in rows],
    )  # fmt: skip
