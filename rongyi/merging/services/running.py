"""Comparing all people of a county: begun, stopped, taken up again; what was found commits with the place reached."""

from collections.abc import Callable
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from rongyi.kernel import audit, clock
from rongyi.kernel.errors import Refused
from rongyi.merging.likeness.county import CountyLinkage
from rongyi.merging.likeness.queries import county_features
from rongyi.merging.models import LinkRun, MergeCase
from rongyi.merging.permissions import LINK_COUNTY
from rongyi.merging.policy import policy_now
from rongyi.merging.services.cases import keep_pairs
from rongyi.organisation.access import Actor
from rongyi.organisation.commands import command

State = LinkRun.State
UNFINISHED = (State.WAITING, State.RUNNING, State.STOPPED)
Progress = Callable[[int, int | None], None]


@command(LINK_COUNTY, on="county", act="people.link")
def start_run(*, actor: Actor, county: str) -> LinkRun:
    """A new run, or the one that was stopped goes on."""
    run = unfinished(county)
    if run is None:
        return _new(county, actor_id=actor.user_id, actor_name=actor.name[:50])
    if not LinkRun.objects.filter(county=county, pk=run.pk, state=State.STOPPED).update(state=State.WAITING):
        raise Refused(_("查重正在进行。"), code="running")
    run.state = State.WAITING
    return run


@command(LINK_COUNTY, on="run", act="people.link_stop")
def stop_run(*, actor: Actor, run: LinkRun) -> LinkRun:
    """The run ends after the piece that it is at, and can be taken up again."""
    going = LinkRun.objects.filter(county=run.county, pk=run.pk, state__in=(State.WAITING, State.RUNNING))
    if not going.update(state=State.STOPPED):
        raise Refused(_("查重已经停下或完成。"), code="not_running")
    run.state = State.STOPPED
    return run


def ask_for_run(county: str) -> LinkRun | None:
    """What a large import asks for; None where one is waiting or under way already."""
    return None if unfinished(county) else _new(county)


def unfinished(county: str) -> LinkRun | None:
    return LinkRun.objects.filter(county=county, state__in=UNFINISHED).first()


def run_of(county: str, run_id: UUID) -> LinkRun:
    return LinkRun.objects.get(county=county, pk=run_id)


def _new(county: str, **whose) -> LinkRun:
    run = LinkRun(county=county, region_code=county, created_at=clock.now(), **whose)
    try:
        with transaction.atomic():
            run.save()
    except IntegrityError as error:  # somebody else was faster by a moment
        raise Refused(_("查重正在进行。"), code="running") from error
    return run


def carry_on(run: LinkRun, progress: Progress | None = None) -> LinkRun:
    """Goes on from the place reached. May be killed at any moment and called again; two at once do no harm."""
    LinkRun.objects.filter(county=run.county, pk=run.pk, state=State.WAITING).update(state=State.RUNNING)
    run.refresh_from_db()
    if run.state != State.RUNNING:
        return run
    policy = policy_now()
    by_id = {one.unique_id: one for one in county_features(run.county)}
    linkage = CountyLinkage(by_id.values(), policy, pieces=run.pieces)
    try:
        while run.position < run.pieces and run.state == State.RUNNING:
            if progress:
                progress(run.position, run.pieces)
            so_far = linkage.compared
            pairs = list(linkage.pairs(run.position + 1, at_least=policy.ask_from))
            _keep(run, len(by_id), linkage.compared - so_far, pairs, by_id)
            run.refresh_from_db()
    finally:
        linkage.close()
    if progress:
        progress(run.position, run.pieces)
    return run


def _keep(run: LinkRun, people: int, compared: int, pairs: list, by_id: dict) -> None:
    """One piece with its cases. Whoever finds that another has done the piece meanwhile keeps nothing."""
    with transaction.atomic():
        mine = LinkRun.objects.filter(county=run.county, pk=run.pk, position=run.position, state=State.RUNNING)
        if not mine.update(position=F("position") + 1, people=people, compared=F("compared") + compared):
            return
        found = keep_pairs(run.county, pairs, by_id, MergeCase.Source.RUN)
        last = run.position + 1 >= run.pieces
        ended = {"state": State.DONE, "ended_at": clock.now()} if last else {}
        LinkRun.objects.filter(county=run.county, pk=run.pk).update(found=F("found") + found, **ended)


def note_failure(run: LinkRun) -> None:
    LinkRun.objects.filter(county=run.county, pk=run.pk, state=State.RUNNING).update(
        state=State.FAILED, ended_at=clock.now()
    )


def link_county(actor: Actor, county: str, progress: Progress | None = None) -> LinkRun:
    """What `rongyi link` does: begins or takes up the run of a county and stays with it to the end."""
    run = unfinished(county)
    if run is None or run.state == State.STOPPED:
        run = start_run(actor=actor, county=county)
    audit.note(run=str(run.pk))
    return carry_on(run, progress)
