from django.utils.translation import gettext_lazy as _

from rongyi.ledgers.permissions import VIEW_LEDGERS
from rongyi.organisation.navigation import entry

entry(_("台账"), "ledgers:list", "ledger", VIEW_LEDGERS, group="figures", order=30, quick=True, active=("ledgers",))
