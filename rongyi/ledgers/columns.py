"""The columns that a ledger may show: those that every fact has, and those that its kinds declare."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from rongyi.kernel.crypto.classes import DataClass
from rongyi.kernel.sheets.writer import ColumnType
from rongyi.records.kinds import Kind


@dataclass(frozen=True)
class LedgerColumn:
    """One column of a ledger. `own` says that the value comes from the kind's data."""

    key: str
    label: object
    type: ColumnType = "text"
    data_class: str = DataClass.S4
    width: float = 14
    own: bool = False


_COMMON = (
    LedgerColumn("number", _("序号"), "integer", width=6),
    LedgerColumn("date", _("日期"), "date", width=12),
    LedgerColumn("time", _("时间"), "datetime", width=17),
    LedgerColumn("kind", _("类型"), width=10),
    LedgerColumn("people", _("人员"), data_class=DataClass.S3, width=18),
    LedgerColumn("people_count", _("人数"), "integer", width=6),
    LedgerColumn("station", _("服务站"), width=24),
    LedgerColumn("channel", _("方式"), width=8),
    LedgerColumn("summary", _("摘要"), data_class=DataClass.S3, width=40),
    LedgerColumn("minutes", _("时长(分钟)"), "integer", width=10),
    LedgerColumn("quantity", _("数量"), "integer", width=8),
    LedgerColumn("amount", _("金额(元)"), "money", width=12),
    LedgerColumn("handler", _("经办人"), width=10),
    LedgerColumn("recorded", _("登记时间"), "datetime", width=17),
    LedgerColumn("evidence", _("佐证材料"), "integer", width=8),
    LedgerColumn("state", _("状态"), width=10),
)
COMMON = {column.key: column for column in _COMMON}
TYPES: dict[str, ColumnType] = {"integer": "integer", "money": "money", "date": "date"}


def known_columns(kinds: Iterable[Kind]) -> dict[str, LedgerColumn]:
    """Every column that a ledger over these kinds may show; a common column is never hidden by a kind's own."""
    own = {
        c.key: LedgerColumn(c.key, c.label, TYPES.get(c.type, "text"), c.data_class, own=True)
        for kind in kinds
        for c in kind.columns
    }
    return {**own, **COMMON}
