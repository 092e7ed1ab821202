"""The papers of a person, on the person's page."""

from django.utils.translation import gettext as _

from rongyi.archives.models import PiecePerson
from rongyi.archives.permissions import VIEW_ARCHIVES
from rongyi.archives.queries import count_of_person
from rongyi.kernel.addresses import address_of
from rongyi.organisation.access import Actor
from rongyi.registry.links import Link, register_links
from rongyi.registry.models import Person
from rongyi.registry.presence import is_empty, watch


def links(person: Person, actor: Actor) -> list[Link]:
    if not actor.can(VIEW_ARCHIVES):
        return []
    has_none = is_empty(person, PiecePerson) and is_empty(person, Person)  # papers of a merged file count too
    count = 0 if has_none else count_of_person(actor.acting(VIEW_ARCHIVES), person)
    note = _("%(n)d 件") % {"n": count} if count else _("还没有归档")
    return [Link(_("纸质档案"), address_of("archives:of_person", person.pk), "box", note)]


watch(PiecePerson, "person")
register_links(links, order=70)
