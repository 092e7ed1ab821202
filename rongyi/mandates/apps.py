from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MandatesConfig(AppConfig):
    name = "rongyi.mandates"
    label = "mandates"
    verbose_name = _("委托代办")

    def ready(self):
        from rongyi.mandates import following_services, kinds, links  # noqa: F401
        from rongyi.mandates.queries import powers_of
        from rongyi.organisation.access import find_powers_by

        find_powers_by(powers_of)
