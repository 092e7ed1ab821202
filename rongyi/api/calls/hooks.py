"""Webhooks: who is told of the movements of cases, and what did not arrive. For the administrator alone."""

import json
from typing import Literal

from django.http import HttpRequest, JsonResponse
from ninja import Body, Path, Query, Router
from pydantic import Field

from rongyi.api.hooks.models import Delivery, EventKind, Hook
from rongyi.api.hooks.permissions import MANAGE_HOOKS
from rongyi.api.hooks.queries import counts_of, deliveries_of, get_hook, hooks_listed
from rongyi.api.hooks.services import end_hook, make_hook, send_again
from rongyi.api.lists import Paged, page_of, read_cursor
from rongyi.api.once import Reply, once
from rongyi.api.queries import get_region
from rongyi.api.reading import Code, Given, NewId, path_id
from rongyi.api.schemas import Shape
from rongyi.api.shapes import moment
from rongyi.api.things import etag, matched, thing
from rongyi.api.tokens import needs
from rongyi.kernel.errors import NotFound

router = Router(tags=["hooks"])


class HookOut(Shape):
    """Without a station it hears of every case of the installation."""

    id: str
    url: str
    kinds: list[EventKind]
    station: str | None
    made_at: str
    made_by: str
    ended_at: str | None
    waiting: int
    given_up: int
    version: int


class HookMade(HookOut):
    """The secret is told once: the same request again answers null."""

    secret: str | None


class HookList(Shape):
    items: list[HookOut]
    next: str | None


class HookIn(Given):
    id: NewId | None = None
    url: str = Field(min_length=1, max_length=300)
    kinds: list[EventKind] = Field(min_length=1, max_length=4)
    station: Code | None = None


class AgainIn(Given):
    id: NewId | None = None


class AgainOut(Shape):
    count: int


class DeliveryOut(Shape):
    """`event` is also the Idempotency-Key and the `id` in the body that was sent."""

    event: str
    kind: EventKind
    state: Literal["waiting", "sent", "given_up"]
    tries: int
    fault: str | None
    made_at: str
    tried_at: str | None


class DeliveryList(Shape):
    items: list[DeliveryOut]
    next: str | None


class DeliveryFilters(Paged):
    state: Delivery.State | None = None


@router.get("", auth=needs(MANAGE_HOOKS), response=HookList, summary="Who is told")
def hooks(request: HttpRequest, given: Paged = Query(...)):
    after = read_cursor(request, given.cursor)
    rows = hooks_listed(request.actor, after[0] if after else None, given.limit)
    return page_of(request, rows, given.limit, place=lambda hook: [str(hook.pk)], show=shown)


@router.post("", auth=needs(MANAGE_HOOKS), response={201: HookMade}, summary="Tell an address of the allow-list")
def subscribe(request: HttpRequest, given: HookIn = Body(...)):
    told = []

    def act() -> Reply:
        code = get_region(given.station).code if given.station else ""
        hook, secret = make_hook(actor=request.actor, region_code=code, url=given.url, kinds=list(given.kinds))
        told[:] = [secret]
        headers = {"ETag": etag(hook.version), "Location": f"/api/v1/hooks/{hook.pk}"}
        return Reply({**shown([hook])[0], "secret": None}, 201, headers)

    return _with_secret(once(request, given.model_dump(mode="json"), act), told)


def _with_secret(response: JsonResponse, told: list[str]) -> JsonResponse:
    """security: the kept answer has no secret, so it is told by the first answer and by no other."""
    if told and "Idempotency-Replayed" not in response.headers:
        body = {**json.loads(response.content), "secret": told[0]}
        response.content = json.dumps(body, ensure_ascii=False).encode()
    return response


@router.get("/{id}", auth=needs(MANAGE_HOOKS), response=HookOut, summary="One subscription")
def one_hook(request: HttpRequest, id: str = Path(...)):
    hook = _hook(request, id)
    return thing(request, shown([hook])[0], version=hook.version)


@router.post("/{id}/end", auth=needs(MANAGE_HOOKS), response={200: HookOut}, summary="Tell it no more")
def unsubscribe(request: HttpRequest, id: str = Path(...), given: AgainIn = Body(...)):
    hook = _hook(request, id)

    def act() -> Reply:
        version = matched(request, hook.version, lambda: shown([hook])[0])
        ended = end_hook(actor=request.actor, hook=hook, version=version)
        return Reply(shown([ended])[0], 200, {"ETag": etag(ended.version)})

    return once(request, given.model_dump(mode="json"), act)


@router.get("/{id}/deliveries", auth=needs(MANAGE_HOOKS), response=DeliveryList, summary="What was sent")
def deliveries(request: HttpRequest, id: str = Path(...), given: DeliveryFilters = Query(...)):
    after = read_cursor(request, given.cursor)
    rows = deliveries_of(
        request.actor, _hook(request, id), given.state or "", after=after[0] if after else None, limit=given.limit + 1
    )  # fmt: skip
    return page_of(
        request, rows, given.limit, place=lambda row: [str(row.pk)],
        show=lambda some: [delivery_shown(one) for one in some],
    )  # fmt: skip


@router.post("/{id}/again", auth=needs(MANAGE_HOOKS), response={200: AgainOut}, summary="Send what was given up")
def again(request: HttpRequest, id: str = Path(...), given: AgainIn = Body(...)):
    hook = _hook(request, id)

    def act() -> Reply:
        return Reply({"count": send_again(actor=request.actor, hook=hook)}, 200)

    return once(request, given.model_dump(mode="json"), act)


def shown(hooks: list[Hook]) -> list[dict]:
    counts = counts_of(hooks)
    return [
        {
            "id": str(one.pk), "url": one.url, "kinds": one.kinds, "station": one.region_code or None,
            "made_at": moment(one.made_at), "made_by": one.made_by,
            "ended_at": moment(one.ended_at) if one.ended_at else None, "version": one.version, **counts[one.pk],
        }
        for one in hooks
    ]  # fmt: skip


def delivery_shown(one: Delivery) -> dict:
    return {
        "event": str(one.event_id), "kind": one.kind, "state": one.state, "tries": one.tries,
        "fault": one.fault or None, "made_at": moment(one.made_at),
        "tried_at": moment(one.tried_at) if one.tried_at else None,
    }  # fmt: skip


def _hook(request: HttpRequest, id: str) -> Hook:
    hook_id = path_id(id)
    if hook_id is None:
        raise NotFound()
    return get_hook(request.actor, hook_id)
