"""Exports that somebody asked for, and those that wait for somebody's decision."""

from uuid import UUID

from django.db.models import QuerySet

from rongyi.kernel import clock
from rongyi.kernel.errors import NotFound
from rongyi.ledgers.models import Export
from rongyi.ledgers.permissions import APPROVE_EXPORT
from rongyi.organisation.access import Actor

PAGE = 25
MOST_WAITING = 50


def exports_asked_by(actor: Actor) -> QuerySet[Export]:
    return Export.objects.visible_to(actor).filter(asker_id=actor.user_id).order_by("-id")


def exports_listed(actor: Actor, *, before: UUID | None = None, limit: int = PAGE) -> list[Export]:
    """The newest first, and one more than a page."""
    mine = exports_asked_by(actor)
    return list((mine.filter(pk__lt=before) if before else mine)[: limit + 1])


def exports_waiting_for(actor: Actor) -> list[Export]:
    """What this actor may decide: asked for by others in the reach of the right to approve, the oldest first."""
    if not actor.can(APPROVE_EXPORT):
        return []
    waiting = Export.objects.visible_to(actor.acting(APPROVE_EXPORT))
    waiting = waiting.filter(state=Export.State.WAITING, ends_at__gt=clock.now()).exclude(asker_id=actor.user_id)
    return list(waiting.order_by("id")[:MOST_WAITING])


def get_export(actor: Actor, export_id: UUID) -> Export:
    """One's own, or one that waits for the actor's decision; any other never existed."""
    export = Export.objects.visible_to(actor).filter(pk=export_id).first()
    if export is None or (export.asker_id != actor.user_id and not actor.can(APPROVE_EXPORT)):
        raise NotFound()
    return export
