from django.utils.translation import gettext_lazy as _

from rongyi.kernel.audit import call_acts
from rongyi.organisation.access import permission
from rongyi.organisation.roles import COUNTY_STAFF, SERVICE_STAFF, Role

VIEW_BENEFITS = permission("benefits.view", _("查看抚恤补助待遇"), *SERVICE_STAFF)
DECIDE_BENEFIT = permission("benefits.decide", _("决定抚恤补助待遇"), *COUNTY_STAFF)
SET_STANDARD = permission("benefits.standards", _("维护本县发放标准"), Role.SECTION_OFFICER)
SET_ACCOUNT = permission("benefits.account", _("登记发放账号"), Role.SECTION_OFFICER)
VIEW_RUNS = permission("benefits.runs", _("查看发放批次"), *COUNTY_STAFF)
MAKE_RUN = permission("benefits.make", _("办理发放批次"), Role.SECTION_OFFICER)
APPROVE_RUN = permission("benefits.approve", _("批准发放批次"), Role.BUREAU_LEADER)
KEEP_FUNDS = permission("benefits.funds", _("登记资金"), Role.SECTION_OFFICER)
CLOSE_MONTH = permission("benefits.close", _("按月结账"), Role.BUREAU_LEADER)

call_acts(
    {
        "benefits.look": _("查看发放名单"),
        "benefits.scan": _("比对档案提出待遇"),
        "benefits.accept": _("同意发放待遇"),
        "benefits.refuse": _("不予发放待遇"),
        "benefits.pause": _("暂停待遇"),
        "benefits.resume": _("恢复待遇"),
        "benefits.end": _("停发待遇"),
        "benefits.account": _("登记发放账号"),
        "benefits.standard_add": _("增加发放标准"),
        "benefits.standard_close": _("截止发放标准"),
        "benefits.receive": _("登记拨入资金"),
        "benefits.close_month": _("按月结账"),
        "benefits.start": _("开始发放批次"),
        "benefits.hold": _("发放批次中暂不发"),
        "benefits.submit": _("发放批次报批"),
        "benefits.send_back": _("退回发放批次"),
        "benefits.approve": _("批准发放批次"),
        "benefits.drop": _("作废发放批次"),
        "benefits.send": _("导出银行发放文件"),
        "benefits.take_back": _("收回银行发放结果"),
        "benefits.reverse": _("追回已发款项"),
    }
)
