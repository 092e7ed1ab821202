"""A person's matters, on the person's page."""

from django.urls import reverse
from django.utils.translation import gettext as _

from rongyi.casework.enums import State
from rongyi.casework.models import Case
from rongyi.casework.permissions import OPEN_CASE, VIEW_CASES
from rongyi.casework.procedures import store
from rongyi.casework.queries import cases_of
from rongyi.casework.shown import left
from rongyi.kernel import clock
from rongyi.organisation.access import Actor
from rongyi.registry.links import Link, register_links
from rongyi.registry.models import Person
from rongyi.registry.presence import is_empty, watch

MOST = 8


def links(person: Person, actor: Actor) -> list[Link]:
    found = []
    if actor.can(VIEW_CASES) and not is_empty(person, Case):
        today = clock.today()
        for case in cases_of(person, actor)[:MOST]:
            title = str(store.at_version(case.procedure, case.definition_version).title)
            running = case.state != State.ENDED
            words = left(case, today)
            note = " ".join((str(case.get_state_display() if running else case.get_outcome_display()), words.words))
            found.append(Link(title, reverse("casework:case", args=[case.pk]), "ledger", note, words.tone == "bad"))
    if actor.can(OPEN_CASE) and person.status == Person.Status.ACTIVE:
        found.append(Link(_("办一件事"), f"{reverse('casework:choose')}?person={person.pk}", "plus"))
    return found


watch(Case, "person")
register_links(links, order=20)
