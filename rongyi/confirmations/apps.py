from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConfirmationsConfig(AppConfig):
    name = "rongyi.confirmations"
    label = "confirmations"
    verbose_name = _("年度确认")

    def ready(self):
        from rongyi.confirmations import links  # noqa: F401
        from rongyi.confirmations.policy import FOLDER, ConfirmationPolicy, findings
        from rongyi.confirmations.services import keeping, undoing  # noqa: F401
        from rongyi.kernel.definitions import register_folder

        register_folder(FOLDER, ConfirmationPolicy, findings, title=_("年度确认"))
