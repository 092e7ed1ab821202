from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VisitsConfig(AppConfig):
    name = "rongyi.visits"
    label = "visits"
    verbose_name = _("走访")

    def ready(self):
        from rongyi.kernel.definitions import register_folder
        from rongyi.registry.completeness import register_group
        from rongyi.visits import contacts, links  # noqa: F401
        from rongyi.visits.policy import FOLDER, ContactPolicy, findings
        from rongyi.visits.queries import contact_items

        register_group("contact", contact_items)
        register_folder(FOLDER, ContactPolicy, findings, title=_("联系走访"))
