from django.utils.translation import gettext_lazy as _

from rongyi.organisation.navigation import entry
from rongyi.organisation.permissions import VIEW_HOME
from rongyi.portal.permissions import EXAMINE, READ_DEFINITIONS, READ_FEEDBACK

entry(_("首页"), "console:home", "home", VIEW_HOME, order=0)
entry(_("意见建议"), "console:feedback", "feedback", READ_FEEDBACK, order=80, active=("console:feedback_answer",))
entry(
    _("规则文件"), "console:definitions", "edit", READ_DEFINITIONS, group="figures", order=85,
    active=("console:definition",),
)  # fmt: skip
entry(_("检查系统"), "console:examination", "settings", EXAMINE, group="system", order=90)
