from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class OrganisationConfig(AppConfig):
    name = "rongyi.organisation"
    label = "organisation"
    verbose_name = _("机构网络")

    def ready(self):
        autodiscover_modules("nav")
