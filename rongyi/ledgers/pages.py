"""What the pages of ledgers show."""

from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from rongyi.kernel import clock
from rongyi.ledgers.exports import most_without_approval
from rongyi.ledgers.forms import LedgerFilterForm
from rongyi.ledgers.models import Export
from rongyi.ledgers.papers import in_words, period_in_words
from rongyi.ledgers.queries import Ledger, Place, Totals, ledger_names, ledger_page, ledger_totals, people_in
from rongyi.organisation.access import Actor
from rongyi.organisation.navigation import ENTRIES
from rongyi.records.permissions import VIEW_RECORDS
from rongyi.records.queries import station_names

NUMBERS = ("integer", "money")


def list_of_ledgers(actor: Actor) -> list[dict]:
    first = clock.today().replace(month=1, day=1)
    return [
        {"name": book.name, "title": book.title, "totals": ledger_totals(actor, book, first=first),
         "is_composed": book.definition.is_composed, "source": book.definition.source}
        for book in ledger_names()
    ]  # fmt: skip


def page_of_ledger(actor: Actor, book: Ledger, asked: dict, cursor: Place | None) -> dict:
    found = ledger_page(actor, book, **asked, cursor=cursor)
    opens = actor.can(VIEW_RECORDS)
    rows = [
        {
            "url": reverse("records:fact", args=[row.fact_id]) if opens else "",
            "gone": not row.is_valid,
            "tone": row.tone,
            "cells": [
                {"column": c, "words": in_words(row.values[c.key]), "number": c.type in NUMBERS} for c in found.columns
            ],
        }
        for row in found.rows
    ]
    return {
        "rows": rows, "next": found.next, "columns": [(c, c.type in NUMBERS) for c in found.columns],
        "totals": totals_in_words(ledger_totals(actor, book, **asked)),
        "period": period_in_words(asked["first"], asked["last"]), "filled_at": _filled_at(actor, book),
    }  # fmt: skip


def summary_of_export(actor: Actor, book: Ledger, filters: LedgerFilterForm) -> dict:
    asked = filters.asked()
    stations = dict(filters.fields["station"].choices)
    people = len(people_in(actor, book, **asked))
    return {
        "people": people,
        "needs_approval": people > most_without_approval(),
        "most": most_without_approval(),
        "totals": totals_in_words(ledger_totals(actor, book, **asked)),
        "period": period_in_words(asked["first"], asked["last"]),
        "station": stations.get(asked["station"], ""),
    }


def export_in_words(export: Export) -> list[tuple[str, str]]:
    """What is asked for, as the one who decides reads it."""
    days = [date.fromisoformat(export.asked[day]) if export.asked[day] else None for day in ("first", "last")]
    return [
        (_("台账"), export.title),
        (_("范围"), station_names([export.region_code]).get(export.region_code, export.region_code)),
        (_("期间"), period_in_words(*days)),
        (_("人数"), _("%(n)d 人") % {"n": export.people}),
        (_("条数"), _("%(n)d 条") % {"n": export.rows}),
        (_("格式"), export.format),
        (_("申请人"), export.asker_name),
        (_("理由"), export.reason),
    ]


def totals_in_words(totals: Totals) -> str:
    parts = [_("有效 %(n)d 条") % {"n": totals.facts}, _("%(n)d 人次") % {"n": totals.people}]
    if totals.minutes:
        parts.append(_("%(n)d 分钟") % {"n": totals.minutes})
    if totals.quantity:
        parts.append(_("数量 %(n)d") % {"n": totals.quantity})
    if totals.amount_fen:
        parts.append(_("%(n)s 元") % {"n": f"{Decimal(totals.amount_fen) / 100:.2f}"})
    return _(",").join(parts)


def _filled_at(actor: Actor, book: Ledger) -> str:
    """The page on which the ledger's work is recorded, for those who may open it."""
    open_to = (e for e in ENTRIES if e.url_name == book.definition.filled_at and actor.can(e.permission))
    return next((reverse(e.url_name) for e in open_to), "")
