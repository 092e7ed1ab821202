from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MergingConfig(AppConfig):
    name = "rongyi.merging"
    label = "merging"
    verbose_name = _("一人一档")

    def ready(self):
        from rongyi.kernel.definitions import register_folder
        from rongyi.merging.policy import FOLDER, LinkagePolicy, findings

        register_folder(FOLDER, LinkagePolicy, findings, title=_("疑似同一人"))
