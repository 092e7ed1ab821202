"""The form on paper, on the person's page."""

from django.utils.translation import gettext as _

from rongyi.kernel.addresses import address_of
from rongyi.organisation.access import Actor
from rongyi.registry.links import Link, register_links
from rongyi.registry.models import Person
from rongyi.registry.permissions import PRINT_PERSON


def links(person: Person, actor: Actor) -> list[Link]:
    if not actor.can(PRINT_PERSON):
        return []
    return [Link(_("打印个人信息表"), address_of("registry:print", person.pk), "print")]


register_links(links, order=90)
