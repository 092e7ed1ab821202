"""Somebody's card on the page of the person."""

from django.urls import reverse
from django.utils.translation import gettext as _

from rongyi.cards.enums import OVER, State
from rongyi.cards.permissions import KEEP_CARD, VIEW_CARDS
from rongyi.cards.queries import cards_of
from rongyi.organisation.access import Actor
from rongyi.registry.links import Link, register_links
from rongyi.registry.models import Person


def links(person: Person, actor: Actor) -> list[Link]:
    if not actor.can(VIEW_CARDS):
        return []
    cards = cards_of(person)
    live = next((card for card in cards if card.state not in OVER), None)
    if live is not None:
        note = _("%(state)s,尾号%(tail)s") % {"state": live.get_state_display(), "tail": live.tail}
        return [Link(_("优待证"), reverse("cards:card", args=[live.pk]), "key", note, live.state != State.IN_USE)]
    if person.status == Person.Status.ACTIVE and actor.can(KEEP_CARD):
        return [Link(_("登记已有的优待证"), reverse("cards:enter", args=[person.pk]), "key")]
    if cards:
        return [Link(_("优待证"), reverse("cards:card", args=[cards[0].pk]), "key", cards[0].get_state_display())]
    return []


register_links(links, order=20)
