"""Single things: their answer with an ETag, and the If-Match without which nothing is changed."""

import hashlib
import json
import re
from collections.abc import Callable
from typing import TypeVar

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from rongyi.api.problems import Problem
from rongyi.kernel.errors import Stale

V = TypeVar("V", int, str)


def etag(version) -> str:
    return f'"{version}"'


def mark_of(body: dict) -> str:
    """A version for an answer that is put together from several rows, so that no change of one of them is missed."""
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()[:20]


def thing(request: HttpRequest, body: dict, *, version=None, status: int = 200, location: str = "") -> HttpResponse:
    """A representation; 304 where the reader has this version already."""
    if version is not None and request.method == "GET" and etag(version) in _tags(request, "If-None-Match"):
        response: HttpResponse = HttpResponse(status=304)
        del response.headers["Content-Type"]
    else:
        response = JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})
    if version is not None:
        response.headers["ETag"] = etag(version)
    if location:
        response.headers["Location"] = location
    return response


def _tags(request: HttpRequest, header: str) -> list[str]:
    return re.findall(r'"[^"]*"', request.headers.get(header, ""))


def matched(request: HttpRequest, version: V, current: Callable[[], dict]) -> V:
    """The version that the caller has read, which must be the one that is stored."""
    given = request.headers.get("If-Match", "").strip()
    if not given:
        raise Problem(
            428, "if_match_missing", _("修改前请先读取,并把读到的 ETag 放在 If-Match 请求头里。"),
            headers={"ETag": etag(version)},
        )  # fmt: skip
    if given.startswith("W/") or etag(version) not in (_tags(request, "If-Match") or [f'"{given}"']):
        raise stale(version, current)
    return version


def stale(version: int | str, current: Callable[[], dict]) -> Problem:
    return Problem(412, "stale", str(Stale().message), headers={"ETag": etag(version)}, current=current())
