"""Names with amounts are S2: whoever looks at a page of them is on record before the page is shown."""

from rongyi.benefits.models import Run
from rongyi.benefits.permissions import VIEW_RUNS
from rongyi.kernel import audit
from rongyi.organisation.access import Actor
from rongyi.organisation.commands import command


@command(VIEW_RUNS, on="run", act="benefits.look")
def look(*, actor: Actor, run: Run, what: str, count: int) -> None:
    audit.note(what=what, count=count)
