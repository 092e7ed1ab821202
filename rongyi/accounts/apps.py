from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "rongyi.accounts"
    label = "accounts"
    verbose_name = _("账号")

    def ready(self):
        from rongyi.accounts import sweeps  # noqa: F401  (declares them)
