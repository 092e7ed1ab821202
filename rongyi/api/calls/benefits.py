"""A county's runs of payment: figures and differences by reason, never a name. Approval is not given by a token."""

from uuid import UUID

from django.http import HttpRequest
from ninja import Body, Path, Query, Router
from pydantic import Field

from rongyi.api.lists import Paged, page_of, read_cursor
from rongyi.api.once import Reply, once
from rongyi.api.reading import Given, NewId, path_id
from rongyi.api.schemas import Shape
from rongyi.api.things import thing
from rongyi.api.tokens import needs
from rongyi.benefits.enums import RunState
from rongyi.benefits.models import Run
from rongyi.benefits.permissions import MAKE_RUN, VIEW_RUNS
from rongyi.benefits.queries import differences_by_reason, get_run, runs_listed, sums_by_item, sums_of
from rongyi.benefits.services.making import start_run
from rongyi.kernel.errors import NotFound

router = Router(tags=["benefits"])
MONTH = r"^\d{4}-(0[1-9]|1[0-2])$"


class RunOut(Shape):
    id: str
    county: str
    period: str
    state: RunState
    made_at: str
    approved_at: str | None
    settled_at: str | None
    lines: dict[str, int]
    amounts: dict[str, str]
    version: int


class OneRunOut(RunOut):
    items: dict[str, str]
    differences: dict[str, int]


class RunList(Shape):
    items: list[RunOut]
    next: str | None


class RunFilters(Paged):
    period: str | None = Field(None, pattern=MONTH)
    state: RunState | None = None


class StartIn(Given):
    id: NewId | None = None
    period: str = Field(pattern=MONTH)


@router.get("/runs", auth=needs(VIEW_RUNS), response=RunList, summary="Runs of payment, the latest month first")
def benefit_runs(request: HttpRequest, given: RunFilters = Query(...)):
    last = read_cursor(request, given.cursor)
    after = (last[0], UUID(last[1])) if last else None
    rows = runs_listed(request.actor, period=given.period or "", state=given.state or "", after=after)
    return page_of(
        request, rows[: given.limit + 1], given.limit, place=lambda run: [run.period, str(run.pk)], show=_all_shown
    )


@router.get("/runs/{id}", auth=needs(VIEW_RUNS), response=OneRunOut, summary="One run, its differences by reason")
def one_benefit_run(request: HttpRequest, id: str = Path(...)):
    run_id = path_id(id)
    if run_id is None:
        raise NotFound()
    return thing(request, _one_shown(get_run(request.actor, run_id)))


@router.post("/runs", auth=needs(MAKE_RUN), response={201: OneRunOut}, summary="Begin a run; its lines follow")
def start_benefit_run(request: HttpRequest, given: StartIn = Body(...)):
    def act() -> Reply:
        actor = request.actor
        run = start_run(actor=actor, region_code=actor.home_county, period=given.period, id=given.id)
        return Reply(_one_shown(run), 201, {"Location": f"/api/v1/benefits/runs/{run.pk}"})

    return once(request, given.model_dump(mode="json"), act)


def _all_shown(runs: list[Run]) -> list[dict]:
    sums = sums_of(runs)
    return [_shown(run, sums[run.pk]) for run in runs]


def _one_shown(run: Run) -> dict:
    items = {item: _yuan(fen) for item, _count, fen in sums_by_item(run)}
    shown = _shown(run, sums_of([run])[run.pk])
    return {**shown, "items": items, "differences": differences_by_reason(run)}


def _shown(run: Run, sums: dict[str, tuple[int, int]]) -> dict:
    return {
        "id": str(run.pk), "county": run.county, "period": run.period, "state": run.state,
        "made_at": run.made_at.isoformat(), "version": run.version,
        "approved_at": run.approved_at.isoformat() if run.approved_at else None,
        "settled_at": run.over_at.isoformat() if run.over_at and run.state == RunState.SETTLED else None,
        "lines": {state: count for state, (count, _fen) in sums.items()},
        "amounts": {state: _yuan(fen) for state, (_count, fen) in sums.items()},
    }  # fmt: skip


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"
