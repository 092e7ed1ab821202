"""Holding a payment: proposed by one, decided by another of the county, with a reason and a letter; lifted at once."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from rongyi.confirmations.enums import End, State
from rongyi.confirmations.models import Attempt, Duty, Hold
from rongyi.confirmations.permissions import DECIDE_HOLD, PROPOSE_HOLD
from rongyi.confirmations.services.moving import move, refuse_closed
from rongyi.confirmations.states import Act
from rongyi.kernel import audit, clock
from rongyi.kernel.errors import Conflict, Denied, Refused, Stale
from rongyi.organisation.access import Actor
from rongyi.organisation.commands import command


@command(PROPOSE_HOLD, on="duty", act="confirmations.propose")
def propose_hold(*, actor: Actor, duty: Duty, reason: str) -> Hold:
    """Only after the attempts that the settings want; nothing is held by a proposal."""
    refuse_closed(duty.campaign)
    reason = _reason(reason)
    if duty.state != State.FOLLOW_UP:
        raise Refused(_("只有多次联系不上、正在跟进的人,才能建议暂停。"), code="wrong_state")
    _require_attempts(duty)
    hold = Hold(
        county=duty.county, region_code=duty.region_code, duty=duty, proposed_by=_person(actor),
        proposed_name=actor.name[:50], proposed_at=clock.now(),
    )  # fmt: skip
    hold.reason = reason
    try:
        with transaction.atomic():
            hold.save()
    except IntegrityError:
        raise Conflict(_("已经有一份建议在等县里决定。"), code="already_proposed") from None
    return hold


def _require_attempts(duty: Duty) -> None:
    rules, campaign = duty.campaign.settings["follow_up"], duty.campaign
    if rules["only_after_window"] and clock.today() <= campaign.last_on:
        raise Refused(
            _("要到%(day)s截止以后,才能建议暂停。") % {"day": campaign.last_on.isoformat()}, code="window_open"
        )
    days = Attempt.objects.filter(county=duty.county, duty=duty).order_by("on").values_list("on", flat=True)
    counted: list = []
    for day in days:
        if not counted or (day - counted[-1]).days >= rules["days_between"]:
            counted.append(day)
    if len(counted) < rules["attempts"]:
        raise Refused(
            _("至少联系%(want)d次、每次相隔%(gap)d天以上,现在合格的有%(have)d次。请继续联系。")
            % {"want": rules["attempts"], "gap": rules["days_between"], "have": len(counted)},
            code="too_few_attempts",
        )


@command(DECIDE_HOLD, on="duty", act="confirmations.decide")
def decide_hold(*, actor: Actor, duty: Duty, agreed: bool, reason: str, letter: str = "") -> Hold:
    """The county's word. security: who proposed does not decide, and a town does not decide for the county."""
    _require_county(actor, duty)
    hold = _open_hold(duty, Hold.State.PROPOSED)
    if _person(actor) == hold.proposed_by or actor.name == hold.proposed_name:  # people, and not merely accounts
        raise Refused(_("提出建议的人不能自己作决定,请换一位同事。"), code="same_person")
    if agreed and not letter.strip():
        raise Refused(_("请写好给本人的通知书。"), field="letter", code="required")
    hold.decided_by, hold.decided_name, hold.decided_at = _person(actor), actor.name[:50], clock.now()
    hold.decision, hold.letter = _reason(reason), letter.strip()[:1000] if agreed else ""
    _take(hold, Hold.State.HELD if agreed else Hold.State.DECLINED)
    if agreed:
        move(duty, Act.SUSPEND, suspended_on=clock.today())
    audit.note(agreed=agreed)
    return hold


@command(DECIDE_HOLD, on="duty", act="confirmations.restore")
def restore(*, actor: Actor, duty: Duty, reason: str) -> Hold:
    """The payment goes on though nobody has confirmed yet, such as when the hold was a mistake."""
    _require_county(actor, duty)
    hold = _open_hold(duty, Hold.State.HELD)
    hold.lifted_at, hold.lifted_name, hold.lift_reason = clock.now(), actor.name[:50], _reason(reason)
    _take(hold, Hold.State.LIFTED)
    move(duty, Act.RESTORE)
    return hold


@command(DECIDE_HOLD, on="duty", act="confirmations.end")
def end_duty(*, actor: Actor, duty: Duty, reason: str) -> Duty:
    """The county says that somebody is not to be confirmed, for a reason that the file does not know."""
    _require_county(actor, duty)
    audit.note(reason=_reason(reason))
    move(duty, Act.END, end_reason=End.DECIDED)
    open_ones = Hold.objects.filter(county=duty.county, duty=duty, state__in=(Hold.State.PROPOSED, Hold.State.HELD))
    open_ones.update(state=Hold.State.VOID)
    return duty


def letter_text(duty: Duty) -> str:
    """The text with which the decider begins."""
    return duty.campaign.settings["letter"]["zh"]


def _open_hold(duty: Duty, state: str) -> Hold:
    hold = Hold.objects.filter(county=duty.county, duty=duty, state=state).first()
    if hold is None:
        raise Stale(_("没有等待决定的建议,可能刚刚已经办过。请刷新后再看。"))
    return hold


def _take(hold: Hold, state: str) -> None:
    """Whoever decides a moment later finds it decided."""
    rows = Hold.objects.filter(county=hold.county, pk=hold.pk)
    times = {"decided_by": hold.decided_by, "decided_at": hold.decided_at, "lifted_at": hold.lifted_at}
    if not rows.filter(state=hold.state).update(state=state, **times):
        raise Stale()
    hold.state = state
    hold.save()


def _require_county(actor: Actor, duty: Duty) -> None:
    if not actor.covers(duty.county):
        raise Denied(_("暂停和恢复发放由县级决定。"))


def _person(actor: Actor) -> UUID:
    if actor.user_id is None:
        raise Denied(_("这件事要由有账号的人来办。"))
    return actor.user_id


def _reason(text: str) -> str:
    text = text.strip()
    if len(text) < 4:
        raise Refused(_("请写明理由,至少四个字。"), field="reason", code="required")
    return text[:500]
