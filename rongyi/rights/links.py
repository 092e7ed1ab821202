"""The rights of a person, on the person's page."""

from django.utils.translation import gettext as _

from rongyi.kernel.addresses import address_of
from rongyi.organisation.access import Actor
from rongyi.registry.links import Link, register_links
from rongyi.registry.models import Person
from rongyi.registry.presence import is_empty, watch
from rongyi.rights.models import Consent, Request
from rongyi.rights.permissions import VIEW_RIGHTS
from rongyi.rights.queries import count_open_of


def links(person: Person, actor: Actor) -> list[Link]:
    if not actor.can(VIEW_RIGHTS):
        return []
    waiting = 0 if is_empty(person, Request) else count_open_of(person)
    note = _("%(n)d 件请求待答复") % {"n": waiting} if waiting else ""
    return [Link(_("告知同意与个人信息请求"), address_of("rights:person", person.pk), "shield", note, bool(waiting))]


watch(Request, "person")
watch(Consent, "person")
register_links(links, order=60)
