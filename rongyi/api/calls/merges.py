"""Two files that may be one person's: the cases that wait, both files side by side, and the decision."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Body, Path, Query, Router
from pydantic import Field

from rongyi.api.lists import Paged, items, make_cursor, read_cursor
from rongyi.api.once import Reply, once
from rongyi.api.reading import Code, Given, Id, path_id
from rongyi.api.schemas import Shape
from rongyi.api.shapes import day, moment
from rongyi.api.things import etag, mark_of, matched, thing
from rongyi.api.tokens import needs
from rongyi.kernel.errors import NotFound, Refused
from rongyi.merging.models import MergeCase
from rongyi.merging.permissions import MERGE_PEOPLE
from rongyi.merging.policy import policy_now
from rongyi.merging.queries import cases_page, get_case, pair_of, people_of_cases
from rongyi.merging.services.cases import open_case, put_off, say_different
from rongyi.merging.services.joining import Choice, merge_people
from rongyi.merging.shown import comparison, reasons
from rongyi.organisation.access import Actor
from rongyi.registry.models import Person

router = Router(tags=["merges"])
State = Literal["open", "later", "same", "different"]


class FileOfCase(Shape):
    id: str
    name: str
    birth_date: str
    id_number: str
    station: str
    version: int


class MergeOut(Shape):
    id: str
    state: Literal["open", "same", "different", "gone"]
    source: str
    score: int
    is_strong: bool
    reasons: list[str]
    people: list[FileOfCase]
    created_at: str
    put_off_until: str | None
    decided_at: str | None


class LineOut(Shape):
    """One field of both files, masked as on the page; `is_choice`: they differ, so somebody chooses."""

    name: str
    label: str
    first: str
    second: str
    proposed: Literal["", "first", "second"]
    is_choice: bool


class MergeWhole(MergeOut):
    lines: list[LineOut]


class MergeList(Shape):
    items: list[MergeOut]
    next: str | None


class MergeFilters(Paged):
    state: State = "open"


class DecideIn(Given):
    """`same` needs the file that remains; `taken` are the fields that come from the other one."""

    decision: Literal["same", "different", "later"]
    survivor: Id | None = None
    taken: list[str] = Field([], max_length=40)
    station: Code | None = None
    keeps_name: bool = True
    note: str = Field("", max_length=200)


@router.get("", auth=needs(MERGE_PEOPLE), response=MergeList, summary="Pairs of files, the likeliest first")
def merges(request: HttpRequest, given: MergeFilters = Query(...)):
    last = read_cursor(request, given.cursor)
    rows, after = cases_page(request.actor, given.state, last[0] if last else "", given.limit)
    people = people_of_cases(rows)
    shown = [_shown(case, (people[case.first_id], people[case.second_id])) for case in rows]
    return items(shown, make_cursor(request, [after]) if after else None)


@router.get("/{id}", auth=needs(MERGE_PEOPLE), response=MergeWhole, summary="Both files side by side, on record")
def one_merge(request: HttpRequest, id: str = Path(...)):
    case, people = _case(request, id)
    # security: looking is on record, and who may only read may look
    open_case(actor=replace(request.actor, may_write=True), people=people)
    body = _whole(case, people, request.actor)
    return thing(request, body, version=mark_of(body))


@router.post("/{id}/decide", auth=needs(MERGE_PEOPLE), response={200: MergeOut}, summary="One person, or two, or later")
def decide(request: HttpRequest, id: str = Path(...), given: DecideIn = Body(...)):
    case, people = _case(request, id)

    def act() -> Reply:
        mark = mark_of(_whole(case, people, request.actor))
        matched(request, mark, lambda: _whole(case, people, request.actor))
        _decide(request.actor, case, people, given)
        now, both = _case(request, id)
        headers = {"ETag": etag(mark_of(_whole(now, both, request.actor))), "Location": f"/api/v1/merges/{now.pk}"}
        return Reply(_shown(now, both), 200, headers)

    return once(request, given.model_dump(mode="json"), act)


def _decide(actor: Actor, case: MergeCase, people: list[Person], given: DecideIn) -> None:
    if given.decision == "different":
        say_different(actor=actor, people=people, case=case, note=given.note)
    elif given.decision == "later":
        put_off(actor=actor, people=people, case=case)
    else:
        if given.survivor is None:
            raise Refused(_("请选哪一份的公民身份号码是对的。"), field="survivor", code="required")
        versions: dict[UUID, int] = {person.pk: person.version for person in people}
        choice = Choice(given.survivor, versions, given.taken, given.station or "", given.keeps_name)
        merge_people(actor=actor, people=people, case=case, choice=choice)


def _case(request: HttpRequest, id: str) -> tuple[MergeCase, list[Person]]:
    case_id = path_id(id)
    if case_id is None:
        raise NotFound()
    case = get_case(request.actor, case_id)
    return case, pair_of(request.actor, case)


def _shown(case: MergeCase, people: Iterable[Person]) -> dict:
    policy = policy_now()
    return {
        "id": str(case.pk), "state": case.state, "source": case.source, "score": case.score,
        "is_strong": case.score >= policy.strong_from,
        "reasons": [reason["words"] for reason in reasons(case.outcomes, policy) if reason["points"] > 0],
        "people": [
            {"id": str(person.pk), "name": person.name, "birth_date": day(person.birth_date),
             "id_number": person.id_masked, "station": person.region_code, "version": person.version}
            for person in people
        ],
        "created_at": moment(case.created_at), "put_off_until": day(case.put_off_until),
        "decided_at": moment(case.decided_at) if case.decided_at else None,
    }  # fmt: skip


def _whole(case: MergeCase, people: list[Person], actor: Actor) -> dict:
    lines = [
        {"name": row.name, "label": row.label, "first": row.first, "second": row.second, "proposed": row.chosen,
         "is_choice": row.is_choice}
        for row in comparison(people, actor)
    ]  # fmt: skip
    return {**_shown(case, people), "lines": lines}
