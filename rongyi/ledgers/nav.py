from django.utils.translation import gettext_lazy as _

from rongyi.ledgers.permissions import EXPORT_LEDGER, VIEW_LEDGERS
from rongyi.organisation.navigation import entry

LEDGER_PAGES = ("ledgers:ledger", "ledgers:export")
entry(_("台账"), "ledgers:list", "ledger", VIEW_LEDGERS, group="figures", order=30, quick=True, active=LEDGER_PAGES)
entry(_("导出申请"), "ledgers:exports", "export", EXPORT_LEDGER, group="figures", order=31,
      active=("ledgers:export_decide",))  # fmt: skip
