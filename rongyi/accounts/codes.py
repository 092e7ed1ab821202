"""One-time codes by message: six digits, five minutes, five tries, and then who it is among those of the telephone.

Whoever asks gets the same answer for every telephone. A code can be tried only by the browser that asked for it; what
one telephone may be sent is limited, and a browser that is known has a count of its own, so that a stranger who keeps
asking does not shut the owner out.
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rongyi.accounts.limits import DEVICE, place_of
from rongyi.accounts.models import OneTimeCode
from rongyi.kernel import clock
from rongyi.kernel.crypto.blind import blind_index
from rongyi.kernel.errors import Refused
from rongyi.kernel.ids import uuid7
from rongyi.kernel.messages import send
from rongyi.kernel.sweeps import delete_in_chunks, sweep

TEMPLATE = "sign_in_code"
DIGITS = 6
LASTS = timedelta(minutes=5)
MOST_TRIES = 5
MOST_CHECKS = 3
PROVED_LASTS = timedelta(minutes=10)
KEPT = timedelta(days=2)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
GAP = timedelta(seconds=60)
PHONE_IN_AN_HOUR, PHONE_IN_A_DAY, PLACE_IN_AN_HOUR, ALL_IN_AN_HOUR = 5, 10, 20, 600


class TooManyCodes(Refused):
    status = 429
    code = "too_many"

    def __init__(self, retry_at: datetime):
        super().__init__(_("要的验证码太多了,请歇一会儿再试。"))
        self.retry_at = retry_at


class Answer(Enum):
    RIGHT = "right"
    WRONG = "wrong"
    OVER = "over"
    """Too late, used, or tried too often: a new code is needed."""


@dataclass(frozen=True)
class Checked:
    """How a try went, and how many are left."""

    answer: Answer
    left: int = 0


def phone_key(phone: str) -> str:
    """What stands for a telephone in cookies and counts; without the key nobody reckons it back."""
    return blind_index("accounts.phone", phone).hex()


def ask(request: HttpRequest, phone: str, *, is_known: bool) -> UUID:
    """Makes a code for this browser and sends it where somebody is known; the same is written in either case."""
    now = clock.now()
    place = place_of(request, phone_key(phone))
    index = blind_index("accounts.phone", phone)
    number = "".join(secrets.choice("0123456789") for _digit in range(DIGITS))
    with transaction.atomic():
        wait_until = _wait(index, place, now)
        if wait_until:
            raise TooManyCodes(wait_until)
        code = OneTimeCode(id=uuid7(), phone_index=index, place=place, asked_at=now, expires_at=now + LASTS)
        code.digest = _digest(code.pk, number)
        code.phone = phone
        code.save(force_insert=True)
        values = {"code": number, "minutes": str(LASTS.seconds // 60)}
        send(phone, TEMPLATE, values, lasts=LASTS, really=is_known)
    return code.pk


def check(code_id: UUID, number: str) -> Checked:
    """Counts the try before it looks; of two browsers with the right number one wins."""
    now = clock.now()
    running = OneTimeCode.objects.filter(pk=code_id, used_at=None, expires_at__gt=now)
    with transaction.atomic():
        if not running.filter(tries__lt=MOST_TRIES).update(tries=F("tries") + 1):
            return Checked(Answer.OVER)
        digest, tries = running.values_list("digest", "tries").first() or (b"", MOST_TRIES)
        if hmac.compare_digest(bytes(digest), _digest(code_id, number)):
            return Checked(Answer.RIGHT if running.update(used_at=now) else Answer.OVER)
    left = MOST_TRIES - tries
    return Checked(Answer.WRONG if left else Answer.OVER, left)


def proved_phone(code_id: UUID) -> str | None:
    """The telephone of whoever gave the right code a moment ago and has not gone in yet."""
    code = _proved(code_id).first()
    return code.phone if code else None


def phone_of(code_id: UUID) -> str | None:
    """The telephone for which this browser asked; to send again, and to show its last digits."""
    code = OneTimeCode.objects.filter(pk=code_id, used_at=None).first()
    return code.phone if code else None


def begin_check(code_id: UUID) -> bool:
    """Counts one answer to «who are you»; after three the code is spent."""
    return bool(_proved(code_id).filter(checks__lt=MOST_CHECKS).update(checks=F("checks") + 1))


def spend(code_id: UUID) -> bool:
    """Whoever gets True goes in, and nobody after."""
    return bool(_proved(code_id).update(entered_at=clock.now()))


def checks_left(code_id: UUID) -> int:
    counted = _proved(code_id).values_list("checks", flat=True).first()
    return 0 if counted is None else MOST_CHECKS - counted


def _proved(code_id: UUID):
    return OneTimeCode.objects.filter(pk=code_id, used_at__gt=clock.now() - PROVED_LASTS, entered_at=None)


def _digest(code_id: UUID, number: str) -> bytes:
    """Keyed, or a million guesses would tell the number."""
    return blind_index("accounts.code", f"{code_id.hex}{number.strip()}")


def _wait(index: bytes, place: str, now: datetime) -> datetime | None:
    """Until when to wait, by telephone, place and all; a known browser is counted apart."""
    recent = OneTimeCode.objects.filter(asked_at__gt=now - DAY)
    is_device = place.startswith(DEVICE)
    of_phone = recent.filter(Q(place=place) if is_device else ~Q(place__startswith=DEVICE), phone_index=index)
    times = list(of_phone.order_by("-asked_at").values_list("asked_at", flat=True)[:PHONE_IN_A_DAY])
    in_the_hour = [at for at in times if at > now - HOUR]
    ends = [times[0] + GAP] if times else []
    if len(in_the_hour) >= PHONE_IN_AN_HOUR:
        ends.append(in_the_hour[PHONE_IN_AN_HOUR - 1] + HOUR)
    if len(times) >= PHONE_IN_A_DAY:
        ends.append(times[-1] + DAY)
    lately = recent.filter(asked_at__gt=now - HOUR)
    here = list(lately.filter(place=place).order_by("-asked_at").values_list("asked_at", flat=True)[:PLACE_IN_AN_HOUR])
    if len(here) >= PLACE_IN_AN_HOUR:
        ends.append(here[-1] + HOUR)
    if not is_device and lately.count() >= ALL_IN_AN_HOUR:
        ends.append(now + GAP)
    return max((end for end in ends if end > now), default=None)


@sweep("one_time_codes", gettext_lazy("用过的验证码"))
def forget_codes() -> int:
    return delete_in_chunks(OneTimeCode.objects.filter(asked_at__lt=clock.now() - KEPT))
