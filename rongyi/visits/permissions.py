from django.utils.translation import gettext_lazy as _

from rongyi.organisation.access import permission
from rongyi.organisation.roles import SERVICE_STAFF, STATION_STAFF, Role

VIEW_VISITS = permission("visits.view", _("查看走访"), *SERVICE_STAFF)
MAKE_VISIT = permission("visits.make", _("记录走访"), Role.SECTION_OFFICER, *STATION_STAFF)
