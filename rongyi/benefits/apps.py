from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BenefitsConfig(AppConfig):
    name = "rongyi.benefits"
    label = "benefits"
    verbose_name = _("抚恤补助")

    def ready(self):
        from rongyi.benefits import links  # noqa: F401
        from rongyi.benefits.policy import FOLDER, BenefitFile, findings
        from rongyi.benefits.services import keeping, proposing  # noqa: F401
        from rongyi.kernel.definitions import register_folder

        register_folder(FOLDER, BenefitFile, findings, title=_("抚恤补助"))
