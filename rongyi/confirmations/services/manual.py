"""What the general entry and the API call for the kind, and the correction of a confirmation."""

from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from rongyi.confirmations.enums import CHANNEL_OF, Method
from rongyi.confirmations.models import Campaign, Duty
from rongyi.confirmations.permissions import CONFIRM
from rongyi.confirmations.services.confirming import ConfirmInput, check_given, confirm
from rongyi.kernel import clock
from rongyi.kernel.errors import NotFound, Refused
from rongyi.organisation.access import Actor
from rongyi.records.models import Fact
from rongyi.records.services import correct


def record_from_manual(
    *, actor: Actor, region_code: str, people: list[UUID], at: datetime | date, channel: str, data: dict,
    id: UUID | None = None,
) -> Fact:  # fmt: skip
    """One person, in the campaign under way that ends first."""
    if len(people) != 1:
        raise Refused(_("年度确认一次登记一个人。"), field="people", code="one_person")
    duty = open_duty(actor, people[0])
    if duty is None:
        raise NotFound()
    return confirm(actor=actor, duties=[duty], given=input_of(data, at, id))[0]


def open_duty(actor: Actor, person_id: UUID) -> Duty | None:
    inside = Duty.objects.visible_to(actor.acting(CONFIRM)).filter(person_id=person_id)
    inside = inside.exclude(campaign__state=Campaign.State.CLOSED).select_related("campaign", "person")
    return inside.order_by("campaign__last_on", "pk").first()


def input_of(data: dict, at: datetime | date, id: UUID | None = None) -> ConfirmInput:
    on = at.astimezone(clock.SHANGHAI).date() if isinstance(at, datetime) else at
    letter_on = data.get("letter_on") or None
    return ConfirmInput(
        method=data.get("method", ""), on=on, id=id, relation=data.get("relation") or "",
        proxy_name=data.get("proxy_name") or "", with_whom=data.get("with_whom") or "",
        letter_on=date.fromisoformat(letter_on) if isinstance(letter_on, str) else letter_on,
    )  # fmt: skip


def correct_confirmation(*, actor: Actor, fact: Fact, duty: Duty, given: ConfirmInput, version: int) -> Fact:
    """Puts the right confirmation in the place of a wrong one; the act on record is the spine's."""
    check_given(duty.campaign, given)
    return correct(
        actor=actor, fact=fact, at=given.on, channel=CHANNEL_OF.get(Method(given.method), ""),
        data=given.data(duty.campaign.year), version=version,
    )  # fmt: skip
