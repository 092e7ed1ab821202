from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LedgersConfig(AppConfig):
    name = "rongyi.ledgers"
    label = "ledgers"
    verbose_name = _("台账")

    def ready(self):
        from rongyi.kernel.definitions import register_folder
        from rongyi.ledgers import approval_services  # noqa: F401  (declares its sweep and task)
        from rongyi.ledgers.definitions import FOLDER, LedgerDefinition, findings

        register_folder(FOLDER, LedgerDefinition, findings, title=_("台账"))
