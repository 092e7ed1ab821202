from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CaseworkConfig(AppConfig):
    name = "rongyi.casework"
    label = "casework"
    verbose_name = _("事项办理")

    def ready(self):
        from rongyi.casework import kinds, links  # noqa: F401
        from rongyi.casework.documents import template
        from rongyi.casework.procedures.checks import findings
        from rongyi.casework.procedures.schema import Procedure
        from rongyi.casework.procedures.store import FOLDER
        from rongyi.kernel.definitions import register_folder

        register_folder(template.FOLDER, template.DocumentTemplate, template.findings, title=_("文书模板"))
        register_folder(FOLDER, Procedure, findings, title=_("事项"))
