"""Money that came back: a new line that names the one it takes back, and an entry that brings it to the fund."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from rongyi.benefits.enums import LineState, Piece
from rongyi.benefits.kinds import PAYMENT_RETURNED
from rongyi.benefits.models import Line
from rongyi.benefits.permissions import MAKE_RUN
from rongyi.benefits.services.checks import person_of, reason_of
from rongyi.benefits.services.funds import FUND, PAID, account
from rongyi.kernel import audit, clock, money
from rongyi.kernel.errors import Conflict, Refused
from rongyi.kernel.ids import uuid7
from rongyi.organisation.access import Actor
from rongyi.organisation.commands import command
from rongyi.records.services import Draft, write_fact


@command(MAKE_RUN, on="line", act="benefits.reverse")
def reverse_line(*, actor: Actor, line: Line, reason: str) -> Line:
    """Only what was paid, and once. Where it is owed still, the next run pays it again."""
    reason, _person = reason_of(reason), person_of(actor)
    mine = Line.objects.filter(county=line.county, pk=line.pk, state=LineState.PAID).exclude(piece=Piece.REVERSAL)
    if not mine.update(state=LineState.REVERSED):
        raise Refused(_("只有已发放、没有追回过的款项才能追回。"), code="not_paid")
    back = Line(
        county=line.county, region_code=line.region_code, person_id=line.person_id, entitlement_id=line.entitlement_id,
        account_id=line.account_id, item=line.item, piece=Piece.REVERSAL, period=line.period, fund=line.fund,
        amount_fen=-line.amount_fen, standard=line.standard, state=LineState.PAID, note=reason[:100], reverses=line,
    )  # fmt: skip
    data = {"item": line.item, "period": line.period, "piece": Piece.REVERSAL, "amount": line.amount_fen}
    fact = write_fact(
        Draft(PAYMENT_RETURNED, line.region_code, clock.now(), people=[line.person_id], data=data), actor=actor
    )
    back.fact = fact.pk
    try:
        with transaction.atomic():
            back.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("这笔款项已经追回过了。"), code="already_reversed") from None
    amounts = {account(PAID, line.fund): -line.amount_fen, account(FUND, line.fund): line.amount_fen}
    memo, cause = _("追回%(period)s发放") % {"period": line.period}, money.Cause("benefits.line", back.pk)
    money.post(line.county, money.Posting(uuid7(), clock.today(), amounts, memo, cause, actor.user_id))
    audit.note(reason=reason)
    line.refresh_from_db()
    return back
