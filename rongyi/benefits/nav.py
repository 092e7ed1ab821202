from django.utils.translation import gettext_lazy as _

from rongyi.benefits.permissions import VIEW_BENEFITS
from rongyi.organisation.navigation import entry

entry(_("抚恤补助"), "benefits:list", "ledger", VIEW_BENEFITS, order=27, active=("benefits",))
