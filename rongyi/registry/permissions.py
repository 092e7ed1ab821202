from django.utils.translation import gettext_lazy as _

from rongyi.kernel.audit import call_acts
from rongyi.organisation.access import permission
from rongyi.organisation.roles import COUNTY_STAFF, SERVICE_STAFF, STATION_STAFF, Role

VIEW_PEOPLE = permission("people.view", _("查看个人档案"), *SERVICE_STAFF)
EDIT_PERSON = permission("people.edit", _("建立、修改个人档案"), Role.SECTION_OFFICER, *STATION_STAFF)
REVEAL_PERSON = permission("people.reveal", _("查看完整号码"), *COUNTY_STAFF, *STATION_STAFF)
TRANSFER_PERSON = permission("people.transfer", _("转移个人档案"), Role.SECTION_OFFICER, Role.TOWN_HEAD)
UNDO_DEATH = permission("people.undo_death", _("撤销去世登记"), Role.SECTION_OFFICER)
ACCEPT_CHANGE = permission("people.accept", _("核准档案变更"), Role.SECTION_OFFICER, Role.TOWN_HEAD)
PRINT_PERSON = permission("people.print", _("打印个人信息表"), Role.SECTION_OFFICER, *STATION_STAFF)
IMPORT_PEOPLE = permission("people.import", _("批量导入人员"), Role.SECTION_OFFICER, *STATION_STAFF)

call_acts(
    {
        "people.create": _("建档"),
        "people.create_many": _("成批建档"),
        "people.change": _("修改档案"),
        "people.add_part": _("添加档案内容"),
        "people.correct_part": _("更正档案内容"),
        "people.end_part": _("终止或划去档案内容"),
        "people.transfer": _("转移档案"),
        "people.change_photo": _("更换照片"),
        "people.remove_photo": _("删除照片"),
        "people.death": _("登记去世"),
        "people.undo_death": _("撤销去世登记"),
        "people.open": _("打开档案"),
        "people.reveal": _("查看完整号码"),
        "people.propose": _("提出档案变更"),
        "people.accept": _("核准档案变更"),
        "people.refuse": _("不予核准档案变更"),
        "people.withdraw_proposal": _("收回提出的变更"),
        "people.print": _("打印个人信息表"),
        "people.search_number": _("按号码查找"),
        "people.import_upload": _("上传导入表格"),
        "people.import_map": _("对应导入栏目"),
        "people.import_apply": _("写入导入表格"),
        "people.import_resume": _("继续写入导入表格"),
    }
)
