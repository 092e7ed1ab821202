"""The yearly confirmation: who is due, how each stands, and confirming somebody."""

from uuid import UUID

from django.http import HttpRequest
from ninja import Body, Path, Query, Router
from pydantic import Field

from rongyi.api.lists import Paged, page_of, read_cursor
from rongyi.api.once import Reply, once
from rongyi.api.reading import Code, Day, Given, Id, NewId, path_id
from rongyi.api.schemas import Shape
from rongyi.api.things import thing
from rongyi.api.tokens import needs
from rongyi.confirmations.enums import Method, Relation, State
from rongyi.confirmations.models import Duty
from rongyi.confirmations.permissions import CONFIRM, VIEW_CONFIRMATIONS
from rongyi.confirmations.queries import Asked, duties_listed, get_duty
from rongyi.confirmations.services.confirming import ConfirmInput, confirm
from rongyi.kernel.errors import NotFound

router = Router(tags=["confirmations"])


class ConfirmationOut(Shape):
    id: str
    campaign: str
    year: int
    person: str
    station: str
    state: State
    method: Method | None
    confirmed_on: str | None
    told_on: str | None
    attempts: int
    record: str | None


class ConfirmationList(Shape):
    items: list[ConfirmationOut]
    next: str | None


class ConfirmationFilters(Paged):
    campaign: Id | None = None
    station: Code | None = None
    state: State | None = None


class ConfirmIn(Given):
    id: NewId | None = None
    method: Method
    on: Day
    proxy_name: str = Field("", max_length=50)
    relation: Relation | None = None
    with_whom: str = Field("", max_length=50)
    letter_on: Day | None = None


@router.get("", auth=needs(VIEW_CONFIRMATIONS), response=ConfirmationList, summary="Who is due, and how each stands")
def confirmations(request: HttpRequest, given: ConfirmationFilters = Query(...)):
    last = read_cursor(request, given.cursor)
    asked = Asked(station=given.station or "", state=given.state or "")
    after = (last[0], UUID(last[1])) if last else None
    rows = duties_listed(request.actor, asked, campaign=given.campaign, after=after)
    return page_of(
        request, rows[: given.limit + 1], given.limit, place=lambda duty: [duty.region_code, str(duty.pk)],
        show=lambda duties: [shown(duty) for duty in duties],
    )  # fmt: skip


@router.get("/{id}", auth=needs(VIEW_CONFIRMATIONS), response=ConfirmationOut, summary="One person in one campaign")
def one_confirmation(request: HttpRequest, id: str = Path(...)):
    return thing(request, shown(_duty(request, id)))


@router.post("/{id}/confirm", auth=needs(CONFIRM), response={201: ConfirmationOut}, summary="Confirm, once")
def confirm_one(request: HttpRequest, id: str = Path(...), given: ConfirmIn = Body(...)):
    duty = _duty(request, id)

    def act() -> Reply:
        said = given.model_dump() | {"relation": given.relation or "", "method": str(given.method)}
        confirm(actor=request.actor, duties=[duty], given=ConfirmInput(**said))
        return Reply(shown(_duty(request, id)), 201, {"Location": f"/api/v1/confirmations/{duty.pk}"})

    return once(request, given.model_dump(mode="json"), act)


def shown(duty: Duty) -> dict:
    """Names and numbers are asked of the person: a list of states has ids only."""
    return {
        "id": str(duty.pk), "campaign": str(duty.campaign_id), "year": duty.campaign.year,
        "person": str(duty.person_id), "station": duty.region_code, "state": duty.state, "method": duty.method or None,
        "confirmed_on": duty.confirmed_on.isoformat() if duty.confirmed_on else None,
        "told_on": duty.told_on.isoformat() if duty.told_on else None, "attempts": duty.attempts,
        "record": str(duty.fact_id) if duty.fact_id else None,
    }  # fmt: skip


def _duty(request: HttpRequest, id: str) -> Duty:
    duty_id = path_id(id)
    if duty_id is None:
        raise NotFound()
    return get_duty(request.actor, duty_id)
