"""Once and only once for every POST: the key, a hash of the request and the answer lie in the transaction of the act."""

import base64
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

from django.db import IntegrityError, transaction
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _

from rongyi.api.problems import Problem
from rongyi.kernel import idempotency
from rongyi.kernel.crypto.aead import open_sealed, seal
from rongyi.kernel.crypto.keyring import keyring
from rongyi.kernel.errors import Denied, NotFound, Refused
from rongyi.organisation.commands import record_failure

KEY = re.compile(r"[\x21-\x7e]{1,80}")
KEPT_HEADERS = ("ETag", "Location")


@dataclass
class Reply:
    """What an act answers."""

    body: dict
    status: int = 201
    headers: dict = field(default_factory=dict)


def once(
    request: HttpRequest,
    given,
    act: Callable[..., Reply],
    *,
    keeps_answer: bool = True,
    prepare: Callable | None = None,
) -> JsonResponse:
    """Does the act, or gives the first answer again. `given` is what was read from the body.

    An answer that shows unmasked numbers is not kept: the act runs again and is on record again. What `prepare` gives
    goes to the act; it runs before the transaction, for long work that may be done in vain but not under a lock.
    """
    key = _key(request, given)
    place = {"county": request.whole_actor.home_county, "actor_id": request.actor.user_id, "key": key}
    body = idempotency.body_hash(request.method, request.path, given)
    if prepare is not None:
        if former := idempotency.former_answer(**place, body=body):
            return _replayed(place, former)
        act = partial(act, prepare())
    try:
        with transaction.atomic():
            return _in_transaction(place, body, act, keeps_answer)
    except (IntegrityError, Refused, Denied, NotFound) as failure:
        # the same request at the same moment: the other one may have won while this one waited
        former = idempotency.former_answer(**place, body=body) if keeps_answer else None
        if former:
            return _replayed(place, former)
        record_failure(failure)
        raise


def _in_transaction(place: dict, body: bytes, act: Callable[[], Reply], keeps_answer: bool) -> JsonResponse:
    former = idempotency.former_answer(**place, body=body)
    if former and keeps_answer:
        return _replayed(place, former)
    reply = _run(act)
    if not former:
        kept = _sealed(place, reply) if keeps_answer else {}
        idempotency.remember(**place, body=body, answer=idempotency.Answer(reply.status, kept))
    return _answer(reply, {"Idempotency-Replayed": "true"} if former else {})


@contextmanager
def one_act() -> Iterator[None]:
    """Several services in one transaction; a refusal is on record after everything was undone."""
    try:
        with transaction.atomic():
            yield
    except (Refused, Denied, NotFound) as failure:
        record_failure(failure)
        raise


def _run(act: Callable[[], Reply]) -> Reply:
    """A held case is a result that is kept, though the service says it as a refusal."""
    try:
        return act()
    except Refused as held:
        if held.status != 202:
            raise
        case = held.facts.get("case") or held.facts.get("id")
        body = {"state": "held", "held": str(case) if case else None, "detail": str(held.message)}
        return Reply(body, status=202)


def _key(request: HttpRequest, given) -> str:
    """The header; a request whose body carries an id of the client's own is known by that."""
    key = request.headers.get("Idempotency-Key", "")
    if KEY.fullmatch(key):
        return key
    if key:
        raise Problem(400, "idempotency_key_invalid", _("Idempotency-Key 应是1到80个可见的英文字符。"))
    own = given.get("id") if isinstance(given, dict) else None
    if own:
        return f"id:{own}"
    raise Problem(
        400, "idempotency_key_missing",
        _("请在 Idempotency-Key 请求头里给出这次提交的编号;没有收到答复时,用同一编号再提交,不会办两次。"),
    )  # fmt: skip


def _place(place: dict) -> bytes:
    return f"kernel_idempotencykey\0{place['county']}\0{place['actor_id']}\0{place['key']}".encode()


def _sealed(place: dict, reply: Reply) -> dict:
    """security: an answer holds names and notes, and the table of keys is read by more people than the files are."""
    plain = json.dumps({"body": reply.body, "headers": reply.headers}, ensure_ascii=False).encode()
    return {"sealed": base64.b64encode(seal(keyring().subkey("api:answers"), plain, _place(place))).decode()}


def _replayed(place: dict, former: idempotency.Answer) -> JsonResponse:
    blob = base64.b64decode(former.body["sealed"])
    kept = json.loads(open_sealed(keyring().subkey("api:answers"), blob, _place(place), place="api answer"))
    return _answer(Reply(kept["body"], former.status, kept["headers"]), {"Idempotency-Replayed": "true"})


def _answer(reply: Reply, more: dict) -> JsonResponse:
    response = JsonResponse(reply.body, status=reply.status, json_dumps_params={"ensure_ascii": False})
    for name, value in {**reply.headers, **more}.items():
        response.headers[name] = value
    return response
