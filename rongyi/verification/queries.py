"""Reading findings."""

from dataclasses import dataclass
from datetime import date
from typing import cast
from uuid import UUID

from django.db.models import Count, Q

from rongyi.kernel import clock
from rongyi.kernel.errors import NotFound
from rongyi.organisation.access import Actor
from rongyi.registry.models import Person
from rongyi.verification.definitions import CheckDefinition, checks
from rongyi.verification.models import Finding


@dataclass(frozen=True)
class Line:
    """A finding in words."""

    finding: Finding
    title: str
    advice: str
    is_late: bool


def open_by_check(actor: Actor) -> list[dict]:
    """[{"name", "title", "advice", "count", "late", "owner"}] of the checks that somebody fails, the most frequent first."""
    today = clock.today()
    rows = Finding.objects.visible_to(actor).filter(state=Finding.State.OPEN).values("check_name", "owner")
    rows = rows.annotate(count=Count("pk"), late=Count("pk", filter=Q(due_on__lt=today))).order_by(
        "-count", "check_name"
    )
    words = {name: (str(one.content.title), str(one.content.advice)) for name, one in checks().items()}
    known = {row["check_name"]: words.get(row["check_name"], (row["check_name"], "")) for row in rows}
    return [
        {
            "name": row["check_name"], "title": known[row["check_name"]][0], "count": row["count"],
            "advice": known[row["check_name"]][1], "late": row["late"],
            "owner": Finding.Owner(row["owner"]).label,
        }
        for row in rows
    ]  # fmt: skip


def findings_page(
    actor: Actor, *, check: str = "", after: tuple[date, UUID] | None = None, limit: int = 25
) -> tuple[list[Line], tuple[date, UUID] | None]:
    """Open findings, the first due first, and where the next page begins."""
    rows = Finding.objects.visible_to(actor).filter(state=Finding.State.OPEN).select_related("person")
    if check:
        rows = rows.filter(check_name=check)
    if after:
        rows = rows.filter(Q(due_on__gt=after[0]) | Q(due_on=after[0], pk__gt=after[1]))
    found = list(rows.order_by("due_on", "pk")[: limit + 1])
    more, found = len(found) > limit, found[:limit]
    return lines(found), (found[-1].due_on, found[-1].pk) if more else None


def findings_of(person: Person) -> list[Line]:
    rows = Finding.objects.filter(county=person.county, person=person, state=Finding.State.OPEN)
    return lines(list(rows.order_by("due_on", "pk")))


def lines(found: list[Finding]) -> list[Line]:
    known, today = checks(), clock.today()
    return [_line(one, known.get(one.check_name), today) for one in found]


def _line(finding: Finding, loaded, today: date) -> Line:
    if loaded is None:
        return Line(finding, finding.check_name, "", finding.due_on < today)
    check = cast(CheckDefinition, loaded.content)
    return Line(finding, str(check.title), str(check.advice), finding.due_on < today)


def get_finding(actor: Actor, pk: UUID) -> Finding:
    found = Finding.objects.visible_to(actor).filter(pk=pk).select_related("person").first()
    if found is None:
        raise NotFound()
    return found


def count_open(actor: Actor) -> tuple[int, int]:
    """(open, late) in reach."""
    late = Count("pk", filter=Q(due_on__lt=clock.today()))
    rows = Finding.objects.visible_to(actor).filter(state=Finding.State.OPEN).aggregate(all=Count("pk"), late=late)
    return rows["all"], rows["late"]
