from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VerificationConfig(AppConfig):
    name = "rongyi.verification"
    label = "verification"
    verbose_name = _("数据核验")

    def ready(self):
        from rongyi.kernel.definitions import register_folder
        from rongyi.verification import following_services, links  # noqa: F401
        from rongyi.verification.definitions import FOLDER, CheckDefinition, findings

        register_folder(FOLDER, CheckDefinition, findings, title=_("数据核验"))
