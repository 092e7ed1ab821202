from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CardsConfig(AppConfig):
    name = "rongyi.cards"
    label = "cards"
    verbose_name = _("优待证")

    def ready(self):
        from rongyi.cards import facts_queries, kinds, links  # noqa: F401
        from rongyi.cards.services import effects, erasing, following, losing, showing  # noqa: F401
