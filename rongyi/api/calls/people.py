"""Personal files in the caller's reach, numbers masked; the whole number comes by a reveal with a reason."""

from dataclasses import replace

from django.http import HttpRequest
from ninja import Body, Path, Query, Router

from rongyi.api import shapes
from rongyi.api.calls.records import shown_all
from rongyi.api.lists import Paged, page_of, read_cursor
from rongyi.api.once import Reply, once, one_act
from rongyi.api.people_queries import found_people, listed_people, marked
from rongyi.api.queries import timeline_place
from rongyi.api.reading import path_id
from rongyi.api.schemas import (
    FileOut,
    HeldOut,
    PersonFilters,
    PersonIn,
    PersonList,
    PersonOut,
    PersonPatch,
    ReasonIn,
    RecordList,
    RevealOut,
)
from rongyi.api.things import etag, matched, stale, thing
from rongyi.api.tokens import needs
from rongyi.kernel.errors import NotFound, Stale
from rongyi.organisation.access import Actor
from rongyi.records.queries import timeline as timeline_of
from rongyi.registry.models import Person
from rongyi.registry.permissions import EDIT_PERSON, REVEAL_PERSON, VIEW_PEOPLE
from rongyi.registry.queries import file_of, get_person
from rongyi.registry.services import (
    PersonInput,
    create_person,
    open_file,
    record_death,
    reveal,
    transfer_person,
    update_person,
)

router = Router(tags=["people"])
SHIFTS = ("station", "deceased_on")


@router.get("", auth=needs(VIEW_PEOPLE), response=PersonList, summary="People, found or listed")
def people(request: HttpRequest, given: PersonFilters = Query(...)):
    last = read_cursor(request, given.cursor)
    if given.q.strip():
        start = last[0] if last else 0
        rows = found_people(request.actor, given, start)
        return page_of(
            request, rows, given.limit,
            place=lambda row: [start + given.limit], show=lambda rows: marked(rows, request.actor),
        )  # fmt: skip
    rows = listed_people(request.actor, given, last[0] if last else None)
    return page_of(
        request, rows, given.limit, place=lambda row: [str(row.pk)], show=lambda rows: marked(rows, request.actor)
    )


@router.post("", auth=needs(EDIT_PERSON), response={201: PersonOut, 202: HeldOut}, summary="Open a file")
def open_new(request: HttpRequest, given: PersonIn = Body(...)):
    def act() -> Reply:
        return _reply(create_person(actor=request.actor, given=_input(given), source="api"), request.actor, 201)

    return once(request, given.model_dump(mode="json"), act)


@router.get("/{id}", auth=needs(VIEW_PEOPLE), response=PersonOut, summary="One person")
def person(request: HttpRequest, id: str = Path(...)):
    # security: looking is on record, and who may only read may look
    found = open_file(actor=replace(request.actor, may_write=True), person=_person(request, id))
    return thing(request, shown(found, request.actor), version=found.version)


@router.get("/{id}/file", auth=needs(VIEW_PEOPLE), response=FileOut, summary="The whole file, group by group")
def whole_file(request: HttpRequest, id: str = Path(...)):
    # security: looking is on record, and who may only read may look
    found = open_file(actor=replace(request.actor, may_write=True), person=_person(request, id))
    return thing(request, shapes.whole_file(file_of(found), request.actor), version=found.version)


@router.patch("/{id}", auth=needs(EDIT_PERSON), response=PersonOut, summary="Change what is given")
def change(request: HttpRequest, id: str = Path(...), given: PersonPatch = Body(...)):
    found = _person(request, id)
    version = matched(request, found.version, lambda: shown(found, request.actor))
    try:
        with one_act():
            changed = _changed(request.actor, found, given.model_dump(exclude_unset=True), version)
    except Stale:
        now = _person(request, id)
        raise stale(now.version, lambda: shown(now, request.actor)) from None
    return thing(request, shown(changed, request.actor), version=changed.version)


@router.get("/{id}/timeline", auth=needs(VIEW_PEOPLE), response=RecordList, summary="What was done for a person")
def timeline(request: HttpRequest, id: str = Path(...), given: Paged = Query(...)):
    found = open_file(actor=replace(request.actor, may_write=True), person=_person(request, id))
    before = timeline_place(read_cursor(request, given.cursor))
    facts = timeline_of(county=found.county, person_id=found.pk, before=before, limit=given.limit + 1)
    return page_of(
        request, facts, given.limit,
        place=lambda fact: [fact.occurred_at.isoformat(), str(fact.pk)],
        show=lambda facts: shown_all(facts, request.actor),
    )  # fmt: skip


@router.post("/{id}/reveal", auth=needs(REVEAL_PERSON), response=RevealOut, summary="The whole numbers, on record")
def reveal_numbers(request: HttpRequest, id: str = Path(...), given: ReasonIn = Body(...)):
    found = _person(request, id)

    def act() -> Reply:
        return Reply({"id": str(found.pk), **reveal(actor=request.actor, person=found, reason=given.reason)}, 200)

    return once(request, given.model_dump(mode="json"), act, keeps_answer=False)


def shown(row: Person, actor: Actor) -> dict:
    return marked([row], actor)[0]


def _reply(row: Person, actor: Actor, status: int) -> Reply:
    headers = {"ETag": etag(row.version), "Location": f"/api/v1/people/{row.pk}"}
    return Reply(shown(row, actor), status, headers)


def _person(request: HttpRequest, id: str) -> Person:
    person_id = path_id(id)
    if person_id is None:
        raise NotFound()
    return get_person(request.actor, person_id)


def _input(given: PersonIn) -> PersonInput:
    data = given.model_dump(mode="python", exclude={"station", "service"})
    data["political_status"] = data["political_status"] or ""
    periods = tuple((s.enlisted_on, s.discharged_on, s.branch, s.rank) for s in given.service)
    return PersonInput(
        **{**data, "categories": tuple(_plain(given.categories)), "tags": tuple(_plain(given.tags))}, region_code=given.station,
        service=periods,
    )  # fmt: skip


def _changed(actor: Actor, row: Person, changes: dict, version: int) -> Person:
    """Fields first, then death and move: each is an act of its own on record, all in one transaction."""
    fields = {name: _plain(value) for name, value in changes.items() if name not in SHIFTS}
    if fields:
        row = update_person(actor=actor, person=row, changes=fields, version=version, source="api")
    if changes.get("deceased_on"):
        row = record_death(actor=actor, person=row, on=changes["deceased_on"])
    if changes.get("station") not in (None, row.region_code):
        row = transfer_person(actor=actor, person=row, to_code=changes["station"])
    return row


def _plain(value):
    return [str(code) for code in value] if isinstance(value, list) else value
