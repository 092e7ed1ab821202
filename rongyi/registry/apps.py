from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistryConfig(AppConfig):
    name = "rongyi.registry"
    label = "registry"
    verbose_name = _("个人档案")

    def ready(self):
        from rongyi.kernel.definitions import register_folder
        from rongyi.records.subjects import register
        from rongyi.registry import proposal_queries  # noqa: F401
        from rongyi.registry.policy import FOLDER, FilePolicy, findings
        from rongyi.registry.printing import links  # noqa: F401
        from rongyi.registry.queries import subjects

        register(subjects)
        register_folder(FOLDER, FilePolicy, findings, title=_("个人档案"))
