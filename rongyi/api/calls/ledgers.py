"""Ledgers, derived from the records: nobody typed anything for them."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router

from rongyi.api.lists import items, make_cursor, read_cursor
from rongyi.api.schemas import LedgerFilters, LedgerNames, LedgerOut
from rongyi.api.things import thing
from rongyi.api.tokens import needs
from rongyi.kernel import clock
from rongyi.ledgers.exports import export_ledger
from rongyi.ledgers.permissions import EXPORT_LEDGER, VIEW_LEDGERS
from rongyi.ledgers.queries import ledger, ledger_names, ledger_page

router = Router(tags=["ledgers"])
