from django.utils.translation import gettext_lazy as _

from rongyi.confirmations.permissions import VIEW_CONFIRMATIONS
from rongyi.organisation.navigation import entry

entry(_("年度确认"), "confirmations:campaigns", "check", VIEW_CONFIRMATIONS, order=25, active=("confirmations",))
