from django.utils.translation import gettext_lazy as _

from rongyi.organisation.navigation import entry
from rongyi.rights.permissions import VIEW_RIGHTS

entry(_("个人信息请求"), "rights:requests", "shield", VIEW_RIGHTS, order=75, active=("rights",))
