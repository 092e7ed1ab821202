"""The words with which a service says no. Views turn them into pages, the API into RFC 9457 problems."""

from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """An act that the rules do not allow. The message says what is wrong and how to mend it.

    `field` names the input it belongs to, `code` is stable for scripts.
    """

    status = 422
    code = "refused"

    def __init__(self, message, *, field: str | None = None, code: str | None = None, **facts):
        super().__init__(str(message))
        self.message = message
        self.field = field
        self.code = code or self.code
        self.facts = facts


class Stale(Refused):
    """Somebody else changed the thing since it was read; what was typed is kept by the caller."""

    status = 412
    code = "stale"

    def __init__(self, message=_("这份记录已被别人改过。您填的内容还在,请对照后再保存。"), **facts):
        super().__init__(message, **facts)


class Conflict(Refused):
    """The thing exists already."""

    status = 409
    code = "conflict"


class Denied(Exception):
    """The right is missing: 403."""

    status = 403

    def __init__(self, message=_("您没有办理这件事的权限。如需办理,请联系本单位管理员。")):
        super().__init__(str(message))
        self.message = message


class NotFound(Exception):
    """Out of scope or never existed; the two are never told apart: 404."""

    status = 404

    def __init__(self, message=_("没有找到。可能不存在,或不在您的管辖范围内。")):
        super().__init__(str(message))
        self.message = message
