"""The way out: written with the act, sent by the worker afterwards, tried again with growing pauses while it is of use.

After several failures in a row the breaker opens and nobody is called for a while, so that a gateway that is down does
not hold the worker. Everything of a message that tells of somebody goes as soon as it was sent, or is too late.
"""

import logging
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from rongyi.kernel import clock
from rongyi.kernel.county import SYSTEM_COUNTY, all_counties
from rongyi.kernel.crypto.rows import destroy_values
from rongyi.kernel.messages.models import Message
from rongyi.kernel.messages.providers import ShortMessage, Undelivered, provider
from rongyi.kernel.messages.templates import template_named
from rongyi.kernel.sweeps import delete_in_chunks, sweep

log = logging.getLogger("rongyi.messages")

PAUSES = (2, 5, 15, 45, 120, 300, 900)
BREAKER_AFTER = 5
BREAKER_REST = timedelta(seconds=60)
KEPT = timedelta(days=30)
ONE_AT_A_TIME = timedelta(seconds=30)


def send(
    to_phone: str, template: str, values: Mapping[str, str], *, lasts: timedelta, county: str = SYSTEM_COUNTY,
    really: bool = True,
) -> Message:  # fmt: skip
    """Writes a message in the caller's transaction; it goes out after the commit.

    With `really=False` the same rows are written and nobody is called: whoever asks cannot tell from the time it takes
    whether the telephone is known.
    """
    template_named(template)  # a text that is missing fails with the act and not unseen in the worker
    now = clock.now()
    state = Message.State.WAITING if really else Message.State.BLIND
    message = Message(template=template, state=state, county=county, created_at=now, expires_at=now + lasts)
    message.phone, message.values = to_phone, dict(values)
    message.save(force_insert=True)
    transaction.on_commit(lambda: deliver_later.enqueue(message.county, str(message.pk)))
    return message


@task()
def deliver_later(county: str, message_id: str) -> str:
    return deliver(county, UUID(message_id))


def deliver(county: str, message_id: UUID) -> str:
    """Tries once; answers the state. Whoever takes the try counts it, so two workers do not send at once."""
    now = clock.now()
    mine = Message.objects.filter(county=county, pk=message_id)
    message = mine.first()
    if message is None or message.state != Message.State.WAITING:
        _forget(mine)
        return message.state if message else ""
    if message.expires_at <= now:
        return _end(mine, Message.State.EXPIRED)
    if is_broken(now):
        return _again(message, BREAKER_REST.seconds, "breaker")
    taken = mine.filter(state=Message.State.WAITING, tries=message.tries).exclude(
        tried_at__gt=now - ONE_AT_A_TIME, fault=""
    )
    if not taken.update(tries=F("tries") + 1, tried_at=now, fault=""):
        return message.state
    try:
        provider().deliver(_short(message))
    except Undelivered as error:
        return _failed(message, error)
    except Exception as error:  # a provider of a county's own may raise anything
        return _failed(message, Undelivered(type(error).__name__))
    return _end(mine, Message.State.SENT)


def is_broken(now: datetime) -> bool:
    """Whether the last tries all failed a moment ago; as the table says it, so all workers agree."""
    with all_counties():
        tried = Message.objects.exclude(tried_at=None).order_by("-tried_at").values_list("fault", "tried_at")
        last = list(tried[:BREAKER_AFTER])
    is_faulty = len(last) == BREAKER_AFTER and all(fault for fault, _at in last)
    return is_faulty and (last[0][1] or now) > now - BREAKER_REST


def _short(message: Message) -> ShortMessage:
    template = template_named(message.template)
    values = {name: str(value) for name, value in message.values.items()}
    return ShortMessage(
        str(message.pk), message.phone, template.written(values), message.template, template.gateway, values
    )


def _failed(message: Message, error: Undelivered) -> str:
    mine = Message.objects.filter(county=message.county, pk=message.pk)
    mine.update(fault=error.code)
    log.warning("message %s not delivered: %s", message.pk, error.code)
    if error.is_final:
        return _end(mine, Message.State.EXPIRED)
    pause = PAUSES[min(message.tries, len(PAUSES) - 1)]
    return _again(message, pause, error.code)


def _again(message: Message, seconds: int, fault: str) -> str:
    """Later, with some chance in it, unless it would be too late by then."""
    at = clock.now() + timedelta(seconds=seconds + secrets.randbelow(1 + seconds // 2))
    if at >= message.expires_at:
        return _end(Message.objects.filter(county=message.county, pk=message.pk), Message.State.EXPIRED)
    deliver_later.using(run_after=at).enqueue(message.county, str(message.pk))
    return Message.State.WAITING


def _end(mine, state: str) -> str:
    destroy_values(mine, state=state)
    return state


def _forget(mine) -> None:
    """Of a message to nobody nothing stays either."""
    destroy_values(mine.filter(state=Message.State.BLIND))


@sweep("messages", _("发过的短消息"))
def forget_messages() -> int:
    """What was never sent loses its content at the latest on the day after; rows go after a month."""
    now = clock.now()
    with all_counties():
        late = Message.objects.filter(state__in=(Message.State.WAITING, Message.State.BLIND), expires_at__lt=now)
        destroy_values(late.filter(state=Message.State.BLIND))
        destroy_values(late.filter(state=Message.State.WAITING), state=Message.State.EXPIRED)
    return delete_in_chunks(Message.objects.filter(created_at__lt=now - KEPT))
