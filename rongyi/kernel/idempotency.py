"""Once and only once: the key of a request, a hash of its body and the answer, stored with the act.

Same key and body: the first answer again. Same key, other body: refused with 422.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from rongyi.kernel import clock
from rongyi.kernel.county import CountyField
from rongyi.kernel.errors import Refused
from rongyi.kernel.limits import limits
from rongyi.kernel.sweeps import delete_in_chunks, sweep


class IdempotencyKey(models.Model):
    """One request that was answered."""

    pk = models.CompositePrimaryKey("county", "actor_id", "key")
    county = CountyField()
    actor_id = models.UUIDField()
    key = models.CharField(max_length=80)
    body_hash = models.BinaryField(max_length=32)
    status = models.PositiveSmallIntegerField()
    answer = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at"], name="kernel_idempotency_at")]


@dataclass(frozen=True)
class Answer:
    status: int
    body: dict


def body_hash(*parts) -> bytes:
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).digest()


def former_answer(*, county: str, actor_id, key: str, body: bytes) -> Answer | None:
    """The answer given before to the same request, or None when the key is new."""
    known = IdempotencyKey.objects.filter(county=county, actor_id=actor_id, key=key).first()
    if known is None:
        return None
    if bytes(known.body_hash) != body:
        raise Refused(
            _("这个提交编号(Idempotency-Key)已用于另一份内容。请换一个编号再提交。"), code="idempotency_key_reused"
        )
    return Answer(known.status, known.answer)


def remember(*, county: str, actor_id, key: str, body: bytes, answer: Answer) -> None:
    """Keeps the answer, inside the transaction of the act."""
    IdempotencyKey.objects.create(
        county=county, actor_id=actor_id, key=key, body_hash=body, status=answer.status, answer=answer.body,
        at=clock.now(),
    )  # fmt: skip


@sweep("submissions", _("提交编号"))
def forget_submissions() -> int:
    """A submission that comes again after this time is a new one."""
    return delete_in_chunks(IdempotencyKey.objects.filter(at__lt=clock.now() - kept_for()))


def kept_for() -> timedelta:
    return timedelta(days=limits().keep_days.submissions)
