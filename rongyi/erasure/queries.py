"""Erasures in reach."""

from uuid import UUID

from rongyi.erasure.models import Erasure
from rongyi.kernel.errors import NotFound
from rongyi.organisation.access import Actor

PAGE = 25


def erasures_listed(actor: Actor, *, before: UUID | None = None) -> list[Erasure]:
    """The newest first, and one more than a page."""
    visible = Erasure.objects.visible_to(actor).order_by("-id")
    return list((visible.filter(pk__lt=before) if before else visible)[: PAGE + 1])


def get_erasure(actor: Actor, erasure_id: UUID) -> Erasure:
    erasure = Erasure.objects.visible_to(actor).filter(pk=erasure_id).first()
    if erasure is None:
        raise NotFound()
    return erasure
