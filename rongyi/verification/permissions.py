from django.utils.translation import gettext_lazy as _

from rongyi.kernel.audit import call_acts
from rongyi.organisation.access import permission
from rongyi.organisation.roles import SERVICE_STAFF, Role

VIEW_FINDINGS = permission("verification.view", _("查看核验问题"), *SERVICE_STAFF)
KEEP_FINDING = permission("verification.keep", _("确认核实无误"), Role.SECTION_OFFICER, Role.TOWN_HEAD)
RUN_CHECKS = permission("verification.run", _("重新核验"), Role.SECTION_OFFICER)

call_acts({"verification.keep": _("确认核实无误"), "verification.run": _("重新核验")})
