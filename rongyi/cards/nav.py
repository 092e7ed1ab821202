from django.utils.translation import gettext_lazy as _

from rongyi.cards.permissions import VIEW_CARDS
from rongyi.organisation.navigation import entry

entry(_("优待证"), "cards:cards", "key", VIEW_CARDS, order=24, active=("cards",))
