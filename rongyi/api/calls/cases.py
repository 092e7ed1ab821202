"""Cases: begun, listed, looked at and moved by the acts of the step at which they stand."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from django.http import HttpRequest
from ninja import Body, Path, Query, Router

from rongyi.api import case_shapes
from rongyi.api.case_acts import act_on
from rongyi.api.case_queries import known_case, listed_cases, waiting_cases
from rongyi.api.case_schemas import ActIn, CaseFilters, CaseIn, CaseList, CaseWhole
from rongyi.api.lists import Paged, page_of, read_cursor
from rongyi.api.once import Reply, once
from rongyi.api.problems import Problem, error
from rongyi.api.queries import get_station
from rongyi.api.reading import path_id
from rongyi.api.shapes import day
from rongyi.api.things import etag, matched, thing
from rongyi.api.tokens import needs
from rongyi.casework.models import Case
from rongyi.casework.permissions import ACT_ON_CASE, OPEN_CASE, VIEW_CASES
from rongyi.casework.procedures import store
from rongyi.casework.queries import file_of, get_case
from rongyi.casework.reading import FaultyAnswers
from rongyi.casework.services import ApplyInput, open_case
from rongyi.casework.services.looking import look_at
from rongyi.kernel.errors import NotFound
from rongyi.organisation.access import Actor
from rongyi.registry.queries import get_person

router = Router(tags=["cases"])


@router.get("", auth=needs(VIEW_CASES), response=CaseList, summary="Cases, the newest first")
def cases(request: HttpRequest, given: CaseFilters = Query(...)):
    after = read_cursor(request, given.cursor)
    rows = listed_cases(request.actor, given, after[0] if after else None)
    return page_of(
        request, rows[: given.limit + 1], given.limit, place=lambda case: [str(case.pk)],
        show=lambda some: [case_shapes.case(one) for one in some],
    )  # fmt: skip


@router.post("", auth=needs(OPEN_CASE), response={201: CaseWhole}, summary="Begin a case")
def begin_case(request: HttpRequest, given: CaseIn = Body(...)):
    def act() -> Reply:
        case = known_case(request.actor, given.id) or _begun(request.actor, given)
        return _reply(get_case(request.actor, case.pk), request.actor, 201)

    with faults_under("answers"):
        return once(request, given.model_dump(mode="json"), act)


@router.get("/to-do", auth=needs(VIEW_CASES), response=CaseList, summary="What waits at the caller's posts")
def cases_to_do(request: HttpRequest, given: Paged = Query(...)):
    rows = waiting_cases(request.actor, read_cursor(request, given.cursor))
    return page_of(
        request, rows[: given.limit + 1], given.limit, place=lambda case: [day(case.due_on) or "", str(case.pk)],
        show=lambda some: [case_shapes.case(one) for one in some],
    )  # fmt: skip


@router.get("/{id}", auth=needs(VIEW_CASES), response=CaseWhole, summary="One case and all that happened to it")
def one_case(request: HttpRequest, id: str = Path(...)):
    case = _case(request, id)
    look_at(actor=replace(request.actor, may_write=True), case=case)  # security: who only reads is on record too
    version, body = shown(case, request.actor)
    return thing(request, body, version=version)


@router.post("/{id}/actions/{act}", auth=needs(ACT_ON_CASE), response={200: CaseWhole}, summary="Do an act")
def act_on_case(request: HttpRequest, id: str = Path(...), act: str = Path(...), given: ActIn = Body(...)):
    case = _case(request, id)

    def do() -> Reply:
        now, body = shown(case, request.actor)
        matched(request, now, lambda: body)
        act_on(request.whole_actor, case, act, given)
        return _reply(get_case(request.actor, case.pk), request.actor, 200)

    with faults_under("values"):
        return once(request, given.model_dump(mode="json"), do)


def _begun(actor: Actor, given: CaseIn) -> Case:
    person = get_person(actor, given.person) if given.person else None
    station = person.region_code if person else actor.home_code
    if given.station:
        station = get_station(actor, given.station).region_code
    apply = ApplyInput(
        procedure=given.procedure, person=person, channel=given.channel, applicant=given.applicant,
        answers=given.answers, name=given.name, phone=given.phone, region_code=station, claim=given.claim,
        shown=tuple(given.shown), follows=get_case(actor, given.follows) if given.follows else None, note=given.note,
        id=given.id,
    )  # fmt: skip
    return open_case(actor=actor, region_code=station, given=apply)


@contextmanager
def faults_under(place: str) -> Iterator[None]:
    """Every answer that is wrong is named at once, so that nobody mends one only to be told of the next."""
    try:
        yield
    except FaultyAnswers as faulty:
        errors = [error(["body", place, key], "invalid", words) for key, words in faulty.faults.items()]
        raise Problem(422, faulty.code, str(faulty.message), errors=errors) from None


def shown(case: Case, actor: Actor) -> tuple[str, dict]:
    """(version, body)."""
    file = file_of(case)
    procedure = store.at_version(case.procedure, case.definition_version)
    return case_shapes.version_of(file), case_shapes.whole_case(file, procedure, actor)


def _reply(case: Case, actor: Actor, status: int) -> Reply:
    version, body = shown(case, actor)
    return Reply(body, status, {"ETag": etag(version), "Location": f"/api/v1/cases/{case.pk}"})


def _case(request: HttpRequest, id: str) -> Case:
    case_id = path_id(id)
    if case_id is None:
        raise NotFound()
    return get_case(request.actor, case_id)
