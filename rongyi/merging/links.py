"""Whether somebody may have a second file, on the person's page."""

from django.utils.translation import gettext as _

from rongyi.kernel.addresses import address_of
from rongyi.merging.models import MergeCase
from rongyi.merging.permissions import MERGE_PEOPLE
from rongyi.merging.queries import open_cases_of, seen_by
from rongyi.organisation.access import Actor
from rongyi.registry.links import Link, register_links
from rongyi.registry.models import Person
from rongyi.registry.presence import is_empty, watch


def links(person: Person, actor: Actor) -> list[Link]:
    if not actor.can(MERGE_PEOPLE) or not actor.acting(MERGE_PEOPLE).covers(person.region_code):
        return []
    is_alone = is_empty(person, MergeCase)
    case = None if is_alone else seen_by(actor.acting(MERGE_PEOPLE), open_cases_of(person)).first()
    if case is not None:
        url = address_of("merging:case", case.pk)
        return [Link(_("疑似有另一份档案"), url, "people", _("请并排核对"), True)]
    return [Link(_("此人有另一份档案?"), address_of("merging:pair", person.pk), "people")]


watch(MergeCase, "first", "second")
register_links(links, order=80)
