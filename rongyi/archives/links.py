"""The papers of a person, on the person's page."""

from django.urls import reverse
from django.utils.translation import gettext as _

from rongyi.archives.permissions import VIEW_ARCHIVES
from rongyi.archives.queries import count_of_person
from rongyi.organisation.access import Actor
from rongyi.registry.links import Link, register_links
from rongyi.registry.models import Person


def links(person: Person, actor: Actor) -> list[Link]:
    if not actor.can(VIEW_ARCHIVES):
        return []
    count = count_of_person(actor.acting(VIEW_ARCHIVES), person)
    note = _("%(n)d 件") % {"n": count} if count else _("还没有归档")
    return [Link(_("纸质档案"), reverse("archives:of_person", args=[person.pk]), "box", note)]


register_links(links, order=70)
