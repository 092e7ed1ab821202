from django.utils.translation import gettext_lazy as _

from rongyi.kernel.audit import call_acts
from rongyi.organisation.access import permission
from rongyi.organisation.roles import COUNTY_STAFF, SERVICE_STAFF, STATION_STAFF, Role

VIEW_CONFIRMATIONS = permission("confirmations.view", _("查看年度确认"), *SERVICE_STAFF)
CONFIRM = permission("confirmations.confirm", _("办理年度确认"), Role.SECTION_OFFICER, *STATION_STAFF)
OPEN_CAMPAIGN = permission("confirmations.open", _("开展年度确认"), Role.SECTION_OFFICER)
PROPOSE_HOLD = permission("confirmations.propose", _("提出暂停发放建议"), Role.SECTION_OFFICER, Role.TOWN_HEAD)
DECIDE_HOLD = permission("confirmations.decide", _("决定暂停或恢复发放"), *COUNTY_STAFF)
EXPORT_CONFIRMATIONS = permission("confirmations.export", _("导出年度确认名单"), *SERVICE_STAFF)

call_acts(
    {
        "confirmations.open": _("开展年度确认"),
        "confirmations.close": _("结束年度确认"),
        "confirmations.tell": _("通知年度确认"),
        "confirmations.print": _("打印年度确认通知单"),
        "confirmations.confirm": _("办理年度确认"),
        "confirmations.attempt": _("登记年度确认联系情况"),
        "confirmations.propose": _("建议暂停发放"),
        "confirmations.decide": _("决定是否暂停发放"),
        "confirmations.letter": _("打印暂停发放通知书"),
        "confirmations.restore": _("决定恢复发放"),
        "confirmations.end": _("终止年度确认"),
        "confirmations.export": _("导出年度确认名单"),
    }
)
