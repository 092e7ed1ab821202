from django.utils.translation import gettext_lazy as _

from rongyi.casework.permissions import VIEW_CASES
from rongyi.organisation.navigation import entry

entry(_("办件"), "casework:list", "check", VIEW_CASES, order=12, active=("casework",))
