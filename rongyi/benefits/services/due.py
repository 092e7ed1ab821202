"""What is due to some people in a run's month, beside what was paid, and why it is not as last month.

Pure reckoning over rows that were read before: a thousand people take a constant number of statements.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

from rongyi.benefits.enums import LIVE, Ending, Item, LineState, Pausing, Piece, Standing, Why
from rongyi.benefits.models import Entitlement, Line, Pause, PayAccount
from rongyi.benefits.months import months_back, previous_month, span
from rongyi.benefits.policy import item_rules
from rongyi.benefits.standard_queries import MONTHS, Standard, Table
from rongyi.confirmations.enums import State as Duty
from rongyi.confirmations.models import Duty as ConfirmationDuty

LOOK_BACK = MONTHS
ROUNDING = 12
"""Fen by which December differs from November under the same standard: no difference that anybody wants to see."""
STOPS = {Ending.DEATH: Why.DEATH, Ending.MOVED: Why.MOVED}


@dataclass
class Paid:
    """What one person had of one item in one month."""

    fen: int = 0
    has_month: bool = False
    has_top_up: bool = False
    standard: str = ""
    failed: bool = False
    account: UUID | None = None


@dataclass(frozen=True)
class Due:
    """A line to be written."""

    entitlement: Entitlement
    account_id: UUID
    period: str
    piece: Piece
    fen: int
    fund: str
    standard: str


@dataclass(frozen=True)
class Diff:
    """A difference to be shown."""

    entitlement: Entitlement
    period: str
    before: int
    after: int
    why: Why


@dataclass
class Result:
    lines: list[Due] = field(default_factory=list)
    diffs: list[Diff] = field(default_factory=list)


class Reckoning:
    """One chunk of entitlements of a county for one month."""

    def __init__(self, county: str, period: str, table: Table, rows: list[Entitlement]):
        self.county, self.period, self.table, self.rows = county, period, table, rows
        self.funds = {name: rule.fund for name, rule in item_rules().items()}
        people = {one.person_id for one in rows}
        current = PayAccount.objects.filter(county=county, person_id__in=people, is_current=True)
        self.accounts = dict(current.values_list("person_id", "pk"))
        self.pauses = _pauses(county, [one.pk for one in rows if one.state != Standing.PROPOSED])
        unsure = ConfirmationDuty.objects.filter(county=county, person_id__in=people, state=Duty.SUSPENDED)
        self.unconfirmed = set(unsure.values_list("person_id", flat=True))
        self.paid = _paid(county, people, months_back(period, LOOK_BACK))

    def run(self) -> Result:
        result = Result()
        for one in self.rows:
            if one.item == Item.FUNERAL:
                self._funeral(one, result)
            else:
                self._regular(one, result)
        return result

    def _regular(self, one: Entitlement, result: Result) -> None:
        before = self.paid.get((one.person_id, one.item, previous_month(self.period)), Paid())
        stop = self._stop(one)
        if stop:
            if before.has_month and not (stop == Why.ENDED and one.ending == Ending.CHANGED):
                result.diffs.append(Diff(one, self.period, before.fen, 0, stop))
            if stop == Why.UNCONFIRMED:
                return
        for due, why in self._months(one):
            if why in (Why.NO_ACCOUNT, Why.NO_STANDARD):
                result.diffs.append(Diff(one, self.period, before.fen, 0, why))
                return
            result.lines.append(due)
            former = self.paid.get((one.person_id, one.item, due.period), Paid())
            if due.period != self.period:
                result.diffs.append(Diff(one, due.period, former.fen, former.fen + due.fen, why))
        self._compared(one, before, result)

    def _stop(self, one: Entitlement) -> Why | None:
        """Why nothing is paid for the month itself."""
        if one.last and one.last < self.period:
            return STOPS.get(Ending(one.ending), Why.ENDED)
        if one.start > self.period:
            return Why.ENDED
        reasons = [reason for first, last, reason in self.pauses.get(one.pk, ()) if first <= self.period <= last]
        if reasons:
            return Why.UNCONFIRMED if reasons[0] == Pausing.UNCONFIRMED else Why.SUSPENDED
        return Why.UNCONFIRMED if one.person_id in self.unconfirmed else None

    def _months(self, one: Entitlement) -> Iterator[tuple[Due, Why]]:
        """Every month that is owed still, the oldest first."""
        key, account = one.key, self.accounts.get(one.person_id)
        first = max(one.start, months_back(self.period, LOOK_BACK - 1))
        for month in span(first, min(one.last or self.period, self.period)):
            if self._rests(one, month):
                continue
            had = self.paid.get((one.person_id, one.item, month), Paid())
            standard = self.table.find(one.item, key, month)
            fen = standard.monthly(month, one.units) if standard else 0
            if had.has_month and (had.has_top_up or fen - had.fen < ROUNDING):
                continue
            piece = Piece.TOP_UP if had.has_month else Piece.MONTH
            due = self._due(one, account, month, piece, fen - had.fen, standard)
            if standard is None or account is None:
                yield due, Why.NO_ACCOUNT if standard else Why.NO_STANDARD
                return
            yield due, Why.TOP_UP if had.has_month else Why.RETRY if had.failed else Why.ARREARS

    def _due(self, one, account, month: str, piece: Piece, fen: int, standard: Standard | None) -> Due:
        fund, ref = self.funds.get(one.item, ""), standard.ref if standard else ""
        return Due(one, account, month, piece, fen, fund, ref)

    def _rests(self, one: Entitlement, month: str) -> bool:
        return any(first <= month <= last for first, last, _reason in self.pauses.get(one.pk, ()))

    def _compared(self, one: Entitlement, before: Paid, result: Result) -> None:
        """The month itself against the month before it."""
        mine = next((d for d in reversed(result.lines) if d.entitlement is one and d.period == self.period), None)
        if mine is None or mine.piece != Piece.MONTH:
            return
        if not before.has_month:
            waited = before.failed or self.paid.get((one.person_id, one.item, self.period), Paid()).failed
            earlier = any(d.entitlement is one and d.period < self.period for d in result.lines)
            if not (waited and earlier):
                why = Why.RESUMED if self._rests(one, previous_month(self.period)) else Why.NEW
                result.diffs.append(Diff(one, self.period, 0, mine.fen, why))
        elif abs(mine.fen - before.fen) >= ROUNDING:
            why = Why.CHANGED if mine.standard == before.standard else Why.STANDARD
            if one.replaces_id and one.start == self.period:
                why = Why.CHANGED
            result.diffs.append(Diff(one, self.period, before.fen, mine.fen, why))
        if before.account not in (None, mine.account_id):  # a changed account is where money goes astray
            result.diffs.append(Diff(one, self.period, before.fen, mine.fen, Why.ACCOUNT))

    def _funeral(self, one: Entitlement, result: Result) -> None:
        had = self.paid.get((one.person_id, one.item, one.start), Paid())
        if one.last or one.start > self.period or had.has_month:
            return
        account = self.accounts.get(one.person_id)
        if account is None:
            result.diffs.append(Diff(one, one.start, 0, 0, Why.NO_ACCOUNT))
            return
        fund = self.funds.get(one.item, "")
        result.lines.append(Due(one, account, one.start, Piece.FUNERAL, one.once_fen, fund, ""))
        result.diffs.append(Diff(one, one.start, 0, one.once_fen, Why.FUNERAL))


def _pauses(county: str, ids: list[UUID]) -> dict[UUID, list[tuple[str, str, str]]]:
    found: dict[UUID, list[tuple[str, str, str]]] = {}
    rows = Pause.objects.filter(county=county, entitlement_id__in=ids)
    for entitlement, first, last, reason in rows.values_list("entitlement_id", "first", "last", "reason"):
        found.setdefault(entitlement, []).append((first, last or "9999-12", reason))
    return found


def _paid(county: str, people: set[UUID], since: str) -> dict[tuple[UUID, str, str], Paid]:
    """{(person, item, month): what was paid or is under way}."""
    found: dict[tuple[UUID, str, str], Paid] = {}
    rows = Line.objects.filter(county=county, person_id__in=people, period__gte=since).exclude(piece=Piece.REVERSAL)
    rows = rows.filter(state__in=(*LIVE, LineState.FAILED))
    names = ("person_id", "item", "period", "piece", "amount_fen", "standard", "state", "account_id")
    for person, item, period, piece, fen, standard, state, account in rows.order_by().values_list(*names):
        one = found.setdefault((person, item, period), Paid())
        if state == LineState.FAILED:
            one.failed = True
            continue
        one.fen += fen
        one.has_month |= piece != Piece.TOP_UP
        one.has_top_up |= piece == Piece.TOP_UP
        one.standard, one.account = standard, account
    return found
