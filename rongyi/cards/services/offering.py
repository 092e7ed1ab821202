"""The catalogue of what a card is good for. It is never deleted: what is over has a last day and is not shown."""

from collections.abc import Mapping
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from rongyi.cards.models import Offer
from rongyi.cards.permissions import EDIT_OFFERS
from rongyi.kernel import audit, clock
from rongyi.kernel.county import county_of
from rongyi.kernel.errors import Stale
from rongyi.organisation.access import Actor
from rongyi.organisation.commands import command

FIELDS = ("title", "merchant", "kind", "how", "address", "phone", "source", "starts_on", "ends_on")


@command(EDIT_OFFERS, on="region_code", act="cards.offer")
def add_offer(*, actor: Actor, region_code: str, given: Mapping[str, Any], is_demo: bool = False) -> Offer:
    """`region_code`: where it holds; all below is meant too."""
    offer = Offer(county=county_of(region_code), region_code=region_code, is_demo=is_demo)
    _fill(offer, actor, given)
    offer.save(force_insert=True)
    audit.note(offer=str(offer.pk))
    return offer


@command(EDIT_OFFERS, on="offer", act="cards.offer")
def change_offer(*, actor: Actor, offer: Offer, given: Mapping[str, Any], version: int) -> Offer:
    _fill(offer, actor, given)
    values = {name: getattr(offer, name) for name in (*FIELDS, "changed_at", "changed_by")}
    rows = Offer.objects.filter(county=offer.county, pk=offer.pk, version=version)
    if not rows.update(version=F("version") + 1, **values):
        raise Stale(_("这一项刚被别人改过,请刷新后再改。"))
    return offer


def _fill(offer: Offer, actor: Actor, given: Mapping[str, Any]) -> None:
    for name in FIELDS:
        if name in given:
            setattr(offer, name, given[name])
    offer.changed_at, offer.changed_by = clock.now(), actor.name[:50]
    offer.full_clean(exclude=["county", "id"], validate_unique=False)
