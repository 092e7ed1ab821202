from django.utils.translation import gettext_lazy as _

from rongyi.kernel.audit import call_acts
from rongyi.organisation.access import permission
from rongyi.organisation.roles import SERVICE_STAFF, STATION_STAFF, Role

VIEW_MANDATES = permission("mandates.view", _("查看委托代办"), *SERVICE_STAFF)
RECORD_MANDATE = permission("mandates.record", _("登记委托代办"), Role.SECTION_OFFICER, *STATION_STAFF)
OWN_MANDATES = permission("mandates.own", _("管理自己的委托"), Role.VETERAN)

call_acts(
    {
        "mandates.record": _("登记委托代办"),
        "mandates.revoke": _("撤销委托代办"),
        "mandates.own_revoke": _("本人撤销委托"),
        "mandates.enter": _("用手机号登录"),
        "mandates.scan": _("查看委托书"),
        "accounts.one_time_code": _("核对短信验证码"),
    }
)
