"""Who calls: a bearer token, the right that the call needs, and the filters that it knows."""

import hashlib

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from rongyi.accounts.tokens import user_for_token
from rongyi.api.problems import Problem, error
from rongyi.api.rates import within_rate
from rongyi.kernel.limits import limits
from rongyi.organisation.access import Actor, Permission, actor_of

READS = ("GET", "HEAD")


class Bearer(HttpBearer):
    """A token as the `rongyi token` command prints it. Cookies of the pages are not looked at."""

    def __init__(self, permission: Permission):
        self.permission = permission
        super().__init__()

    def __call__(self, request: HttpRequest) -> Actor:
        given = request.headers.get("Authorization", "")
        scheme, _space, token = given.partition(" ")
        if not given or scheme.lower() != "bearer" or not token.strip():
            raise _unknown_caller("token_missing", _("请在 Authorization 请求头里给出令牌:Bearer 令牌。"))
        actor = self.authenticate(request, token.strip())
        _refuse_unknown_filters(request)
        return actor

    def authenticate(self, request: HttpRequest, token: str) -> Actor:
        known = user_for_token(token)
        if known is None:
            raise _unknown_caller("token_invalid", _("令牌无效、已过期或已停用。"))
        request.api_rate = within_rate("token", hashlib.sha256(token.encode()).hexdigest(), limits().api.of_token)
        user, scope = known
        whole = actor_of(user)
        whole = Actor(whole.user_id, whole.name, whole.reaches, whole.subject_id, may_write=scope == "write")
        actor = whole.acting(self.permission)
        if request.method not in READS and not actor.may_write:
            raise Problem(403, "token_reads_only", _("这个令牌只能读取,不能修改。请换用读写令牌。"))
        request.actor, request.whole_actor = actor, whole
        return actor


def needs(permission: Permission) -> Bearer:
    """Says which right a call needs; a call without one does not start."""
    return Bearer(permission)


def _unknown_caller(code: str, detail: str) -> Problem:
    return Problem(401, code, detail, headers={"WWW-Authenticate": 'Bearer realm="rongyi"'})


def _refuse_unknown_filters(request: HttpRequest) -> None:
    """Ignoring a filter would show more than was asked for."""
    known: set[str] = set()
    for model in request.api_operation.models:
        if model.__ninja_param_source__ == "query":
            known |= set(getattr(model, "__ninja_flatten_map__", None) or model.model_fields)
    unknown = sorted(set(request.GET) - known)
    if unknown:
        errors = [error(["query", name[:40]], "unknown_filter", _("没有这个筛选条件。")) for name in unknown[:20]]
        raise Problem(422, "unknown_filter", _("有些筛选条件不存在,没有查询。"), errors=errors)
