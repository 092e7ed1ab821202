from django.utils.translation import gettext_lazy as _

from rongyi.kernel.audit import call_acts
from rongyi.organisation.access import permission
from rongyi.organisation.roles import Role

MANAGE_HOOKS = permission("api.hooks", _("管理向上级系统的推送"), Role.ADMINISTRATOR)

call_acts(
    {
        "api.hook_make": _("建立推送"),
        "api.hook_end": _("停用推送"),
        "api.hook_again": _("重新推送"),
    }
)
