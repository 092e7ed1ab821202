"""Erasures in reach."""

from uuid import UUID

from django.db.models import Count, Q

from rongyi.erasure.models import Erasure
from rongyi.erasure.permissions import DECIDE_ERASURE
from rongyi.kernel import clock
from rongyi.kernel.errors import NotFound
from rongyi.organisation.access import Actor

PAGE = 25


def erasures_listed(actor: Actor, *, before: UUID | None = None) -> list[Erasure]:
    """The newest first, and one more than a page."""
    visible = Erasure.objects.visible_to(actor).order_by("-id")
    return list((visible.filter(pk__lt=before) if before else visible)[: PAGE + 1])


def count_waiting(actor: Actor) -> tuple[int, int]:
    """(waiting for a decision, of these past their day), for who decides."""
    waiting = Erasure.objects.visible_to(actor.acting(DECIDE_ERASURE)).filter(state=Erasure.State.WAITING)
    late = Count("pk", filter=Q(due_on__lt=clock.today()))
    found = waiting.order_by().aggregate(all=Count("pk"), late=late)
    return found["all"], found["late"]


def get_erasure(actor: Actor, erasure_id: UUID) -> Erasure:
    erasure = Erasure.objects.visible_to(actor).filter(pk=erasure_id).first()
    if erasure is None:
        raise NotFound()
    return erasure
