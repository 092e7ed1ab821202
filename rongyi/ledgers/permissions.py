from django.utils.translation import gettext_lazy as _

from rongyi.kernel.audit import call_acts
from rongyi.organisation.access import permission
from rongyi.organisation.roles import SERVICE_STAFF, Role

VIEW_LEDGERS = permission("ledgers.view", _("查看台账"), *SERVICE_STAFF, Role.PREFECTURE_OFFICER)
EXPORT_LEDGER = permission("ledgers.export", _("导出台账"), *SERVICE_STAFF, Role.PREFECTURE_OFFICER)

call_acts({"ledgers.export": _("导出台账")})
