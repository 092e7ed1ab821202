from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class OrganisationConfig(AppConfig):
    name = "rongyi.organisation"
    label = "organisation"
    verbose_name = _("机构网络")

    def ready(self):
        from rongyi.accounts.trail import find_home_by
        from rongyi.organisation import opened_services  # noqa: F401  (declares its sweep)
        from rongyi.organisation.access import home_of

        find_home_by(home_of)
        autodiscover_modules("nav", "measures")
