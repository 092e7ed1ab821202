from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArchivesConfig(AppConfig):
    name = "rongyi.archives"
    label = "archives"
    verbose_name = _("档案室")

    def ready(self):
        from rongyi.archives import links  # noqa: F401
        from rongyi.archives.policy import FOLDER, ArchivePolicy, findings
        from rongyi.archives.services import nightly  # noqa: F401  (declares the sweeps)
        from rongyi.kernel.definitions import register_folder

        register_folder(FOLDER, ArchivePolicy, findings, title=_("档案室"))
