from django.utils.translation import gettext_lazy as _

from rongyi.organisation.navigation import entry
from rongyi.registry.permissions import ACCEPT_CHANGE, VIEW_PEOPLE

entry(_("人员档案"), "registry:list", "people", VIEW_PEOPLE, order=20, quick=True, active=("registry",))
entry(
    _("待核准变更"), "registry:proposals", "inbox", ACCEPT_CHANGE, order=58,
    active=("registry:proposals", "registry:proposal"),
)  # fmt: skip
