"""Around every call: methods, sizes, content types, and errors that would else be pages."""

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from rongyi.api.problems import Problem, not_found, problem, problem_of
from rongyi.api.rates import show_rate, within_rate
from rongyi.kernel.limits import limits
from rongyi.organisation.access import NOBODY, public_page

MOST_BYTES = 5 * 1024 * 1024
MOST_UPLOAD_BYTES = 60 * 1024 * 1024
BODY_METHODS = ("POST", "PATCH")


def with_operation(run: Callable) -> Callable:
    """Tells the checks of a call which call it is."""
    operation = run.__self__

    @wraps(run)
    def view(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        request.api_operation = operation
        return run(request, *args, **kwargs)

    return view


def framed(view: Callable) -> Callable:
    """Bearer tokens only, so there is no cookie that another site could make use of."""

    @wraps(view)
    def around(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        request.actor = NOBODY  # security: who is signed in on the pages is nobody here
        try:
            request.api_rate = within_rate("address", request.META.get("REMOTE_ADDR", ""), limits().api.of_address)
            response = _answer(view, request, args, kwargs)
        except (RequestDataTooBig, TooManyFieldsSent):
            response = _too_large(MOST_BYTES)
        except MultiPartParserError:
            response = problem(400, "malformed_form", _("上传的内容无法读取。"))
        except Exception as exception:
            response = problem_of(exception)
        patch_vary_headers(response, ["Authorization", "Accept-Language"])
        show_rate(request, response)
        return response

    around.csrf_exempt = True  # security: no cookie is looked at, only the token in the header
    return around


def _answer(view: Callable, request: HttpRequest, args, kwargs) -> HttpResponse:
    asked = request.method
    if asked == "HEAD":
        request.method = "GET"
    if asked in BODY_METHODS:
        _check_body(request)
    response = view(request, *args, **kwargs)
    request.method = asked  # the server leaves the body out of a HEAD's answer
    if response.status_code == 405:
        allowed = _allowed(response)
        if asked == "OPTIONS":
            return HttpResponse(status=204, headers={"Allow": allowed})
        return problem(405, "method_not_allowed", _("可用的方法:%(allowed)s。") % {"allowed": allowed},
                       headers={"Allow": allowed})  # fmt: skip
    return response


def _allowed(response: HttpResponse) -> str:
    methods = {name.strip() for name in response.headers.get("Allow", "").split(",")} - {""}
    if "GET" in methods:
        methods.add("HEAD")
    return ", ".join(sorted(methods | {"OPTIONS"}))


def _check_body(request: HttpRequest) -> None:
    """Before a byte of it is parsed."""
    is_upload = request.path.rstrip("/").endswith("/imports")
    wanted = "multipart/form-data" if is_upload else "application/json"
    most = MOST_UPLOAD_BYTES if is_upload else MOST_BYTES
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdigit() and int(length) > most:
        raise Problem(413, "too_large", _most(most))
    if request.content_type.lower() != wanted:
        raise Problem(415, "unsupported_media_type", _("内容类型应是 %(type)s。") % {"type": wanted},
                      headers={"Accept": wanted})  # fmt: skip


def _too_large(most: int) -> HttpResponse:
    return problem(413, "too_large", _most(most))


def _most(most: int) -> str:
    return _("内容最多 %(size)d MB。") % {"size": most // 1024 // 1024}


@public_page
@framed
def nowhere(request: HttpRequest, rest: str = "") -> HttpResponse:
    return not_found()
