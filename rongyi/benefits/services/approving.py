"""The second person's word over a run, and taking it back before the bank has seen anything."""

from uuid import UUID

from django.db.models import Sum
from django.utils.translation import gettext as _

from rongyi.benefits.enums import LineState
from rongyi.benefits.models import Line, Run
from rongyi.benefits.permissions import APPROVE_RUN, MAKE_RUN
from rongyi.benefits.services.checks import person_of, reason_of
from rongyi.benefits.services.funds import BANK, FUND, account
from rongyi.benefits.services.making import move
from rongyi.benefits.states import Act
from rongyi.kernel import audit, clock, money
from rongyi.kernel.errors import Denied
from rongyi.kernel.ids import uuid7
from rongyi.organisation.access import Actor
from rongyi.organisation.commands import command
from rongyi.registry.models import Relative


@command(APPROVE_RUN, on="run", act="benefits.approve")
def approve(*, actor: Actor, run: Run) -> Run:
    """security: maker and checker are different people, not accounts, and no kin of anybody in the run."""
    _require_another(actor, run)
    sums = sums_by_fund(run)
    entry = uuid7()
    move(
        run,
        Act.APPROVE,
        approved_by=person_of(actor),
        approved_name=actor.name[:50],
        approved_at=clock.now(),
        entry=entry,
    )
    amounts = {account(FUND, fund): -fen for fund, fen in sums.items()}
    amounts |= {account(BANK, fund): fen for fund, fen in sums.items()}
    memo = _("%(period)s发放批次批准") % {"period": run.period}
    cause = money.Cause("benefits.run", run.pk)
    money.post(run.county, money.Posting(entry, clock.today(), amounts, memo, cause, actor.user_id))
    audit.note(period=run.period, amount_fen=sum(sums.values()))
    return run


@command(APPROVE_RUN, on="run", act="benefits.send_back")
def send_back(*, actor: Actor, run: Run, reason: str) -> Run:
    reason = reason_of(reason)
    move(run, Act.SEND_BACK, note=reason)
    audit.note(reason=reason)
    return run


@command(MAKE_RUN, on="run", act="benefits.drop")
def drop(*, actor: Actor, run: Run, reason: str) -> Run:
    """Nothing of it was sent: its lines are void, and its entry, if any, is reversed."""
    reason, entry = reason_of(reason), run.entry
    lines = Line.objects.filter(county=run.county, run=run, state__in=(LineState.PROPOSED, LineState.HELD))
    lines.update(state=LineState.VOID)
    move(run, Act.DROP, note=reason, over_at=clock.now())
    if entry:
        booked = money.Entry.objects.get(county=run.county, pk=entry)
        cause = money.Cause("benefits.run", run.pk)
        money.reverse(booked, id=uuid7(), memo=_("批次作废"), cause=cause, actor_id=actor.user_id)
    audit.note(reason=reason)
    return run


def sums_by_fund(run: Run, *states: str) -> dict[str, int]:
    lines = Line.objects.filter(county=run.county, run=run, state__in=states or (LineState.PROPOSED,))
    return dict(lines.order_by("fund").values_list("fund").annotate(sum=Sum("amount_fen")))


def _require_another(actor: Actor, run: Run) -> None:
    mine = person_of(actor)
    if mine in (run.made_by, run.submitted_by) or actor.name in (run.made_name, run.submitted_name):
        raise Denied(_("制单、报批的人不能自己批准,请换一位同事。"))
    if actor.subject_id is None:
        return
    kin = _kin_of(run.county, actor.subject_id)
    if Line.objects.filter(county=run.county, run=run, state=LineState.PROPOSED, person_id__in=kin).exists():
        raise Denied(_("批次里有您本人或您的亲属,请换一位同事批准。"))


def _kin_of(county: str, person_id: UUID) -> set[UUID]:
    """Whom the files name as kin, from either side, where they name one at all."""
    rows = Relative.objects.filter(county=county, is_struck=False, other_person__isnull=False)
    kin = set(rows.filter(person_id=person_id).values_list("other_person_id", flat=True))
    kin |= set(rows.filter(other_person_id=person_id).values_list("person_id", flat=True))
    return kin | {person_id}
