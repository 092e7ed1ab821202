"""A case moved: in the same transaction the event is written down for everybody who hears of it."""

from django.conf import settings
from django.dispatch import receiver

from rongyi.api.hooks.models import Delivery, EventKind
from rongyi.api.hooks.queries import hooks_above
from rongyi.api.hooks.sending_services import send_after_commit
from rongyi.api.shapes import moment
from rongyi.casework.enums import Side, State
from rongyi.casework.models import Case, CaseEntry
from rongyi.casework.signals import case_moved
from rongyi.kernel import clock


@receiver(case_moved, dispatch_uid="api.hooks")
def tell(sender, case: Case, entry: CaseEntry, **kwargs) -> None:
    """security: of a sealed matter nobody outside is told; without an allow-list no statement is spent."""
    if not settings.RONGYI_HOOKS or case.is_sealed_matter:
        return
    kind = kind_of(case, entry)
    hooks = [hook for hook in hooks_above(case.region_code) if kind in hook.kinds]
    if not hooks:
        return
    body = body_of(case, entry, kind)
    made = [
        Delivery(
            county=case.county, region_code=case.region_code, hook_id=hook.pk, event_id=entry.pk, kind=kind,
            body=body, made_at=clock.now(),
        )
        for hook in hooks
    ]  # fmt: skip
    Delivery.objects.bulk_create(made)
    send_after_commit(made)


def kind_of(case: Case, entry: CaseEntry) -> str:
    if entry.act == Side.APPLY:
        return EventKind.OPENED
    if case.state == State.ENDED:
        return EventKind.ENDED
    return EventKind.RETURNED if case.state == State.RETURNED else EventKind.MOVED


def body_of(case: Case, entry: CaseEntry, kind: str) -> dict:
    """Ids, numbers and states: whoever wants more asks the API with a token of their own, where scope decides."""
    return {
        "id": str(entry.pk), "kind": kind, "at": moment(entry.at),
        "case": {
            "id": str(case.pk), "number": case.number, "procedure": case.procedure, "station": case.region_code,
            "state": case.state, "step": case.step or None, "post": case.post or None, "at": case.at_code or None,
            "outcome": case.outcome or None, "version": case.version,
        },
        "seq": entry.seq, "act": entry.act,
    }  # fmt: skip
