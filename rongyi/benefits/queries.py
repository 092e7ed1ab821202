"""Reading payments; everything begins with the reach of the asker."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from rongyi.benefits.enums import NEEDS_CARE, LineState, Piece, RunState, Standing
from rongyi.benefits.models import CountyStandard, Difference, Entitlement, Line, Pause, PayAccount, Run
from rongyi.benefits.permissions import APPROVE_RUN, DECIDE_BENEFIT
from rongyi.kernel import money
from rongyi.kernel.errors import NotFound
from rongyi.organisation.access import Actor
from rongyi.organisation.models import Station
from rongyi.registry.models import Person

PAGE = 25
SENT = (LineState.SENT, LineState.PAID, LineState.FAILED, LineState.REVERSED)


def entitlements_visible(actor: Actor) -> QuerySet[Entitlement]:
    return Entitlement.objects.visible_to(actor)


def entitlement_page(
    actor: Actor, *, state: str = "", after: UUID | None = None
) -> tuple[list[Entitlement], UUID | None]:
    """A page in the order in which they were proposed, and the place where the next one begins."""
    rows = entitlements_visible(actor).select_related("person").order_by("pk")
    rows = rows.filter(state=state) if state else rows
    return _page(rows.filter(pk__gt=after) if after else rows)


def counts_by_state(actor: Actor) -> dict[str, int]:
    rows = entitlements_visible(actor).order_by("state").values_list("state")
    return dict(rows.annotate(n=Count("pk")))


def get_entitlement(actor: Actor, pk: UUID) -> Entitlement:
    return _one(entitlements_visible(actor).filter(pk=pk).select_related("person"))


def pauses_of(entitlement: Entitlement) -> list[Pause]:
    return list(Pause.objects.filter(county=entitlement.county, entitlement=entitlement).order_by("first"))


def account_of(person: Person) -> PayAccount | None:
    return PayAccount.objects.filter(county=person.county, person=person, is_current=True).first()


def lines_for(person: Person, limit: int = 24) -> list[Line]:
    """What was paid to somebody, the latest month first."""
    lines = Line.objects.filter(county=person.county, person=person, state__in=SENT)
    return list(lines.order_by("-period", "-pk")[:limit])


def runs_visible(actor: Actor) -> QuerySet[Run]:
    return Run.objects.visible_to(actor)


def run_list(actor: Actor, limit: int = 24) -> list[Run]:
    return list(runs_visible(actor).order_by("-period", "-pk")[:limit])


def runs_listed(actor: Actor, *, period: str, state: str, after: tuple[str, UUID] | None) -> QuerySet[Run]:
    """For scripts: the latest month first, from a place in the list on."""
    rows = runs_visible(actor)
    rows = rows.filter(period=period) if period else rows
    rows = rows.filter(state=state) if state else rows
    if after:
        month, last_id = after
        rows = rows.filter(Q(period__lt=month) | Q(period=month, pk__lt=last_id))
    return rows.order_by("-period", "-pk")


def get_run(actor: Actor, pk: UUID) -> Run:
    return _one(runs_visible(actor).filter(pk=pk))


def sums_of(runs: Iterable[Run]) -> dict[UUID, dict[str, tuple[int, int]]]:
    """{run: {state: (lines, fen)}} in one query."""
    wanted = list(runs)
    found: dict[UUID, dict[str, tuple[int, int]]] = {run.pk: {} for run in wanted}
    if wanted:
        lines = Line.objects.filter(county__in={run.county for run in wanted}, run__in=wanted).order_by()
        for run, state, count, fen in lines.values_list("run_id", "state").annotate(n=Count("pk"), f=Sum("amount_fen")):
            found[run][state] = (count, fen)
    return found


def sums_by_item(run: Run) -> list[tuple[str, int, int]]:
    """(item, lines, fen) of what a run pays or paid."""
    lines = Line.objects.filter(county=run.county, run=run).exclude(state__in=(LineState.HELD, LineState.VOID))
    rows = lines.order_by("item").values_list("item").annotate(n=Count("pk"), f=Sum("amount_fen"))
    return [(item, count, fen) for item, count, fen in rows]


def differences_by_reason(run: Run) -> dict[str, int]:
    rows = Difference.objects.filter(county=run.county, run=run).order_by("why").values_list("why")
    return dict(rows.annotate(n=Count("pk")))


def difference_page(run: Run, why: str = "", after: UUID | None = None) -> tuple[list[Difference], UUID | None]:
    rows = Difference.objects.filter(county=run.county, run=run).select_related("person").order_by("pk")
    rows = rows.filter(why=why) if why else rows
    return _page(rows.filter(pk__gt=after) if after else rows)


def line_page(run: Run, state: str = "", after: int = 0) -> tuple[list[Line], int | None]:
    rows = Line.objects.filter(county=run.county, run=run, number__gt=after).select_related("person", "account")
    rows = rows.filter(state=state) if state else rows
    found = list(rows.order_by("number")[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].number if len(found) > PAGE else None


def get_line(actor: Actor, pk: UUID) -> Line:
    lines = Line.objects.visible_to(actor).exclude(piece=Piece.REVERSAL)
    return _one(lines.filter(pk=pk).select_related("person", "run"))


def get_standard(actor: Actor, pk: UUID) -> CountyStandard:
    return _one(CountyStandard.objects.visible_to(actor).filter(pk=pk, last_on=None))


def entries_of(county: str, limit: int = 25, before: int | None = None) -> list[money.Entry]:
    rows = money.Entry.objects.filter(county=county)
    rows = rows.filter(seq__lt=before) if before else rows
    return list(rows.prefetch_related("lines__account").order_by("-seq")[:limit])


def closed_months(county: str) -> list[str]:
    rows = money.ClosedMonth.objects.filter(county=county).order_by("-month")
    return list(rows.values_list("month", flat=True)[:24])


def count_waiting(actor: Actor) -> tuple[int, int]:
    """(proposals to decide, runs to approve) for this actor; nought where it is not their work."""
    proposals = runs = 0
    if actor.can(DECIDE_BENEFIT):
        mine = entitlements_visible(actor.acting(DECIDE_BENEFIT))
        proposals = mine.filter(state=Standing.PROPOSED).count()
    if actor.can(APPROVE_RUN):
        runs = runs_visible(actor.acting(APPROVE_RUN)).filter(state=RunState.SUBMITTED).count()
    return proposals, runs


def needs_care(run: Run) -> int:
    return Difference.objects.filter(county=run.county, run=run, why__in=NEEDS_CARE).count()


def own_entitlements(person: Person) -> list[Entitlement]:
    """security: the caller has shown that it is their own file."""
    rows = Entitlement.objects.filter(Q(county=person.county), person=person).exclude(state=Standing.REFUSED)
    return list(rows.order_by("pk"))


def station_names(codes: Iterable[str]) -> dict[str, str]:
    return dict(Station.objects.filter(pk__in=set(codes)).values_list("pk", "name"))


def _page(rows: QuerySet) -> tuple[list, UUID | None]:
    found = list(rows[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None


def _one(rows: QuerySet):
    row = rows.first()
    if row is None:
        raise NotFound()
    return row
