"""Double-entry journal of a county: money in fen, time in minutes, points. Every amount is a whole number.

`post` and `reverse` are the only ways to write; they run in the caller's transaction. `balance`, `trial_balance` and
`verify` read. Why it is made like this: docs/adr/0020-one-journal.md.
"""

from rongyi.kernel.money.checking import Fault, verify
from rongyi.kernel.money.models import Account, ClosedMonth, Entry, Kind, Line, Unit
from rongyi.kernel.money.posting import Cause, Posting, Short, close_month, month_of, open_account, post, reverse
from rongyi.kernel.money.reading import balance, balances, trial_balance

__all__ = [
    "Account", "Cause", "ClosedMonth", "Entry", "Fault", "Kind", "Line", "Posting", "Short", "Unit", "balance",
    "balances", "close_month", "month_of", "open_account", "post", "reverse", "trial_balance", "verify",
]  # fmt: skip
