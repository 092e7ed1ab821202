"""The way out: written with the act, sent by the worker after the commit, tried again with growing pauses."""

import json
import logging
import secrets
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from rongyi.api.hooks.models import Delivery, Hook
from rongyi.api.hooks.posting import Unsent, post, signature
from rongyi.kernel import clock
from rongyi.kernel.county import all_counties
from rongyi.kernel.sweeps import delete_in_chunks, sweep

log = logging.getLogger("rongyi.hooks")

PAUSES = (10, 30, 120, 600, 1800, 3600, 7200, 14400, 28800)
"""Seconds after the first, second … failure; the tenth is the last."""
MOST_TRIES = len(PAUSES) + 1
ONE_AT_A_TIME = timedelta(seconds=30)
LEFT_BEHIND = timedelta(hours=12)
KEPT = timedelta(days=30)


def send_after_commit(deliveries: list[Delivery]) -> None:
    for one in deliveries:
        transaction.on_commit(lambda one=one: send_later.enqueue(one.county, str(one.pk)))


@task()
def send_later(county: str, delivery_id: str) -> str:
    return send(county, UUID(delivery_id))


def send(county: str, delivery_id: UUID) -> str:
    """Tries once; answers the state. Whoever takes the try counts it, so two workers do not send at once."""
    now, mine = clock.now(), Delivery.objects.filter(county=county, pk=delivery_id)
    delivery = mine.first()
    if delivery is None or delivery.state != Delivery.State.WAITING:
        return delivery.state if delivery else ""
    with all_counties():  # a province's subscription lies in another county than the case
        hook = Hook.objects.filter(pk=delivery.hook_id).first()
    if hook is None or hook.ended_at is not None:
        return _end(delivery, Delivery.State.GIVEN_UP, "ended")
    free = Q(tried_at=None) | Q(tried_at__lt=now - ONE_AT_A_TIME) | ~Q(fault="")
    taken = mine.filter(free, state=Delivery.State.WAITING, tries=delivery.tries)
    if not taken.update(tries=F("tries") + 1, tried_at=now, fault=""):
        return delivery.state
    delivery.tries += 1
    try:
        _post(hook, delivery)
    except Unsent as error:
        return _failed(delivery, error)
    return _end(delivery, Delivery.State.SENT, "")


def _post(hook: Hook, delivery: Delivery) -> None:
    body, timestamp = json.dumps(delivery.body, ensure_ascii=False).encode(), int(clock.now().timestamp())
    headers = {
        "Rongyi-Event": delivery.kind, "Rongyi-Timestamp": str(timestamp), "Idempotency-Key": str(delivery.event_id),
        "Rongyi-Signature": signature(hook.secret, timestamp, body),
    }  # fmt: skip
    post(hook.url, body, headers)


def _failed(delivery: Delivery, error: Unsent) -> str:
    log.warning("event %s not delivered: %s", delivery.event_id, error.code)
    if error.is_final or delivery.tries >= MOST_TRIES:
        return _end(delivery, Delivery.State.GIVEN_UP, error.code)
    Delivery.objects.filter(county=delivery.county, pk=delivery.pk).update(fault=error.code)
    pause = PAUSES[delivery.tries - 1]
    at = clock.now() + timedelta(seconds=pause + secrets.randbelow(1 + pause // 2))
    send_later.using(run_after=at).enqueue(delivery.county, str(delivery.pk))
    return Delivery.State.WAITING


def _end(delivery: Delivery, state: str, fault: str) -> str:
    mine = Delivery.objects.filter(county=delivery.county, pk=delivery.pk, state=Delivery.State.WAITING)
    mine.update(state=state, fault=fault, ended_at=clock.now())
    return state


@sweep("hooks", _("推送的事件"))
def tidy_deliveries() -> int:
    """What a killed process left behind is sent after all; what is over goes after a month."""
    now = clock.now()
    with all_counties():
        waiting = Delivery.objects.filter(state=Delivery.State.WAITING, made_at__lt=now - LEFT_BEHIND)
        left = list(waiting.exclude(tried_at__gt=now - LEFT_BEHIND).values_list("county", "pk"))
    for county, delivery_id in left:
        send_later.enqueue(county, str(delivery_id))
    return len(left) + delete_in_chunks(Delivery.objects.filter(ended_at__lt=now - KEPT))
