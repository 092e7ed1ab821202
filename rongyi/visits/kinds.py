from django.utils.translation import gettext_lazy as _

from rongyi.kernel.crypto.classes import DataClass
from rongyi.records.kinds import Column, kind
from rongyi.visits.enums import CHANNELS, Need, Reason

VISIT = kind(
    "visit",
    _("走访"),
    columns=(
        Column("reason", _("事由"), type="choice", required=True, choices=tuple(Reason.choices)),
        Column("note", _("情况"), data_class=DataClass.S3, max_length=500),
        Column("needs", _("发现的需求"), type="choices", choices=tuple(Need.choices)),
    ),
    channels=CHANNELS,
    record="rongyi.visits.services.record_from_manual",
    record_at="visits:record",
    correct_at="visits:correct",
)
