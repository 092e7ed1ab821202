"""All chains of the deployment in one walk: the audit trail and the facts of the stations."""

from rongyi.kernel import audit
from rongyi.records import chain as facts


def verify_chains(county: str | None = None, *, progress=None) -> tuple[dict[str, int], list[audit.Break]]:
    """Entries read by chain, and the first break of each chain that has one."""
    trail, breaks = audit.verify(county)
    work, found = facts.verify(county, progress=progress)
    return {"audit": trail, "facts": work}, breaks + found
