"""Erasing, on the person's page, for who may propose it."""

from django.utils.translation import gettext as _

from rongyi.erasure.permissions import PROPOSE_ERASURE
from rongyi.kernel.addresses import address_of
from rongyi.organisation.access import Actor
from rongyi.registry.links import Link, register_links
from rongyi.registry.models import Person


def links(person: Person, actor: Actor) -> list[Link]:
    if not actor.can(PROPOSE_ERASURE):
        return []
    return [Link(_("提出删除个人信息"), address_of("erasure:propose", person.pk), "shield", "", False)]


register_links(links, order=95)
