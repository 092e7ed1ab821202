"""The place in a list ordered by day as one opaque word; a broken word begins at the beginning."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import date
from uuid import UUID

Place = tuple[date, UUID]


def write(place: Place) -> str:
    day, last_id = place
    return urlsafe_b64encode(day.toordinal().to_bytes(4, "big") + last_id.bytes).decode().rstrip("=")


def read(word: str | None) -> Place | None:
    try:
        raw = urlsafe_b64decode((word or "") + "=" * (-len(word or "") % 4))
        return date.fromordinal(int.from_bytes(raw[:4], "big")), UUID(bytes=raw[4:])
    except (ValueError, OverflowError):
        return None


def url(place: Place | None) -> str:
    return f"?cursor={write(place)}" if place else ""
