from django.utils.translation import gettext_lazy as _

from rongyi.archives.permissions import VIEW_ARCHIVES
from rongyi.organisation.navigation import entry

entry(_("档案室"), "archives:home", "box", VIEW_ARCHIVES, order=25, active=("archives",))
