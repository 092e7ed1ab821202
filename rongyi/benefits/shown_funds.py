"""The journal of a county in the reader's words."""

from django.utils.translation import gettext as _

from rongyi.benefits.policy import fund_titles
from rongyi.benefits.queries import closed_months, entries_of
from rongyi.benefits.services.funds import BANK, FUND, PAID, SOURCE, account
from rongyi.benefits.shown import yuan
from rongyi.kernel import money

ENTRIES = 20


def fund_page(county: str, before: int | None) -> dict:
    """Balances by fund, the trial balance, the latest entries and whether the journal proves itself."""
    titles = fund_titles()
    codes = [account(part, name) for name in titles for part in (FUND, BANK, PAID, SOURCE)]
    held = money.balances(county, codes)
    entries = entries_of(county, ENTRIES + 1, before)
    shown, more = entries[:ENTRIES], len(entries) > ENTRIES
    trial = money.trial_balance(county)
    return {
        "funds": [
            {
                "title": title, "free": yuan(held[account(FUND, name)]), "bank": yuan(held[account(BANK, name)]),
                "paid": yuan(held[account(PAID, name)]), "received": yuan(-held[account(SOURCE, name)]),
            }
            for name, title in titles.items()
        ],
        "trial": [{"title": row.title, "yuan": yuan(row.balance)} for row in trial],
        "total": yuan(sum(row.balance for row in trial)),
        "entries": [_entry(entry) for entry in shown],
        "next_url": f"?before={shown[-1].seq}" if more else "",
        "closed": closed_months(county),
    }  # fmt: skip


def _entry(entry: money.Entry) -> dict:
    lines = sorted(entry.lines.all(), key=lambda line: line.amount)
    return {
        "one": entry,
        "memo": _("冲销:%(memo)s") % {"memo": entry.memo} if entry.reverses_id else entry.memo,
        "lines": [{"title": line.account.title, "yuan": yuan(line.amount)} for line in lines],
    }
