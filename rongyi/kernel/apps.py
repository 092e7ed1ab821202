from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KernelConfig(AppConfig):
    name = "rongyi.kernel"
    label = "kernel"
    verbose_name = _("内核")

    def ready(self):
        from rongyi.kernel import checks  # noqa: F401  (registers the system checks)
        from rongyi.kernel.definitions import register_folder
        from rongyi.kernel.limits import FOLDER, Limits
        from rongyi.kernel.messages import templates

        register_folder(FOLDER, Limits, title=_("限额与保存期"))
        register_folder(templates.FOLDER, templates.MessageTemplate, templates.findings, title=_("短信模板"))
