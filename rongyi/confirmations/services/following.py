"""Telling people and looking for those who were not found. No message leaves the house: a person calls, writes, goes."""

from dataclasses import dataclass
from datetime import date

from django.db.models import F
from django.utils.translation import gettext as _

from rongyi.confirmations.enums import WAITING, Result, State, Way
from rongyi.confirmations.models import Attempt, Duty
from rongyi.confirmations.permissions import CONFIRM
from rongyi.confirmations.services.moving import claim, move, refuse_closed
from rongyi.confirmations.states import Act
from rongyi.kernel import audit, clock
from rongyi.kernel.errors import Refused
from rongyi.organisation.access import Actor, require_reach
from rongyi.organisation.commands import command


@command(CONFIRM, on="duty", act="confirmations.tell")
def tell(*, actor: Actor, duty: Duty) -> Duty:
    """Somebody was told today, for the first time or again."""
    refuse_closed(duty.campaign)
    move(duty, Act.TELL, told_on=clock.today())
    return duty


@command(CONFIRM, on="region_code", act="confirmations.tell")
def tell_people(*, actor: Actor, region_code: str, duties: list[Duty]) -> int:
    """Many of one place at once, such as when slips were handed round."""
    require_reach(actor, {duty.region_code for duty in duties})
    told = tell_many(duties)
    audit.note(count=told)
    return told


def tell_many(duties: list[Duty]) -> int:
    """Those whose slip was printed count as told; whoever is looked for already stays so. Inside the caller's act."""
    county, pks = duties[0].county, [duty.pk for duty in duties]
    waiting = Duty.objects.filter(county=county, pk__in=pks, state__in=(State.DUE, State.INVITED))
    return waiting.update(state=State.INVITED, told_on=clock.today(), version=F("version") + 1)


@dataclass(frozen=True)
class AttemptInput:
    on: date
    way: str
    result: str
    note: str = ""


@command(CONFIRM, on="duty", act="confirmations.attempt")
def record_attempt(*, actor: Actor, duty: Duty, given: AttemptInput) -> Attempt:
    """Who was found is told; who was not is looked for further."""
    refuse_closed(duty.campaign)
    if given.way not in Way.values or given.result not in Result.values:
        raise Refused(_("请选择联系方式和结果。"), field="way", code="required")
    if not duty.campaign.first_on <= given.on <= clock.today():
        raise Refused(_("联系日期应在开始日期和今天之间。"), field="on", code="invalid")
    if duty.state not in (*WAITING, State.SUSPENDED):
        raise Refused(
            _("现在的状态是“%(state)s”,不用再联系。") % {"state": duty.get_state_display()}, code="wrong_state"
        )
    tried = {"attempts": F("attempts") + 1, "last_attempt_on": max(given.on, duty.last_attempt_on or given.on)}
    if duty.state == State.SUSPENDED:
        claim(duty, **tried)
    elif given.result == Result.REACHED:
        move(duty, Act.TELL, told_on=given.on, **tried)
    else:
        move(duty, Act.MISS, **tried)
    attempt = Attempt(
        county=duty.county, region_code=duty.region_code, duty=duty, on=given.on, way=given.way, result=given.result,
        actor_id=actor.user_id, actor_name=actor.name[:50],
    )  # fmt: skip
    attempt.note = given.note.strip()[:200]
    attempt.save()
    return attempt
