"""How somebody is called on, on the person's page: how often, who went last, by when the next call is due."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rongyi.kernel import clock
from rongyi.kernel.addresses import address_of
from rongyi.organisation.access import Actor
from rongyi.registry.links import Link, register_links
from rongyi.registry.models import Person
from rongyi.visits.models import Contact
from rongyi.visits.permissions import MAKE_VISIT, VIEW_VISITS
from rongyi.visits.queries import contact_of, last_visitor


def links(person: Person, actor: Actor) -> list[Link]:
    contact = contact_of(person) if actor.can(VIEW_VISITS) and person.status == Person.Status.ACTIVE else None
    if contact is None:
        return []
    label = _("重点联系") if contact.is_key else _("一般联系")
    goes = actor.can(MAKE_VISIT) and actor.acting(MAKE_VISIT).covers(person.region_code)
    url = f"{address_of('visits:record')}?person={person.pk}" if goes else address_of("visits:due")
    is_late = contact.next_due_on is not None and contact.next_due_on < clock.today()
    return [Link(label, url, "visit", _told(contact, last_visitor(contact)), is_late)]


def _told(contact: Contact, officer: str) -> str:
    told = [_("还没有走访过")]
    if contact.last_visit_on:
        told = [_("上次 %(day)s") % {"day": date_format(contact.last_visit_on)}]
        told += [_("联系人 %(name)s") % {"name": officer}] if officer else []
    if contact.next_due_on:
        told.append(_("%(day)s以前应再走访") % {"day": date_format(contact.next_due_on)})
    return " · ".join(told)


register_links(links, order=20)
