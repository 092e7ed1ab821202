from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RightsConfig(AppConfig):
    name = "rongyi.rights"
    label = "rights"
    verbose_name = _("个人信息权利")

    def ready(self):
        from rongyi.kernel.definitions import register_folder
        from rongyi.rights import following_services, kinds, links  # noqa: F401
        from rongyi.rights.notices import FOLDER, NoticeDefinition, findings

        register_folder(FOLDER, NoticeDefinition, findings, title=_("告知与同意"))
