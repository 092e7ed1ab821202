from django.utils.translation import gettext_lazy as _

from rongyi.erasure.permissions import VIEW_ERASURES
from rongyi.organisation.navigation import entry

entry(_("删除个人信息"), "erasure:list", "shield", VIEW_ERASURES, group="network", order=67, active=("erasure",))
