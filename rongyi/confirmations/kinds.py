from django.utils.translation import gettext_lazy as _

from rongyi.confirmations.enums import Method, Relation
from rongyi.kernel.crypto.classes import DataClass
from rongyi.records.kinds import Column, kind

CONFIRMATION = kind(
    "confirmation",
    _("年度确认"),
    columns=(
        Column("year", _("年度"), type="integer", required=True),
        Column("method", _("办理方式"), type="choice", required=True, choices=tuple(Method.choices)),
        Column("relation", _("代办人关系"), type="choice", choices=tuple(Relation.choices)),
        Column("letter_on", _("信函日期"), type="date"),
        Column("proxy_name", _("代办人"), data_class=DataClass.S3, max_length=50),
        Column("with_whom", _("视频对象"), data_class=DataClass.S3, max_length=50),
    ),
    channels=("counter", "home", "video"),
    record="rongyi.confirmations.services.manual.record_from_manual",
    record_at="confirmations:record",
    correct_at="confirmations:correct",
)
