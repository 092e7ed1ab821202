from django.utils.translation import gettext_lazy as _

from rongyi.kernel.audit import call_acts
from rongyi.organisation.access import permission
from rongyi.organisation.roles import SERVICE_STAFF, STATION_STAFF, Purpose, Role

VIEW_RIGHTS = permission("rights.view", _("查看告知同意与请求"), *SERVICE_STAFF)
RECORD_CONSENT = permission("rights.consent", _("登记告知与同意"), Role.SECTION_OFFICER, *STATION_STAFF)
HANDLE_RIGHTS = permission("rights.handle", _("办理个人信息请求"), Role.SECTION_OFFICER, *STATION_STAFF)
COPY_PERSON = permission("rights.copy", _("打印本人信息副本"), Role.SECTION_OFFICER, *STATION_STAFF)
OWN_RIGHTS = permission("rights.own", _("行使本人信息权利"), Role.VETERAN, lent_for=(Purpose.WHOLE,))

call_acts(
    {
        "rights.consent": _("登记告知或同意"),
        "rights.withdraw": _("收回同意"),
        "rights.ask": _("提出个人信息请求"),
        "rights.answer": _("答复个人信息请求"),
        "rights.copy": _("打印本人信息副本"),
        "rights.own_consent": _("本人同意"),
        "rights.own_withdraw": _("本人收回同意"),
        "rights.own_ask": _("本人提出请求"),
        "rights.own_copy": _("本人下载副本"),
    }
)
