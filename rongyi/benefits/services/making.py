"""A run is started, reckoned in chunks that may be resumed, and looked over line by line by who makes it."""

from collections.abc import Callable
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django_tasks import task

from rongyi.accounts.models import User
from rongyi.benefits.enums import LineState, RunState, Standing, Why
from rongyi.benefits.models import Difference, Entitlement, Line, Run
from rongyi.benefits.months import month_of, months_back
from rongyi.benefits.permissions import MAKE_RUN
from rongyi.benefits.services.checks import person_of, reason_of, require_county
from rongyi.benefits.services.due import LOOK_BACK, Reckoning, Result
from rongyi.benefits.services.funds import open_accounts
from rongyi.benefits.standard_queries import Table
from rongyi.benefits.states import Act, sources, target
from rongyi.kernel import audit, clock
from rongyi.kernel.bulk import insert_rows
from rongyi.kernel.errors import Conflict, Refused, Stale
from rongyi.kernel.ids import uuid7s
from rongyi.organisation.access import Actor, actor_of, require_reach
from rongyi.organisation.commands import command

CHUNK = 1000
Progress = Callable[[int], None]


@command(MAKE_RUN, on="region_code", act="benefits.start")
def start_run(*, actor: Actor, region_code: str, period: str, id: UUID | None = None, is_demo: bool = False) -> Run:
    """The run stands at once; its lines follow in the background."""
    county = require_county(region_code)
    this_month = month_of(clock.today())
    if not months_back(this_month, LOOK_BACK) < period <= this_month:
        raise Refused(_("只能办本月,或最近一年内以前的月份。"), field="period", code="invalid")
    run = Run(
        county=county, region_code=county, period=period, made_by=actor.user_id, made_name=actor.name[:50],
        made_at=clock.now(), is_demo=is_demo, **({"id": id} if id else {}),
    )  # fmt: skip
    try:
        with transaction.atomic():
            run.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("还有一个批次没有批准。请先办完或作废。"), code="one_under_way") from None
    audit.note(period=period)
    transaction.on_commit(lambda: fill_in_background.enqueue(county, str(run.pk), str(actor.user_id or "")))
    return run


@task()
def fill_in_background(county: str, run_id: str, user_id: str) -> int:
    """Acts with the rights of who asked, looked up again now; a second run does no harm."""
    run = Run.objects.get(county=county, pk=run_id)
    if user_id:
        actor = actor_of(User.objects.filter(pk=user_id).first())
        require_reach(actor.acting(MAKE_RUN), [run.region_code])
    with audit.acting_from("task"):
        return fill(run)


def fill(run: Run, progress: Progress | None = None) -> int:
    """Each chunk commits with its position, so a killed run goes on where it was."""
    table = Table(run.county)
    while run.state == RunState.COMPUTING:
        with transaction.atomic():
            rows = _next_chunk(run)
            mine = Run.objects.filter(county=run.county, pk=run.pk, state=RunState.COMPUTING, position=run.position)
            result = Reckoning(run.county, run.period, table, rows).run() if rows else Result()
            after = {"position": rows[-1].pk} if rows else {"state": target(Act.FINISH)}
            more = {"looked_at": F("looked_at") + len(rows), "next_number": F("next_number") + len(result.lines)}
            if not mine.update(**after, **more):
                break  # another worker has it
            _write(run, result)
        run.refresh_from_db()
        if progress:
            progress(run.looked_at)
    return run.looked_at


def _next_chunk(run: Run) -> list[Entitlement]:
    """Whoever is paid, rests, or was paid within the months that are looked back to."""
    recent = Q(state__in=(Standing.ACTIVE, Standing.SUSPENDED)) | Q(
        state=Standing.ENDED, last__gte=months_back(run.period, LOOK_BACK)
    )
    rows = Entitlement.objects.filter(recent, county=run.county).order_by("pk")
    if run.position:
        rows = rows.filter(pk__gt=run.position)
    names = ("person_id", "item", "key", "units", "state", "start", "last", "ending", "once_fen", "replaces_id")
    return list(rows.only("county", "region_code", "row_key", *names)[:CHUNK])


def _write(run: Run, result: Result) -> None:
    common = {"county": run.county, "run_id": run.pk}
    ids = uuid7s(len(result.lines) + len(result.diffs))
    insert_rows(
        Line,
        (
            {
                **common, "id": pk, "region_code": d.entitlement.region_code, "number": run.next_number + n,
                "person_id": d.entitlement.person_id, "entitlement_id": d.entitlement.pk, "account_id": d.account_id,
                "item": d.entitlement.item, "piece": str(d.piece), "period": d.period, "fund": d.fund,
                "amount_fen": d.fen, "standard": d.standard, "state": str(LineState.PROPOSED),
            }
            for n, (pk, d) in enumerate(zip(ids, result.lines, strict=False))
        ),
    )  # fmt: skip
    insert_rows(
        Difference,
        (
            {
                **common, "id": pk, "region_code": d.entitlement.region_code, "person_id": d.entitlement.person_id,
                "item": d.entitlement.item, "period": d.period, "before_fen": d.before, "after_fen": d.after,
                "why": str(d.why),
            }
            for pk, d in zip(ids[len(result.lines) :], result.diffs, strict=True)
        ),
    )  # fmt: skip


@command(MAKE_RUN, on="run", act="benefits.hold")
def hold_line(*, actor: Actor, run: Run, number: int, reason: str) -> Line:
    """One line is left out of this run; what it was for is owed still and comes in the next."""
    reason = reason_of(reason)
    line = _line(run, number, LineState.PROPOSED)
    mine = Line.objects.filter(county=run.county, pk=line.pk, state=LineState.PROPOSED)
    if not mine.update(state=LineState.HELD, note=reason[:100]):
        raise Stale()
    Difference.objects.create(
        county=run.county, region_code=line.region_code, run=run, person_id=line.person_id, item=line.item,
        period=line.period, before_fen=line.amount_fen, after_fen=0, why=Why.HELD,
    )  # fmt: skip
    audit.note(reason=reason, number=number)
    line.refresh_from_db()
    return line


def _line(run: Run, number: int, state: str) -> Line:
    if run.state != RunState.PROPOSED:
        raise Refused(_("批次已报批,不能再改。需要改请先退回。"), code="not_open")
    line = Line.objects.filter(county=run.county, run=run, number=number, state=state).first()
    if line is None:
        raise Refused(_("批次里没有这一行,或已处理过。"), field="number", code="unknown_line")
    return line


@command(MAKE_RUN, on="run", act="benefits.submit")
def submit(*, actor: Actor, run: Run) -> Run:
    funds = set(
        Line.objects.filter(county=run.county, run=run, state=LineState.PROPOSED).values_list("fund", flat=True)
    )
    if not funds:
        raise Refused(_("这个批次一行也没有,不用报批。"), code="empty")
    for fund in sorted(funds):
        open_accounts(run.county, fund)
    move(run, Act.SUBMIT, submitted_by=person_of(actor), submitted_name=actor.name[:50], note="")
    return run


def move(run: Run, act: Act, **changes) -> None:
    """The only way a run changes its state; who comes second finds it done."""
    mine = Run.objects.filter(county=run.county, pk=run.pk, state__in=sources(act))
    if not mine.update(state=target(act), version=F("version") + 1, **changes):
        raise Stale(_("这个批次的状态刚刚变了。请刷新后再看。"))
    run.refresh_from_db()
