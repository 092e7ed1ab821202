from django.utils.translation import gettext_lazy as _

from rongyi.organisation.access import permission
from rongyi.organisation.roles import ALL_STAFF, SERVICE_STAFF, UPPER_STAFF, Purpose, Role

VIEW_HOME = permission("console.home", _("打开工作台"), *Role, lent_for=Purpose)
VIEW_GALLERY = permission("kernel.gallery", _("查看界面组件"), *ALL_STAFF)
VIEW_NETWORK = permission("organisation.view", _("查看机构网络"), *SERVICE_STAFF, *UPPER_STAFF,
                          Role.ADMINISTRATOR, Role.AUDITOR)  # fmt: skip
EDIT_STATION = permission("organisation.edit", _("维护服务站"), Role.SECTION_OFFICER, Role.TOWN_HEAD)
MANAGE_ACCOUNTS = permission("organisation.accounts", _("管理账号与授权"), Role.ADMINISTRATOR)
READ_AUDIT = permission("organisation.audit", _("查阅审计记录"), Role.AUDITOR)
LOAD_REGIONS = permission("organisation.regions", _("更新行政区划"), Role.ADMINISTRATOR)
OPEN_STATIONS = permission("organisation.open_stations", _("开设服务站"), Role.ADMINISTRATOR)
RAISE_LIMIT = permission("organisation.raise_limit", _("提高当天查阅限额"), Role.BUREAU_LEADER)
