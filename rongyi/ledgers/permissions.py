from django.utils.translation import gettext_lazy as _

from rongyi.kernel.audit import call_acts
from rongyi.organisation.access import permission
from rongyi.organisation.roles import SERVICE_STAFF, UPPER_STAFF, Role

VIEW_LEDGERS = permission("ledgers.view", _("查看台账"), *SERVICE_STAFF, *UPPER_STAFF)
EXPORT_LEDGER = permission("ledgers.export", _("导出台账"), *SERVICE_STAFF, *UPPER_STAFF)

call_acts({"ledgers.export": _("导出台账")})
APPROVE_EXPORT = permission(
    "ledgers.approve_export", _("批准导出"), Role.BUREAU_LEADER, Role.SECTION_OFFICER, Role.TOWN_HEAD
)

call_acts(
    {
        "ledgers.ask_export": _("申请导出"),
        "ledgers.decide_export": _("批准或不批准导出"),
        "ledgers.make_export": _("生成导出文件"),
        "ledgers.fetch_export": _("下载导出文件"),
    }
)
