"""Errors as RFC 9457 problems, in the reader's language, with codes that scripts can hold on to."""

from collections.abc import Iterable
from http import HTTPStatus

from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from pydantic import ValidationError as ShapeError

from rongyi.api.messages import shape_errors
from rongyi.kernel.errors import Denied, NotFound, Refused
from rongyi.kernel.middleware import new_incident

MEDIA_TYPE = "application/problem+json"

TITLES = {
    400: gettext_lazy("请求有误"),
    401: gettext_lazy("需要令牌"),
    403: gettext_lazy("没有权限"),
    404: gettext_lazy("没有找到"),
    405: gettext_lazy("不支持这种方法"),
    406: gettext_lazy("不支持要求的格式"),
    409: gettext_lazy("已经存在"),
    410: gettext_lazy("内容已销毁"),
    412: gettext_lazy("内容已被改过"),
    413: gettext_lazy("内容过大"),
    415: gettext_lazy("不支持这种内容类型"),
    422: gettext_lazy("内容不符合规则"),
    428: gettext_lazy("缺少 If-Match"),
    429: gettext_lazy("请求过于频繁"),
    500: gettext_lazy("系统出错"),
}

INPUT_NAMES = {"region_code": "station", "to_code": "station", "at": "occurred_at", "on": "deceased_on"}
"""How the services call an input, and how the API does."""


class Problem(Exception):
    """An error that the API itself finds."""

    def __init__(self, status: int, code: str, detail: str, *, errors: Iterable[dict] = (), headers=None, **more):
        super().__init__(code)
        self.status, self.code, self.detail = status, code, detail
        self.errors, self.headers, self.more = list(errors), headers or {}, more


def error(loc: Iterable, code: str, message) -> dict:
    return {"loc": list(loc), "code": code, "message": str(message)}


def problem(status: int, code: str, detail="", *, errors: Iterable[dict] = (), headers=None, **more) -> JsonResponse:
    title = TITLES.get(status) or HTTPStatus(status).phrase
    body = {
        "type": f"/api/v1/docs#{code}", "title": str(title), "status": status, "detail": str(detail or title),
        "errors": list(errors), **more,
    }  # fmt: skip
    response = JsonResponse(
        body, status=status, json_dumps_params={"ensure_ascii": False}, content_type=f"{MEDIA_TYPE}; charset=utf-8"
    )
    for name, value in (headers or {}).items():
        response.headers[name] = value
    return response


def not_found() -> JsonResponse:
    """What never existed and what lies out of scope have one body."""
    return problem(404, "not_found", NotFound().message)


def problem_of(exception: Exception, place: str = "body") -> JsonResponse:
    """The answer to whatever went wrong; what nobody foresaw gets a number and is in the log under it."""
    if isinstance(exception, Problem):
        return problem(
            exception.status, exception.code, exception.detail, errors=exception.errors, headers=exception.headers,
            **exception.more,
        )  # fmt: skip
    if isinstance(exception, NotFound | Http404):
        return not_found()
    if isinstance(exception, Denied):
        return problem(403, "denied", exception.message)
    if isinstance(exception, Refused):
        return _refusal(exception, place)
    if isinstance(exception, ValidationError | ShapeError):
        errors = exception.errors if isinstance(exception, ValidationError) else exception.errors(include_url=False)
        return problem(422, "invalid", _("有些内容填写不对,请按说明修改。"), errors=shape_errors(errors))
    if isinstance(exception, HttpError):
        if isinstance(exception.__cause__, Problem):  # the library wraps what our parser said
            return problem_of(exception.__cause__)
        return problem(exception.status_code, "bad_request", _("请求的内容无法读取。"))
    number = new_incident(exception)
    return problem(
        500, "incident", _("系统出错,内容没有保存。请把事件编号 %(number)s 告诉系统管理员。") % {"number": number}
    )


def _refusal(refused: Refused, place: str = "body") -> JsonResponse:
    errors = []
    if refused.field:
        path = [INPUT_NAMES.get(part, part) for part in refused.field.split(".")]
        errors = [error([place, *path], refused.code, refused.message)]
    more = {"station": str(refused.facts["station"])} if refused.status == 409 and "station" in refused.facts else {}
    if refused.status == 409 and "id" in refused.facts:
        more["id"] = str(refused.facts["id"])
    return problem(refused.status, refused.code, refused.message, errors=errors, **more)


def install(api: NinjaAPI) -> None:
    """Every exception of a call goes one way."""

    def handle(request: HttpRequest, exception: Exception) -> JsonResponse:
        return problem_of(exception, "query" if request.method == "GET" else "body")

    for kind in (Exception, Http404, HttpError, ValidationError):
        api.add_exception_handler(kind, handle)
