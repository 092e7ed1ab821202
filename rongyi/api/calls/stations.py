"""Stations in the caller's reach. A station's code is the code of its region."""

from django.http import HttpRequest
from ninja import Path, Query, Router

from rongyi.api import shapes
from rongyi.api.lists import page_of, read_cursor
from rongyi.api.queries import facilities_of, get_station, stations_visible
from rongyi.api.schemas import StationFilters, StationList, StationWhole
from rongyi.api.things import thing
from rongyi.api.tokens import needs
from rongyi.organisation.permissions import VIEW_NETWORK

router = Router(tags=["stations"])


@router.get("", auth=needs(VIEW_NETWORK), response=StationList, summary="Stations, by code")
def stations(request: HttpRequest, given: StationFilters = Query(...)):
    rows = stations_visible(request.actor, region=given.region or "", tier=given.tier or "").order_by("region_id")
    if last := read_cursor(request, given.cursor):
        rows = rows.filter(region_id__gt=last[0])
    return page_of(
        request, rows[: given.limit + 1], given.limit,
        place=lambda row: [row.code], show=lambda rows: [shapes.station(row) for row in rows],
    )  # fmt: skip


@router.get("/{code}", auth=needs(VIEW_NETWORK), response=StationWhole, summary="One station with its rooms")
def station(request: HttpRequest, code: str = Path(...)):
    found = get_station(request.actor, code)
    return thing(request, shapes.whole_station(found, facilities_of(found)), version=found.version)
