"""The spine: what was done. Nothing is deleted; a mistake is corrected or withdrawn and stays to be read."""

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Body, Path, Query, Router

from rongyi.api import shapes
from rongyi.api.lists import page_of, read_cursor
from rongyi.api.money import read_money
from rongyi.api.once import Reply, once
from rongyi.api.problems import Problem, error
from rongyi.api.queries import records as records_in_reach
from rongyi.api.reading import path_id
from rongyi.api.schemas import CorrectIn, ReasonIn, RecordFilters, RecordIn, RecordList, RecordOut
from rongyi.api.things import etag, matched, thing
from rongyi.api.tokens import needs
from rongyi.kernel.errors import NotFound
from rongyi.organisation.access import Actor
from rongyi.records.kinds import KINDS
from rongyi.records.models import Fact
from rongyi.records.permissions import CORRECT_RECORD, VIEW_RECORDS, WRITE_RECORD
from rongyi.records.queries import get_fact, people_of
from rongyi.records.services import correct as correct_fact
from rongyi.records.services import withdraw as withdraw_fact
from rongyi.visits.kinds import VISIT
from rongyi.visits.services import VisitInput, correct_visit

router = Router(tags=["records"])


@router.get("", auth=needs(VIEW_RECORDS), response=RecordList, summary="Records, the newest first")
def records(request: HttpRequest, given: RecordFilters = Query(...)):
    if given.kind and given.kind not in KINDS:
        raise _no_such_kind("query")
    rows = records_in_reach(
        request.actor, kind=given.kind, station=given.station or "", first=given.from_, last=given.to,
        person=given.person, after=read_cursor(request, given.cursor),
    )  # fmt: skip
    return page_of(
        request, rows[: given.limit + 1], given.limit,
        place=lambda fact: [fact.occurred_on.isoformat(), str(fact.pk)],
        show=lambda facts: shown_all(facts, request.actor),
    )  # fmt: skip


@router.post("", auth=needs(WRITE_RECORD), response={201: RecordOut}, summary="Write down what was done")
def record(request: HttpRequest, given: RecordIn = Body(...)):
    kind = KINDS.get(given.kind)
    service = kind.service() if kind else None
    if kind is None or service is None:
        raise _no_such_kind("body")

    def act() -> Reply:
        fact = service(
            actor=request.actor, region_code=given.station or "", people=list(given.people), at=given.occurred_at,
            channel=given.channel, data=read_money(kind, given.data), id=given.id,
        )  # fmt: skip
        return _reply(fact, request.actor)

    return once(request, given.model_dump(mode="json"), act)


@router.get("/{id}", auth=needs(VIEW_RECORDS), response=RecordOut, summary="One record")
def one_record(request: HttpRequest, id: str = Path(...)):
    fact = _fact(request, id)
    return thing(request, shown(fact, request.actor), version=fact.version)


@router.post("/{id}/correct", auth=needs(CORRECT_RECORD), response={201: RecordOut}, summary="Put it right")
def correct(request: HttpRequest, id: str = Path(...), given: CorrectIn = Body(...)):
    fact = _fact(request, id)

    def act() -> Reply:
        version = matched(request, fact.version, lambda: shown(fact, request.actor))
        return _reply(_corrected(request.actor, fact, given, version), request.actor)

    return once(request, given.model_dump(mode="json"), act)


@router.post("/{id}/withdraw", auth=needs(CORRECT_RECORD), response={200: RecordOut}, summary="Take it back")
def withdraw(request: HttpRequest, id: str = Path(...), given: ReasonIn = Body(...)):
    fact = _fact(request, id)

    def act() -> Reply:
        version = matched(request, fact.version, lambda: shown(fact, request.actor))
        done = withdraw_fact(actor=request.actor, fact=fact, reason=given.reason, version=version)
        return _reply(done, request.actor, status=200)

    return once(request, given.model_dump(mode="json"), act)


def shown(fact: Fact, actor: Actor) -> dict:
    return shown_all([fact], actor)[0]


def shown_all(facts: list[Fact], actor: Actor) -> list[dict]:
    people = people_of(facts)
    return [shapes.record(fact, people.get(fact.pk, []), actor) for fact in facts]


def _reply(fact: Fact, actor: Actor, status: int = 201) -> Reply:
    headers = {"ETag": etag(fact.version), "Location": f"/api/v1/records/{fact.pk}"}
    return Reply(shown(fact, actor), status, headers)


def _fact(request: HttpRequest, id: str) -> Fact:
    fact_id = path_id(id)
    if fact_id is None:
        raise NotFound()
    return get_fact(request.actor, fact_id)


def _no_such_kind(place: str) -> Problem:
    said = _("没有这种工作记录,或不能手工登记。")
    return Problem(422, "unknown_kind", said, errors=[error([place, "kind"], "unknown_kind", said)])


def _corrected(actor: Actor, fact: Fact, given: CorrectIn, version: int) -> Fact:
    """What the client left out is taken from the wrong record."""
    kind = KINDS[fact.kind]
    stored = {**fact.data, **fact.sealed_data}
    data = stored if given.data is None else read_money(kind, given.data)
    people = given.people if given.people is not None else people_of([fact]).get(fact.pk, [])
    at = given.occurred_at or fact.occurred_at
    channel = fact.channel if given.channel is None else given.channel
    if kind is VISIT:
        visit = VisitInput(list(people), at, channel, id=given.id, minutes=fact.minutes, **kind.read(data))
        return correct_visit(actor=actor, fact=fact, given=visit, version=version)
    if given.people is not None:
        raise Problem(422, "people_are_fixed", _("这种记录更正时不能换人,请撤回后重新登记。"))
    return correct_fact(
        actor=actor, fact=fact, at=at, channel=channel, data=data, people=list(people), summary=fact.summary,
        minutes=fact.minutes, version=version, id=given.id,
    )  # fmt: skip
