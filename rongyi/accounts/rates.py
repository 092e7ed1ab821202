"""How many requests in a minute, counted in the database for all processes together.

A process takes a handful at once and spends them by itself, so that most requests cost no statement; never more are
spent than were taken, so the limit holds, and what is left of a handful goes with the minute.
"""

import threading
import time
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext_lazy as _

from rongyi.accounts.models import RequestCount
from rongyi.kernel.sweeps import delete_in_chunks, sweep

MINUTE = 60
HANDFUL_OF = 20
MOST_REMEMBERED = 10_000


@dataclass(frozen=True)
class Rate:
    """What is left to somebody in this minute."""

    name: str
    most: int
    left: int
    seconds: int
    allowed: bool

    @property
    def headers(self) -> dict[str, str]:
        """As the draft of the HTTP working group words them."""
        return {
            "RateLimit-Policy": f'"{self.name}";q={self.most};w={MINUTE}',
            "RateLimit": f'"{self.name}";r={self.left};t={self.seconds}',
        }


@dataclass
class _Held:
    minute: int
    handful: int = 0
    taken: int = 0


_held: dict[str, _Held] = {}
_lock = threading.Lock()


def spend(name: str, whose: str, most: int) -> Rate:
    """Counts one request of `whose`; says whether it is one too many."""
    now = time.time()
    minute, seconds = int(now // MINUTE), MINUTE - int(now % MINUTE)
    key = f"{name}:{whose}"[:100]
    with _lock:
        held = _held_now(key, minute)
        allowed, full = held.handful > 0, held.taken >= most
        held.handful -= allowed
    if not allowed and not full:
        allowed = _take(held, key, most)
    left = max(0, most - held.taken) + max(0, held.handful)
    return Rate(name, most, left, seconds, bool(allowed))


def _take(held: _Held, key: str, most: int) -> bool:
    wanted = max(1, most // HANDFUL_OF)
    taken = _count(key, held.minute, wanted)
    granted = min(wanted, max(0, most - (taken - wanted)))
    with _lock:
        held.taken = max(held.taken, taken)
        held.handful += max(0, granted - 1)
    return granted > 0


COUNT = """
INSERT INTO accounts_requestcount (key, minute, count) VALUES (%s, %s, %s)
ON CONFLICT (key, minute) DO UPDATE SET count = accounts_requestcount.count + excluded.count
RETURNING count
"""


def _count(key: str, minute: int, more: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [key, minute, more])
        return cursor.fetchone()[0]


def _held_now(key: str, minute: int) -> _Held:
    held = _held.get(key)
    if held is None or held.minute != minute:
        if len(_held) > MOST_REMEMBERED:
            for old in [one for one, kept in _held.items() if kept.minute != minute]:
                del _held[old]
        held = _held[key] = _Held(minute)
    return held


@sweep("request_counts", _("请求计数"))
def forget_counts() -> int:
    return delete_in_chunks(RequestCount.objects.filter(minute__lt=int(time.time() // MINUTE) - 10))
