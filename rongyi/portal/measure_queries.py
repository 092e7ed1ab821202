"""What is measured: work by kind from the roll-up, chains, tasks. Labels name kinds and states, never a place or person."""

from collections.abc import Iterator

from django.db.models import Count, Sum
from django_tasks_db.models import DBTaskResult

from rongyi import __version__
from rongyi.kernel import clock
from rongyi.kernel.audit import AuditHead
from rongyi.kernel.county import all_counties
from rongyi.portal.models import Feedback
from rongyi.records.models import CountyDay, StationHead

Measure = tuple[str, str, str, list[tuple[str, int]]]


def measures() -> Iterator[Measure]:
    today = clock.today()
    with all_counties():
        kinds = CountyDay.objects.filter(day=today).values("kind").order_by("kind").annotate(n=Sum("facts"))
        states = DBTaskResult.objects.values("status").order_by("status").annotate(n=Count("pk"))
        audited = AuditHead.objects.aggregate(n=Sum("seq"))["n"] or 0
        linked = StationHead.objects.aggregate(n=Sum("seq"))["n"] or 0
        waiting = Feedback.objects.filter(state=Feedback.State.OPEN).count()
        yield "rongyi_info", "Version of the program", "gauge", [(f'{{version="{__version__}"}}', 1)]
        yield (
            "rongyi_facts_today", "Valid facts of today by kind", "gauge",
            [(f'{{kind="{row["kind"]}"}}', row["n"]) for row in kinds],
        )  # fmt: skip
        yield "rongyi_facts_linked_total", "Facts in the chains of all stations", "counter", [("", linked)]
        yield "rongyi_audit_entries_total", "Entries in the audit chains", "counter", [("", audited)]
        yield "rongyi_feedback_open", "Opinions without an answer", "gauge", [("", waiting)]
        yield (
            "rongyi_tasks", "Background tasks by state", "gauge",
            [(f'{{state="{row["status"].lower()}"}}', row["n"]) for row in states],
        )  # fmt: skip
