from django.utils.translation import gettext_lazy as _

from rongyi.kernel.audit import call_acts
from rongyi.organisation.access import permission
from rongyi.organisation.roles import Role

PROPOSE_ERASURE = permission("erasure.propose", _("提出删除个人信息"), Role.SECTION_OFFICER)
DECIDE_ERASURE = permission("erasure.decide", _("批准删除个人信息"), Role.BUREAU_LEADER)
VIEW_ERASURES = permission("erasure.view", _("查看删除个人信息的办理"), Role.SECTION_OFFICER, Role.BUREAU_LEADER)

call_acts(
    {
        "erasure.propose": _("提出删除个人信息"),
        "erasure.decide": _("批准或不批准删除个人信息"),
        "erasure.certificate": _("打印删除个人信息证明"),
    }
)
