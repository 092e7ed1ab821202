from django.utils.translation import gettext_lazy as _

from rongyi.organisation.navigation import entry
from rongyi.verification.permissions import VIEW_FINDINGS

entry(_("数据核验"), "verification:list", "check", VIEW_FINDINGS, order=60, active=("verification",))
