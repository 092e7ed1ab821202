from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ErasureConfig(AppConfig):
    name = "rongyi.erasure"
    label = "erasure"
    verbose_name = _("删除个人信息")

    def ready(self):
        from rongyi.erasure import links  # noqa: F401  (puts itself on the person's page)
