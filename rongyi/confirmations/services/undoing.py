"""A confirmation that was corrected or withdrawn in the spine: the duty follows its fact."""

from django.db.models import F
from django.dispatch import receiver
from django.utils.translation import gettext as _

from rongyi.confirmations.enums import State
from rongyi.confirmations.kinds import CONFIRMATION
from rongyi.confirmations.models import Duty, Hold
from rongyi.confirmations.states import Act, target
from rongyi.kernel.errors import Refused
from rongyi.records.models import Fact, FactPerson
from rongyi.records.signals import facts_changed


@receiver(facts_changed, dispatch_uid="confirmations.undoing")
def follow_the_fact(sender, facts: list[Fact], undone: list[Fact], **kwargs) -> None:
    for fact in facts:
        if fact.kind == CONFIRMATION.name and fact.corrects_id:
            _corrected(fact)
    for fact in undone:
        if fact.kind == CONFIRMATION.name:
            _undone(fact)


def _corrected(fact: Fact) -> None:
    """The right fact takes the place of the wrong one, for the same person or for the one who was meant."""
    duty = Duty.objects.filter(county=fact.county, fact=fact.corrects_id).first()
    people = list(FactPerson.objects.filter(county=fact.county, fact=fact).values_list("person_id", flat=True))
    if duty is None or len(people) != 1:
        raise Refused(_("一条年度确认只对应一个人。请分开更正。"), field="people", code="one_person")
    given = {"fact": fact, "method": fact.data["method"], "confirmed_on": fact.occurred_on}
    if people == [duty.person_id]:
        Duty.objects.filter(county=fact.county, pk=duty.pk).update(version=F("version") + 1, **given)
        return
    meant = Duty.objects.filter(county=fact.county, campaign=duty.campaign_id, person_id=people[0], fact=None).first()
    to = target(Act.CONFIRM, meant.state) if meant else None
    if meant is None or to is None:
        raise Refused(_("更正后的人不在这次名单里,或已经确认过。"), field="people", code="not_due")
    mine = Duty.objects.filter(county=fact.county, pk=meant.pk, version=meant.version)
    if not mine.update(state=to, former=meant.state, version=F("version") + 1, **given):
        raise Refused(_("更正后的人刚刚已被确认。"), field="people", code="already_confirmed")


def _undone(fact: Fact) -> None:
    """Back to where it was; a payment that was held before is held again."""
    mine = Duty.objects.filter(county=fact.county, fact=fact.pk)
    nothing = {"fact": None, "method": "", "confirmed_on": None, "former": "", "version": F("version") + 1}
    if not mine.filter(state=State.ENDED).update(**nothing):
        mine.update(state=F("former"), **nothing)
    lifted = Hold.objects.filter(county=fact.county, by_fact=fact.pk, state=Hold.State.LIFTED)
    for hold in lifted.filter(duty__state=State.SUSPENDED):
        hold.state, hold.lifted_at, hold.lifted_name, hold.by_fact = Hold.State.HELD, None, "", None
        hold.lift_reason = ""
        hold.save()
