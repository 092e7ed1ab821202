from django.utils.translation import gettext_lazy as _

from rongyi.kernel.audit import call_acts
from rongyi.organisation.access import permission
from rongyi.organisation.roles import COUNTY_STAFF, SERVICE_STAFF, STATION_STAFF, UPPER_STAFF, Role

VIEW_RECORDS = permission("records.view", _("查看工作记录"), *SERVICE_STAFF)
WRITE_RECORD = permission("records.write", _("登记工作记录"), Role.SECTION_OFFICER, *STATION_STAFF)
CORRECT_RECORD = permission("records.correct", _("更正、撤回工作记录"), Role.SECTION_OFFICER, *STATION_STAFF)
VIEW_FIGURES = permission("records.figures", _("查看统计"), *COUNTY_STAFF, *STATION_STAFF, *UPPER_STAFF)

call_acts(
    {
        "records.correct": _("更正工作记录"),
        "records.withdraw": _("撤回工作记录"),
        "records.attach": _("上传佐证材料"),
        "records.remove_evidence": _("移除佐证材料"),
    }
)
