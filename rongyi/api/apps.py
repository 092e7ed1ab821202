from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    name = "rongyi.api"
    label = "api"
    verbose_name = _("接口")

    def ready(self):
        from rongyi.api.hooks import sending_services, watching_services  # noqa: F401  (declare their own)
