"""What several services ask for."""

from uuid import UUID

from django.utils.translation import gettext as _

from rongyi.kernel.errors import Denied, Refused
from rongyi.organisation.access import Actor
from rongyi.organisation.models import Station


def person_of(actor: Actor) -> UUID:
    if actor.user_id is None:
        raise Denied(_("这件事要由有账号的人来办。"))
    return actor.user_id


def reason_of(text: str, field: str = "reason") -> str:
    text = text.strip()
    if len(text) < 4:
        raise Refused(_("请写明理由,至少四个字。"), field=field, code="required")
    return text[:300]


def require_county(region_code: str) -> str:
    """Money is a county's."""
    if len(region_code) != 6 or not Station.objects.filter(pk=region_code).exists():
        raise Refused(_("资金和发放按县(区)办理。"), field="region", code="not_a_county")
    return region_code
