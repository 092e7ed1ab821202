from django.utils.translation import gettext_lazy as _

from rongyi.cards.enums import Act, Bank, CardKind, State
from rongyi.kernel.crypto.classes import DataClass
from rongyi.records.kinds import Column, kind

CARD = kind(
    "card",
    _("优待证"),
    columns=(
        Column("act", _("事情"), type="choice", required=True, choices=tuple(Act.choices)),
        Column("card_state", _("证的状态"), type="choice", required=True, choices=tuple(State.choices)),
        Column("card_kind", _("种类"), type="choice", required=True, choices=tuple(CardKind.choices)),
        Column("bank", _("银行"), type="choice", choices=tuple(Bank.choices)),
        Column("tail", _("编号后四位"), data_class=DataClass.S3, max_length=4),
        Column("case_number", _("办件编号"), max_length=24),
    ),
    channels=("counter", "home", "phone", "online"),
)
