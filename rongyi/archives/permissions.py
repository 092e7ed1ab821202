from django.utils.translation import gettext_lazy as _

from rongyi.kernel.audit import call_acts
from rongyi.organisation.access import permission
from rongyi.organisation.roles import COUNTY_STAFF, SERVICE_STAFF, STATION_STAFF, Role

VIEW_ARCHIVES = permission("archives.view", _("查看档案室"), *SERVICE_STAFF)
KEEP_ARCHIVES = permission("archives.keep", _("整理、借阅、清点档案"), Role.SECTION_OFFICER, *STATION_STAFF)
OPEN_FONDS = permission("archives.fonds", _("设立全宗"), Role.SECTION_OFFICER, Role.TOWN_HEAD)
APPROVE_DESTRUCTION = permission("archives.approve", _("批准销毁档案"), *COUNTY_STAFF, Role.TOWN_HEAD)
VIEW_FAULTS = permission("archives.faults", _("查看文件核对结果"), Role.SECTION_OFFICER, Role.BUREAU_LEADER)

call_acts(
    {
        "archives.fonds": _("设立全宗"),
        "archives.file": _("归档"),
        "archives.describe": _("修改档案著录"),
        "archives.people": _("关联人员"),
        "archives.box": _("装盒"),
        "archives.box_describe": _("填写备考表"),
        "archives.scan": _("扫描件入库"),
        "archives.scan_remove": _("移除扫描件"),
        "archives.order": _("调整页序"),
        "archives.open": _("打开档案"),
        "archives.download": _("下载档案原件"),
        "archives.print": _("打印档案目录、标签"),
        "archives.lend": _("借出档案"),
        "archives.give_back": _("归还档案"),
        "archives.count_start": _("开始清点"),
        "archives.count_see": _("清点到一件"),
        "archives.count_close": _("结束清点"),
        "archives.destroy_propose": _("提出销毁"),
        "archives.destroy_approve": _("批准销毁"),
        "archives.destroy_refuse": _("不同意销毁"),
        "archives.destroy": _("销毁档案"),
    }
)
