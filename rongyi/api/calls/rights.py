"""What people were told and agreed to, and what they asked for about their own data."""

from datetime import date
from typing import Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Body, Path, Query, Router
from pydantic import Field

from rongyi.api.lists import Paged, items, make_cursor, page_of, read_cursor
from rongyi.api.once import Reply, once
from rongyi.api.problems import Problem, error
from rongyi.api.reading import Given, Id, path_id
from rongyi.api.schemas import Shape
from rongyi.api.shapes import day, moment
from rongyi.api.things import etag, matched, thing
from rongyi.api.tokens import needs
from rongyi.kernel.errors import NotFound
from rongyi.registry.queries import get_person
from rongyi.rights.models import Consent, Request, Way
from rongyi.rights.permissions import HANDLE_RIGHTS, RECORD_CONSENT, VIEW_RIGHTS
from rongyi.rights.queries import consents_visible, get_consent, get_request, requests_due
from rongyi.rights.services import answer, ask, record_consent, withdraw_consent

consents = Router(tags=["consents"])
requests = Router(tags=["requests"])


class ConsentOut(Shape):
    """`is_consent` false: a duty that the person was told of and cannot take back."""

    id: str
    person: str
    station: str
    notice: str
    version: str
    is_consent: bool
    way: Way
    given_on: str
    withdrawn_on: str | None


class ConsentList(Shape):
    items: list[ConsentOut]
    next: str | None


class ConsentFilters(Paged):
    person: Id
    standing: bool = True


class ConsentIn(Given):
    person: Id
    notice: str = Field(max_length=40)
    way: Way
    guardian: str = Field("", max_length=50)


class WithdrawIn(Given):
    way: Way


class RequestOut(Shape):
    id: str
    person: str
    station: str
    right: Request.Right
    way: Way
    state: Request.State
    asked_at: str
    due_on: str
    answered_at: str | None
    version: int


class RequestWhole(RequestOut):
    wish: str
    answer: str


class RequestList(Shape):
    items: list[RequestOut]
    next: str | None


class RequestFilters(Paged):
    state: Request.State = Request.State.OPEN


class RequestIn(Given):
    person: Id
    right: Request.Right
    wish: str = Field("", max_length=500)
    way: Way = Way.COUNTER


class AnswerIn(Given):
    state: Literal["done", "refused"]
    answer: str = Field(min_length=1, max_length=500)


@consents.get("", auth=needs(VIEW_RIGHTS), response=ConsentList, summary="What a person was told and agreed to")
def person_consents(request: HttpRequest, given: ConsentFilters = Query(...)):
    person = get_person(request.actor, given.person)
    last = read_cursor(request, given.cursor)
    rows = consents_visible(request.actor, person, standing=given.standing, before=UUID(last[0]) if last else None)
    return page_of(
        request, rows[: given.limit + 1], given.limit, place=lambda row: [str(row.pk)],
        show=lambda rows: [consent_shown(row) for row in rows],
    )  # fmt: skip


@consents.post("", auth=needs(RECORD_CONSENT), response={201: ConsentOut}, summary="Told, or agreed to")
def consent(request: HttpRequest, given: ConsentIn = Body(...)):
    person = _given_person(request, given.person)

    def act() -> Reply:
        said = given.model_dump(mode="json", exclude={"person"})
        return Reply(consent_shown(record_consent(actor=request.actor, person=person, **said)))

    return once(request, given.model_dump(mode="json"), act)


@consents.post("/{id}/withdraw", auth=needs(RECORD_CONSENT), response={200: ConsentOut}, summary="Taken back")
def withdraw_one_consent(request: HttpRequest, id: str = Path(...), given: WithdrawIn = Body(...)):
    held = get_consent(request.actor, _id(id))

    def act() -> Reply:
        return Reply(consent_shown(withdraw_consent(actor=request.actor, consent=held, way=given.way.value)), 200)

    return once(request, given.model_dump(mode="json"), act)


@requests.get("", auth=needs(VIEW_RIGHTS), response=RequestList, summary="What people asked for, the first due first")
def rights_requests(request: HttpRequest, given: RequestFilters = Query(...)):
    last = read_cursor(request, given.cursor)
    rows, after = requests_due(request.actor, given.state.value, _place(last), given.limit)
    following = make_cursor(request, [after[0].isoformat(), str(after[1])]) if after else None
    return items([request_shown(row) for row in rows], following)


@requests.post("", auth=needs(HANDLE_RIGHTS), response={201: RequestWhole}, summary="Somebody asks at the counter")
def ask_right(request: HttpRequest, given: RequestIn = Body(...)):
    person = _given_person(request, given.person)

    def act() -> Reply:
        said = given.model_dump(mode="json", exclude={"person"})
        return _reply(ask(actor=request.actor, person=person, **said), 201)

    return once(request, given.model_dump(mode="json"), act)


@requests.get("/{id}", auth=needs(VIEW_RIGHTS), response=RequestWhole, summary="One request")
def one_request(request: HttpRequest, id: str = Path(...)):
    asked = get_request(request.actor, _id(id))
    return thing(request, request_whole(asked), version=asked.version)


@requests.post("/{id}/answer", auth=needs(HANDLE_RIGHTS), response={200: RequestWhole}, summary="Done, or refused")
def answer_request(request: HttpRequest, id: str = Path(...), given: AnswerIn = Body(...)):
    asked = get_request(request.actor, _id(id))

    def act() -> Reply:
        version = matched(request, asked.version, lambda: request_whole(asked))
        said = given.model_dump()
        return _reply(answer(actor=request.actor, request=asked, version=version, **said), 200)

    return once(request, given.model_dump(mode="json"), act)


def consent_shown(row: Consent) -> dict:
    return {
        "id": str(row.pk), "person": str(row.person_id), "station": row.region_code, "notice": row.notice,
        "version": row.version, "is_consent": row.is_consent, "way": row.way, "given_on": day(row.given_on),
        "withdrawn_on": day(row.withdrawn_on),
    }  # fmt: skip


def request_shown(row: Request) -> dict:
    return {
        "id": str(row.pk), "person": str(row.person_id), "station": row.region_code, "right": row.right,
        "way": row.way, "state": row.state, "asked_at": moment(row.asked_at), "due_on": day(row.due_on),
        "answered_at": moment(row.answered_at) if row.answered_at else None, "version": row.version,
    }  # fmt: skip


def request_whole(row: Request) -> dict:
    return {**request_shown(row), "wish": row.wish, "answer": row.answer}


def _reply(row: Request, status: int) -> Reply:
    headers = {"ETag": etag(row.version), "Location": f"/api/v1/requests/{row.pk}"}
    return Reply(request_whole(row), status, headers)


def _place(last: list | None) -> tuple[date, UUID] | None:
    return (date.fromisoformat(last[0]), UUID(last[1])) if last else None


def _id(text: str) -> UUID:
    found = path_id(text)
    if found is None:
        raise NotFound()
    return found


def _given_person(request: HttpRequest, person_id: UUID):
    """security: a person out of reach and one who never was are answered with the same words."""
    try:
        return get_person(request.actor, person_id)
    except NotFound:
        said = _("没有找到这个人。")
        raise Problem(422, "unknown_person", said, errors=[error(["body", "person"], "unknown", said)]) from None
