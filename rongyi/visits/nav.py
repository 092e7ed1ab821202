from django.utils.translation import gettext_lazy as _

from rongyi.organisation.navigation import entry
from rongyi.visits.permissions import MAKE_VISIT, VIEW_VISITS

entry(
    _("记走访"),
    "visits:record",
    "visit",
    MAKE_VISIT,
    order=10,
    quick=True,
    active=("visits:correct", "visits:recorded"),
)
entry(_("待走访"), "visits:due", "calendar", VIEW_VISITS, order=20, quick=True)
