"""How somebody stands in this year's confirmation, on the person's page."""

from rongyi.confirmations.enums import WAITING, State
from rongyi.confirmations.models import Duty
from rongyi.confirmations.permissions import VIEW_CONFIRMATIONS
from rongyi.confirmations.queries import own_duties
from rongyi.confirmations.shown import when_of
from rongyi.kernel import clock
from rongyi.kernel.addresses import address_of
from rongyi.organisation.access import Actor
from rongyi.registry.links import Link, register_links
from rongyi.registry.models import Person
from rongyi.registry.presence import is_empty, watch


def links(person: Person, actor: Actor) -> list[Link]:
    if not actor.can(VIEW_CONFIRMATIONS) or is_empty(person, Duty):
        return []
    today = clock.today()
    return [
        Link(
            duty.campaign.title,
            address_of("confirmations:duty", duty.pk),
            "check",
            " ".join(word for word in (str(duty.get_state_display()), when_of(duty, today)) if word),
            duty.state in (*WAITING, State.SUSPENDED),
        )
        for duty in own_duties(person)
    ]


watch(Duty, "person")
register_links(links, order=30)
