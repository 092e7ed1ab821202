"""Proves the journal: every entry balances, every balance is the sum of its lines, no number is missing."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, F, Max, Min, Q, Sum

from rongyi.kernel.county import all_counties
from rongyi.kernel.money.models import Account, Entry, JournalHead, Line


@dataclass(frozen=True)
class Fault:
    """What does not hold, and where."""

    county: str
    what: str
    where: str


def verify(county: str | None = None) -> tuple[int, list[Fault]]:
    """How many entries were read, and every fault."""
    with all_counties():
        known = set(JournalHead.objects.values_list("county", flat=True))
        known |= set(Entry.objects.values_list("county", flat=True).distinct())
        known |= set(Account.objects.values_list("county", flat=True).distinct())
    chosen = sorted(known) if county is None else [county]
    read, faults = 0, list[Fault]()
    for code in chosen:
        read += Entry.objects.filter(county=code).count()
        faults += [*_numbers(code), *_entries(code), *_balances(code), *_reversals(code)]
    return read, faults


def _numbers(county: str) -> list[Fault]:
    entries = Entry.objects.filter(county=county).aggregate(n=Count("pk"), first=Min("seq"), last=Max("seq"))
    head = JournalHead.objects.filter(county=county).values_list("seq", flat=True).first() or 0
    if (entries["n"], entries["first"] or 1, entries["last"] or 0) == (head, 1, head):
        return []
    return [Fault(county, "numbers have a gap or the tail is cut", f"{entries['n']}/{head}")]


def _entries(county: str) -> list[Fault]:
    lines = Line.objects.filter(county=county).order_by().values("entry_id")
    summed = lines.annotate(sum=Sum("amount"), n=Count("pk"))
    sound = set(summed.filter(sum=0, n__gte=2).values_list("entry_id", flat=True))
    mixed = Line.objects.filter(county=county).exclude(account__unit=F("entry__unit"))
    faults = [Fault(county, "lines are of another unit", str(e)) for e in mixed.values_list("entry_id", flat=True)]
    for pk, seq, posted in Entry.objects.filter(county=county).values_list("pk", "seq", "is_posted"):
        if pk not in sound:
            faults.append(Fault(county, "lines do not sum to zero", str(seq)))
        elif not posted:
            faults.append(Fault(county, "entry was never finished", str(seq)))
    return faults


def _balances(county: str) -> list[Fault]:
    lines = Line.objects.filter(county=county).order_by()
    sums = dict(lines.values_list("account_id").annotate(sum=Sum("amount")))
    faults = []
    for account in Account.objects.filter(county=county):
        if account.balance != sums.get(account.pk, 0):
            faults.append(Fault(county, "balance is not the sum of its lines", account.code))
        if account.balance < 0 and not account.may_be_negative:
            faults.append(Fault(county, "balance is below zero", account.code))
    return faults


def _reversals(county: str) -> list[Fault]:
    """A reversal is the mirror of what it reverses."""
    pairs = dict(
        Entry.objects.filter(Q(county=county), reverses__isnull=False).values_list("pk", "reverses_id")
    )  # {reversal: reversed}
    wanted = {*pairs, *pairs.values()}
    lines: dict = {}
    for entry, account, amount in Line.objects.filter(county=county, entry_id__in=wanted).values_list(
        "entry_id", "account_id", "amount"
    ):
        lines.setdefault(entry, Counter())[account] = amount
    return [
        Fault(county, "reversal is not the mirror of its entry", str(back))
        for back, first in pairs.items()
        if {a: -n for a, n in lines.get(back, {}).items()} != dict(lines.get(first, {}))
    ]
