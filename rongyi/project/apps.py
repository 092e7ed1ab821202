from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectConfig(AppConfig):
    name = "rongyi.project"
    label = "project"
    verbose_name = _("总装")

    def ready(self):
        from rongyi.portal import doctor
        from rongyi.project import heads, wiring  # noqa: F401  (declares the daily sealing; joins siblings)
        from rongyi.project.doctor import examine

        doctor.register(examine)
