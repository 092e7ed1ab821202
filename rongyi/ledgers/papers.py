"""A ledger as a paper: cover with the place for a seal, then the rows, with page numbers and the stamp on each page."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from rongyi.kernel import papers
from rongyi.kernel.sheets.writer import Stamp
from rongyi.ledgers.queries import Ledger, Totals
from rongyi.ledgers.rows import LedgerRow, Value

MOST_ROWS_ON_PAPER = 2000
STYLES = Path(__file__).parent / "papers.css"


def write_pdf(
    target: BinaryIO, book: Ledger, rows: list[LedgerRow], *, stamp: Stamp, station: str, asked: dict, totals: Totals
) -> int:
    widths = [column.width for column in book.columns]
    html = render_to_string(
        "ledgers/ledger_paper.html",
        {
            "ledger": book, "stamp": str(stamp), "station": station, "totals": totals, "rows": _cells(book, rows),
            "period": period_in_words(asked["first"], asked["last"]), "made_at": stamp.time,
        },
    )  # fmt: skip
    rules = _page_rules(book.definition.sheet.orientation, widths)
    papers.write_pdf(target, html, styles=[STYLES], rules=rules)
    return len(rows)


def period_in_words(first: date | None, last: date | None) -> str:
    if first and last:
        return _("%(first)s 至 %(last)s") % {"first": first.isoformat(), "last": last.isoformat()}
    if first:
        return _("%(first)s 起") % {"first": first.isoformat()}
    return _("截至 %(last)s") % {"last": last.isoformat()} if last else _("全部")


def in_words(value: Value) -> str:
    """A cell of a page or a paper."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    return f"{value:.2f}" if isinstance(value, Decimal) else str(value)


def _cells(book: Ledger, rows: list[LedgerRow]) -> list[dict]:
    return [
        {"gone": not row.is_valid, "cells": [in_words(row.values[column.key]) for column in book.columns]}
        for row in rows
    ]


def _page_rules(orientation: str, widths: list[float]) -> str:
    """Shares of the page by the widths of the definition; numbers only, never text of anybody."""
    whole = sum(widths)
    shares = "".join(f"col:nth-child({n}) {{ width: {w / whole:.2%} }}" for n, w in enumerate(widths, 1))
    return f"@page {{ size: A4 {orientation} }} {shares}"
