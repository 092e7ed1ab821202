"""The report: the clerk's own rows with what is wrong and how to mend it, ready to be corrected and sent again."""

import io
from pathlib import Path

from django.utils.translation import gettext as _

from rongyi.kernel import clock
from rongyi.kernel.sheets.writer import Column, Stamp, write_xlsx
from rongyi.registry.imports.plan import Plan


def write_report(plan: Plan, target: str | Path | io.BytesIO, *, user: str, number: str) -> int:
    """Writes the held and rejected rows; returns how many."""
    own = [Column(f"c{place}", label or f"{place + 1}", "text", 16) for place, label in enumerate(plan.header)]
    columns = [
        *own,
        Column("outcome", _("结果"), "text", 10),
        Column("sheet", _("工作表"), "text", 12),
        Column("row", _("行"), "integer", 8),
        Column("column", _("栏目"), "text", 16),
        Column("code", _("代码"), "text", 18),
        Column("message", _("说明"), "text", 60),
    ]
    rows = []
    for row in plan.troubled():
        cells = [_as_text(cell) for cell in row.cells[: len(own)]] + [""] * (len(own) - len(row.cells))
        words = {"rejected": _("退回"), "held": _("待核对")}
        rows.append([*cells, words[row.outcome], row.sheet, row.number, row.column, row.code, row.message])
    stamp = Stamp(user, clock.now(), number)
    return write_xlsx(target, title=_("导入报告"), columns=columns, rows=rows, stamp=stamp, sheet=_("需要处理的行"))


def _as_text(cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.strftime("%Y-%m-%d") if hasattr(cell, "strftime") else str(cell)
