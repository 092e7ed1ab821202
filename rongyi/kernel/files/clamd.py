"""Asks a clamd whether a file is infected, by its INSTREAM command; nothing is asked where none is configured.

RONGYI_CLAMD is `tcp://host:port` or `unix:///path/of/the/socket`. Whatever goes wrong on the way is «not known»: the
file stays unchecked and is asked about again by `rongyi files check`.
"""

import logging
import socket
import struct
import time
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

log = logging.getLogger("rongyi.files")

CHUNK = 64 * 1024
PORT = 3310
TRIES = 2
PAUSE_SECONDS = 0.2
LONGEST_ANSWER = 4096


class Unanswered(Exception):
    """The scanner was reached and said something that is neither clean nor infected."""


def scan(data: bytes, content_type: str) -> bool | None:
    """True where clean, False where infected, None where nobody could say in time."""
    del content_type  # the scanner finds out for itself
    ends = time.monotonic() + settings.RONGYI_CLAMD_SECONDS
    for attempt in range(TRIES):
        try:
            return _verdict(_asked(data, ends))
        except (OSError, Unanswered) as error:
            log.warning("clamd did not answer: %s", type(error).__name__)
        if attempt + 1 < TRIES and time.monotonic() + PAUSE_SECONDS < ends:
            time.sleep(PAUSE_SECONDS)
    return None


def is_answering() -> bool:
    """For the doctor: PING, PONG."""
    try:
        with _connected(time.monotonic() + settings.RONGYI_CLAMD_SECONDS) as link:
            link.sendall(b"zPING\0")
            return _read(link, time.monotonic() + settings.RONGYI_CLAMD_SECONDS) == b"PONG"
    except OSError:
        return False


def _asked(data: bytes, ends: float) -> bytes:
    with _connected(ends) as link:
        link.sendall(b"zINSTREAM\0")
        for start in range(0, len(data), CHUNK):
            chunk = data[start : start + CHUNK]
            link.settimeout(_left(ends))
            link.sendall(struct.pack("!L", len(chunk)) + chunk)
        link.sendall(struct.pack("!L", 0))
        return _read(link, ends)


def _read(link: socket.socket, ends: float) -> bytes:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
        link.settimeout(_left(ends))
        if not (more := link.recv(LONGEST_ANSWER)):
            break
        answer += more
    return answer.rstrip(b"\0\n")


def _verdict(answer: bytes) -> bool:
    if answer == b"stream: OK":
        return True
    if answer.startswith(b"stream: ") and answer.endswith(b" FOUND"):
        log.warning("clamd found %s", answer[8:-6].decode("ascii", "replace")[:100])
        return False
    raise Unanswered(answer[:60])


def _connected(ends: float) -> socket.socket:
    place = urlsplit(settings.RONGYI_CLAMD)
    if place.scheme == "tcp" and place.hostname:
        return socket.create_connection((place.hostname, place.port or PORT), timeout=_left(ends))
    if place.scheme == "unix" and place.path:
        link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        link.settimeout(_left(ends))
        try:
            link.connect(place.path)
        except OSError:
            link.close()
            raise
        return link
    raise ImproperlyConfigured("RONGYI_CLAMD is tcp://host:port or unix:///path, not anything else")


def _left(ends: float) -> float:
    left = ends - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
