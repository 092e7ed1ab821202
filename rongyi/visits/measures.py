"""What visits add to the picture of the network: how many are due and were not called on."""

from django.utils.translation import gettext_lazy as _

from rongyi.kernel import clock
from rongyi.organisation.access import Actor
from rongyi.organisation.measures import Counts, Measure, measure
from rongyi.visits.permissions import VIEW_VISITS
from rongyi.visits.queries import contacts_by_station


def due(actor: Actor) -> Counts:
    found = contacts_by_station(actor, clock.today())
    return {code: (counts["overdue"], counts["people"]) for code, counts in found.items()}


DUE = measure(
    Measure("due", _("到期未访"), _("%(n)s 位到期未访,占 %(percent)d%%"), VIEW_VISITS, due, (0.02, 0.05, 0.1))
)
