from django.utils.translation import gettext_lazy as _

from rongyi.records.kinds import Column, kind

MANDATE = kind(
    "mandate",
    _("委托代办"),
    columns=(
        Column(
            "act", _("事项"), "choice", required=True, choices=(("recorded", _("登记")), ("revoked", _("撤销")))
        ),
        Column(
            "kind", _("种类"), "choice", required=True,
            choices=(("attorney", _("委托代办")), ("guardian", _("法定监护"))),
        ),
    ),
    channels=("counter", "home", "phone", "video", "online"),
)  # fmt: skip
