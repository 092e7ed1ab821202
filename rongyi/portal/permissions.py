from django.utils.translation import gettext_lazy as _

from rongyi.kernel.audit import call_acts
from rongyi.organisation.access import permission
from rongyi.organisation.roles import SERVICE_STAFF, STATION_STAFF, UPPER_STAFF, Purpose, Role

SEND_FEEDBACK = permission("portal.feedback.send", _("提意见建议"), *Role)
READ_FEEDBACK = permission("portal.feedback.read", _("查看意见建议"), *SERVICE_STAFF, *UPPER_STAFF, Role.ADMINISTRATOR)
ANSWER_FEEDBACK = permission(
    "portal.feedback.answer",
    _("答复意见建议"),
    Role.SECTION_OFFICER,
    *STATION_STAFF,
    *UPPER_STAFF,
    Role.ADMINISTRATOR,
)
EXAMINE = permission("portal.examine", _("检查系统"), Role.ADMINISTRATOR)
READ_DEFINITIONS = permission(
    "portal.definitions", _("查看规则文件"), *SERVICE_STAFF, *UPPER_STAFF, Role.AUDITOR, Role.ADMINISTRATOR
)
VIEW_OWN = permission("portal.own", _("查看本人档案"), Role.VETERAN, lent_for=(Purpose.VIEW, Purpose.WHOLE))

call_acts({"portal.feedback.send": _("提交意见"), "portal.feedback.answer": _("答复意见")})
