"""The rights of a person, on the person's page."""

from django.urls import reverse
from django.utils.translation import gettext as _

from rongyi.organisation.access import Actor
from rongyi.registry.links import Link, register_links
from rongyi.registry.models import Person
from rongyi.rights.permissions import VIEW_RIGHTS
from rongyi.rights.queries import count_open_of


def links(person: Person, actor: Actor) -> list[Link]:
    if not actor.can(VIEW_RIGHTS):
        return []
    waiting = count_open_of(person)
    note = _("%(n)d 件请求待答复") % {"n": waiting} if waiting else ""
    return [
        Link(_("告知同意与个人信息请求"), reverse("rights:person", args=[person.pk]), "shield", note, bool(waiting))
    ]


register_links(links, order=60)
