"""The place in a ledger as one opaque, signed word; one that does not fit begins at the beginning."""

from datetime import date
from uuid import UUID

from django.core import signing
from django.http import QueryDict

from rongyi.ledgers.queries import Place

SALT = "ledgers.cursor"


def write(place: Place) -> str:
    day, fact_id, before = place
    return signing.dumps([day.isoformat(), str(fact_id), before], salt=SALT)


def read(word: str | None) -> Place | None:
    try:
        day, fact_id, before = signing.loads(word or "", salt=SALT)
    except signing.BadSignature:
        return None
    return date.fromisoformat(day), UUID(fact_id), before


def kept(query: QueryDict) -> str:
    """The filters of an address without the place in the list."""
    filters = query.copy()
    filters.pop("cursor", None)
    return filters.urlencode()


def links(query: QueryDict, following: Place | None) -> dict:
    filters = kept(query)
    return {
        "query": filters,
        "next_url": f"?{filters}&cursor={write(following)}".replace("?&", "?") if following else "",
        "first_url": f"?{filters}" if query.get("cursor") else "",
    }
