from django.utils.translation import gettext_lazy as _

from rongyi.kernel.audit import call_acts
from rongyi.organisation.access import permission
from rongyi.organisation.roles import SERVICE_STAFF, STATION_STAFF, UPPER_STAFF, Purpose, Role

VIEW_CASES = permission("casework.view", _("查看办件"), *SERVICE_STAFF, *UPPER_STAFF)
OPEN_CASE = permission("casework.open", _("受理申请"), Role.SECTION_OFFICER, *STATION_STAFF)
ACT_ON_CASE = permission("casework.act", _("办理办件"), *SERVICE_STAFF, *UPPER_STAFF)
EXTEND_CASE = permission("casework.extend", _("延长期限"), Role.BUREAU_LEADER)
PRINT_DOCUMENT = permission("casework.print", _("打印文书"), *SERVICE_STAFF, *UPPER_STAFF)
OWN_CASES = permission(
    "casework.own", _("本人申请与办理进度"), Role.VETERAN, lent_for=(Purpose.VIEW, Purpose.APPLY, Purpose.WHOLE)
)

call_acts(
    {
        "casework.open": _("提出申请"),
        "casework.act": _("办理"),
        "casework.supplement": _("补正"),
        "casework.withdraw": _("撤回申请"),
        "casework.pause": _("暂停计时"),
        "casework.resume": _("恢复计时"),
        "casework.extend": _("延长期限"),
        "casework.hand_over": _("交接办件"),
        "casework.lapse": _("终止办理"),
        "casework.material": _("核对材料"),
        "casework.view": _("查看办件"),
        "casework.reveal": _("查看办件的保密内容"),
        "casework.document": _("打印文书"),
        "casework.deliver": _("登记送达"),
        "casework.stamp": _("上传盖章件"),
        "casework.own_open": _("本人提出申请"),
        "casework.own_material": _("本人提交材料"),
        "casework.own_supplement": _("本人补正"),
        "casework.own_withdraw": _("本人撤回申请"),
        "casework.rate": _("评价办件"),
    }
)
