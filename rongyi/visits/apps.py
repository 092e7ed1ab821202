from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VisitsConfig(AppConfig):
    name = "rongyi.visits"
    label = "visits"
    verbose_name = _("走访")

    def ready(self):
        from rongyi.visits import contacts  # noqa: F401
