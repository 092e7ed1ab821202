from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class RecordsConfig(AppConfig):
    name = "rongyi.records"
    label = "records"
    verbose_name = _("工作记录")

    def ready(self):
        autodiscover_modules("kinds")
