"""Writing to the journal. Nothing is read first to decide what a constraint can decide."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from rongyi.kernel import clock
from rongyi.kernel.bulk import insert_rows
from rongyi.kernel.errors import Conflict, Refused
from rongyi.kernel.ids import uuid7s
from rongyi.kernel.money.models import Account, ClosedMonth, Entry, JournalHead, Line


class Short(Refused):
    """There is not enough in an account that may not fall below zero."""

    code = "short"


@dataclass(frozen=True)
class Cause:
    """What the entry stands for; the journal does not look into it."""

    kind: str
    id: UUID | str


@dataclass(frozen=True)
class Posting:
    """One act: amounts by the code of the account, which sum to zero in one unit."""

    id: UUID
    on: date
    amounts: Mapping[str, int]
    memo: str
    cause: Cause
    actor_id: UUID | None = None


def month_of(day: date) -> str:
    return f"{day.year:04d}-{day.month:02d}"


def open_account(
    *, county: str, code: str, title: str, kind: str, unit: str, may_be_negative: bool = False
) -> Account:  # fmt: skip
    """The account of that code, opened when it is not there yet. What it is never changes afterwards."""
    facts = {"kind": kind, "unit": unit, "may_be_negative": may_be_negative}
    found = Account.objects.filter(county=county, code=code).first()
    if found is None:
        made = Account(county=county, code=code, title=title[:80], **facts)
        Account.objects.bulk_create([made], ignore_conflicts=True)  # another process may have been quicker
        found = Account.objects.get(county=county, code=code)
    if {name: getattr(found, name) for name in facts} != facts:
        raise Conflict(_("账户“%(code)s”已经开立,类别或单位不同。") % {"code": code}, code="other_account")
    return found


def post(county: str, given: Posting) -> Entry:
    """Posts once: the same id with the same content answers with the entry that is there."""
    _require_transaction()
    _refuse_odd(given)
    _take_turn(county)
    known = Entry.objects.filter(county=county, pk=given.id).first()
    if known is not None:
        return _same(known, given)
    if given.on > clock.today():
        raise Refused(_("记账日期不能在将来。"), field="on", code="future")
    _refuse_closed(county, given.on)
    return _write(county, given, None)


def reverse(entry: Entry, *, id: UUID, memo: str, cause: Cause, actor_id: UUID | None = None) -> Entry:
    """An entry of today that takes back another one whole; the other stays. Once only."""
    _require_transaction()
    if entry.reverses_id:
        raise Refused(_("冲销凭证不能再冲销,请另记一笔。"), code="is_reversal")
    amounts = {code: -amount for code, amount in amounts_of(entry).items()}
    given = Posting(id, clock.today(), amounts, memo, cause, actor_id)
    _take_turn(entry.county)
    former = Entry.objects.filter(county=entry.county, reverses=entry).first()
    if former is not None and former.pk == id:
        return former
    if former is not None:
        raise Conflict(_("这张凭证已经冲销过了。"), code="already_reversed", id=str(former.pk))
    return _write(entry.county, given, entry)


def close_month(county: str, month: str, actor_id: UUID | None = None) -> ClosedMonth:
    """Afterwards nothing is dated into that month; what was wrong is reversed today."""
    _require_transaction()
    if month >= month_of(clock.today()):
        raise Refused(_("本月还没有过完,不能结账。"), field="month", code="not_over")
    _take_turn(county)  # whoever posts into this month now comes before or after, never in between
    made = ClosedMonth(county=county, month=month, closed_at=clock.now(), actor_id=actor_id)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("%(month)s已经结账。") % {"month": month}, code="already_closed") from None
    return made


def amounts_of(entry: Entry) -> dict[str, int]:
    lines = Line.objects.filter(county=entry.county, entry=entry)
    return dict(lines.values_list("account__code", "amount"))


def _write(county: str, given: Posting, reverses: Entry | None) -> Entry:
    accounts = _accounts(county, given.amounts)
    entry = Entry(
        county=county, id=given.id, seq=_next_number(county), on=given.on, month=month_of(given.on), memo=given.memo[:200],
        unit=accounts[0].unit, cause_kind=given.cause.kind, cause_id=str(given.cause.id), reverses=reverses,
        actor_id=given.actor_id, posted_at=clock.now(),
    )  # fmt: skip
    entry.save(force_insert=True)
    lines = zip(uuid7s(len(accounts)), accounts, strict=True)
    insert_rows(
        Line,
        [
            {"id": key, "county": county, "entry_id": entry.pk, "account_id": a.pk, "amount": given.amounts[a.code]}
            for key, a in lines
        ],
    )
    for account in accounts:  # in one order of locks for everybody
        _move(account, given.amounts[account.code])
    Entry.objects.filter(county=county, pk=entry.pk).update(is_posted=True)  # here the database proves the sum
    entry.is_posted = True
    return entry


def _accounts(county: str, amounts: Mapping[str, int]) -> list[Account]:
    found = list(Account.objects.filter(county=county, code__in=list(amounts)).order_by("code"))
    missing = sorted(set(amounts) - {account.code for account in found})
    if missing:
        raise Refused(_("没有这个账户:%(codes)s。") % {"codes": "、".join(missing)}, code="unknown_account")
    if len({account.unit for account in found}) != 1:
        raise Refused(_("一张凭证只能用一种单位。"), code="mixed_units")
    return found


def _move(account: Account, amount: int) -> None:
    try:
        with transaction.atomic():
            Account.objects.filter(county=account.county, pk=account.pk).update(balance=F("balance") + amount)
    except IntegrityError:
        raise Short(
            _("“%(title)s”余额不足,这次要支出%(amount)s。")
            % {"title": account.title, "amount": f"{-amount / 100:.2f}" if account.unit == "fen" else -amount}
        ) from None


def _take_turn(county: str) -> None:
    """Writers of one county wait for each other here until the end of the transaction."""
    head = JournalHead.objects.filter(county=county)
    if not head.update(seq=F("seq")):
        JournalHead.objects.bulk_create([JournalHead(county=county)], ignore_conflicts=True)
        head.update(seq=F("seq"))


def _next_number(county: str) -> int:
    head = JournalHead.objects.filter(county=county)
    head.update(seq=F("seq") + 1)
    return head.values_list("seq", flat=True).get()


def _same(known: Entry, given: Posting) -> Entry:
    kept = (known.on, amounts_of(known), known.cause_kind, known.cause_id)
    if kept != (given.on, dict(given.amounts), given.cause.kind, str(given.cause.id)):
        raise Conflict(_("这个编号已经记过另一笔账。"), code="id_reused", id=str(known.pk))
    return known


def _refuse_odd(given: Posting) -> None:
    """What the database would refuse as well, said in words."""
    amounts = list(given.amounts.values())
    if any(not isinstance(amount, int) or isinstance(amount, bool) for amount in amounts):
        raise TypeError("amounts are whole numbers")
    if len(given.amounts) < 2 or sum(amounts) != 0 or 0 in amounts:
        raise Refused(_("一张凭证至少两条分录,借贷相等,没有零。"), code="unbalanced")


def _refuse_closed(county: str, day: date) -> None:
    if ClosedMonth.objects.filter(county=county, month=month_of(day)).exists():
        raise Refused(
            _("%(month)s已经结账,不能再记。请冲销后记在今天。") % {"month": month_of(day)}, field="on", code="closed"
        )


def _require_transaction() -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("the journal is written in the transaction of its act")
