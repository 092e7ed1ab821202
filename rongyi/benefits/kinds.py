from django.utils.translation import gettext_lazy as _

from rongyi.benefits.enums import Item, Piece
from rongyi.kernel.crypto.classes import DataClass
from rongyi.records.kinds import Column, kind

S3 = DataClass.S3
COLUMNS = (
    Column("item", _("待遇项目"), "choice", data_class=S3, required=True, choices=tuple(Item.choices)),
    Column("period", _("所属月份"), required=True, max_length=7),
    Column("piece", _("部分"), "choice", required=True, choices=tuple(Piece.choices)),
    Column("amount", _("金额(元)"), "money", data_class=S3, required=True),
)
PAYMENT = kind("payment", _("抚恤补助发放"), columns=COLUMNS)
PAYMENT_RETURNED = kind("payment_returned", _("抚恤补助追回"), columns=COLUMNS)
