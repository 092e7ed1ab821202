"""Balances as the lines have them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from rongyi.kernel.money.models import Account, Line


@dataclass(frozen=True)
class Row:
    """One account of a trial balance."""

    code: str
    title: str
    kind: str
    unit: str
    balance: int


def balance(account: Account, on: date | None = None) -> int:
    """The sum of the account's lines, up to and with a day where one is given."""
    lines = Line.objects.filter(county=account.county, account=account)
    if on is not None:
        lines = lines.filter(entry__on__lte=on)
    return lines.aggregate(sum=Sum("amount"))["sum"] or 0


def balances(county: str, codes: Iterable[str]) -> dict[str, int]:
    """{code: balance} as it is kept; an account that was never opened has nothing."""
    wanted = list(codes)
    found = dict(Account.objects.filter(county=county, code__in=wanted).values_list("code", "balance"))
    return {code: found.get(code, 0) for code in wanted}


def trial_balance(county: str, on: date | None = None) -> list[Row]:
    """Every account with the sum of its lines; in each unit the sums of all of them are nought."""
    lines = Line.objects.filter(county=county)
    if on is not None:
        lines = lines.filter(entry__on__lte=on)
    sums = dict(lines.order_by().values_list("account_id").annotate(sum=Sum("amount")))
    accounts = Account.objects.filter(county=county).order_by("code")
    return [Row(a.code, a.title, a.kind, a.unit, sums.get(a.pk, 0)) for a in accounts]
