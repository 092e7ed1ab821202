"""What somebody is paid, on the person's page."""

from django.urls import reverse

from rongyi.benefits.enums import Standing
from rongyi.benefits.permissions import VIEW_BENEFITS
from rongyi.benefits.queries import own_entitlements
from rongyi.benefits.shown import item_title
from rongyi.organisation.access import Actor
from rongyi.registry.links import Link, register_links
from rongyi.registry.models import Person


def links(person: Person, actor: Actor) -> list[Link]:
    if not actor.can(VIEW_BENEFITS):
        return []
    return [
        Link(
            item_title(one.item),
            reverse("benefits:entitlement", args=[one.pk]),
            "ledger",
            str(one.get_state_display()),
            one.state in (Standing.PROPOSED, Standing.SUSPENDED),
        )
        for one in own_entitlements(person)
    ]


register_links(links, order=40)
