"""Lists: a limit, an opaque cursor that fits one list only, and `{"items", "next"}`."""

import hashlib
from collections.abc import Callable, Iterable
from typing import Annotated, Any

from django.core import signing
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from pydantic import Field

from rongyi.api.problems import Problem, error
from rongyi.api.reading import Given

MOST = 200
USUAL = 50
Limit = Annotated[int, Field(ge=1, le=MOST)]


class Paged(Given):
    """What every list takes."""

    limit: Limit = USUAL
    cursor: str = Field("", max_length=400)


def read_cursor(request: HttpRequest, cursor: str) -> list | None:
    """Where the last page ended. security: signed, so that nobody asks a query of their own with it."""
    if not cursor:
        return None
    try:
        return signing.loads(cursor, salt=_salt(request))
    except signing.BadSignature:
        raise Problem(
            422, "bad_cursor", _("这个游标不属于这份列表,请从第一页重新读取。"),
            errors=[error(["query", "cursor"], "bad_cursor", _("游标无效。"))],
        ) from None  # fmt: skip


def make_cursor(request: HttpRequest, place: list) -> str:
    return signing.dumps(place, salt=_salt(request))


def _salt(request: HttpRequest) -> str:
    """A cursor belongs to the same list with the same filters, whatever the limit."""
    filters = sorted((k, v) for k, v in request.GET.items() if k not in ("limit", "cursor"))
    digest = hashlib.sha256(repr(filters).encode()).hexdigest()[:16]
    return f"api.cursor:{request.path}:{digest}"


def page_of(
    request: HttpRequest, rows: Iterable, limit: int, *, place: Callable[[Any], list], show: Callable[[list], list]
) -> JsonResponse:
    """One page from up to `limit + 1` rows: the row too many says that there is a next page."""
    rows = list(rows)
    more, rows = len(rows) > limit, rows[:limit]
    return items(show(rows), make_cursor(request, place(rows[-1])) if more else None)


def items(shown: list, following: str | None) -> JsonResponse:
    return JsonResponse({"items": shown, "next": following}, json_dumps_params={"ensure_ascii": False})
