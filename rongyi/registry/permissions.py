from django.utils.translation import gettext_lazy as _

from rongyi.organisation.access import permission
from rongyi.organisation.roles import COUNTY_STAFF, SERVICE_STAFF, STATION_STAFF, Role

VIEW_PEOPLE = permission("people.view", _("查看个人档案"), *SERVICE_STAFF)
EDIT_PERSON = permission("people.edit", _("建立、修改个人档案"), Role.SECTION_OFFICER, *STATION_STAFF)
REVEAL_PERSON = permission("people.reveal", _("查看完整号码"), *COUNTY_STAFF, *STATION_STAFF)
TRANSFER_PERSON = permission("people.transfer", _("转移个人档案"), Role.SECTION_OFFICER, Role.TOWN_HEAD)
IMPORT_PEOPLE = permission("people.import", _("批量导入人员"), Role.SECTION_OFFICER, *STATION_STAFF)
