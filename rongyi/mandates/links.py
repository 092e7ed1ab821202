"""Who acts in a person's place, on the person's page."""

from django.utils.translation import gettext as _

from rongyi.kernel.addresses import address_of
from rongyi.mandates.models import Mandate
from rongyi.mandates.permissions import VIEW_MANDATES
from rongyi.mandates.queries import proxies_of
from rongyi.organisation.access import Actor
from rongyi.registry.links import Link, register_links
from rongyi.registry.models import Person
from rongyi.registry.presence import is_empty, watch


def links(person: Person, actor: Actor) -> list[Link]:
    if not actor.can(VIEW_MANDATES):
        return []
    running = 0 if is_empty(person, Mandate) else len(proxies_of(person))
    note = _("%(n)d 人在代办") % {"n": running} if running else ""
    return [Link(_("委托代办"), address_of("mandates:person", person.pk), "person", note)]


watch(Mandate, "person")
register_links(links, order=62)
