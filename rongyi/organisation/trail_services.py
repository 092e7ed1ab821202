"""The auditor's own act: to walk the chains and see that nothing was changed, cut or put in."""

from rongyi.kernel import audit
from rongyi.kernel.county import all_counties
from rongyi.organisation.access import Actor
from rongyi.organisation.commands import command
from rongyi.organisation.permissions import READ_AUDIT


@command(READ_AUDIT, act="organisation.verify_audit")
def verify_trail(*, actor: Actor) -> tuple[int, list[audit.Break]]:
    """(entries read, first break of each chain) of the counties in reach."""
    if any(not reach.code for reach in actor.reaches):
        found = [audit.verify()]
    else:
        found = [audit.verify(county) for county in sorted(_counties(actor))]
    read, breaks = sum(count for count, _b in found), [fault for _c, faults in found for fault in faults]
    audit.note(count=read, breaks=len(breaks))
    return read, breaks


def _counties(actor: Actor) -> set[str]:
    with all_counties():
        known = list(audit.AuditHead.objects.values_list("county", flat=True))
    return {county for county in known for reach in actor.reaches if county.startswith(reach.code[:6])}
