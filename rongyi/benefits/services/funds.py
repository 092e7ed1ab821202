"""The accounts behind a fund, money that comes in, and the closing of a month."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rongyi.benefits.permissions import CLOSE_MONTH, KEEP_FUNDS
from rongyi.benefits.policy import fund_titles
from rongyi.benefits.services.checks import person_of, require_county
from rongyi.kernel import audit, money
from rongyi.kernel.errors import Refused
from rongyi.kernel.ids import uuid7
from rongyi.organisation.access import Actor
from rongyi.organisation.commands import command

FUND, BANK, PAID, SOURCE = "fund", "bank", "paid", "source"
ACCOUNTS = (
    (FUND, "asset", gettext_lazy("可用")),
    (BANK, "asset", gettext_lazy("在银行途中")),
    (PAID, "spent", gettext_lazy("已发放")),
)


def account(part: str, fund: str) -> str:
    return f"{part}.{fund}"


@dataclass(frozen=True)
class ReceiptInput:
    fund: str
    amount_fen: int
    on: date
    document: str
    id: UUID | None = None


@command(KEEP_FUNDS, on="region_code", act="benefits.receive")
def receive_money(*, actor: Actor, region_code: str, given: ReceiptInput) -> money.Entry:
    """What the treasury paid in, by which document."""
    county = require_county(region_code)
    if given.amount_fen <= 0:
        raise Refused(_("金额应大于零。"), field="amount", code="invalid")
    if not given.document.strip():
        raise Refused(_("请写明拨款文件。"), field="document", code="required")
    open_accounts(county, given.fund)
    entry_id = given.id or uuid7()
    amounts = {account(FUND, given.fund): given.amount_fen, account(SOURCE, given.fund): -given.amount_fen}
    memo = _("拨入:%(document)s") % {"document": given.document.strip()}
    cause = money.Cause("benefits.receipt", entry_id)
    audit.note(fund=given.fund, amount_fen=given.amount_fen)
    return money.post(county, money.Posting(entry_id, given.on, amounts, memo, cause, actor.user_id))


def open_accounts(county: str, fund: str) -> None:
    title = fund_titles().get(fund)
    if title is None:
        raise Refused(_("没有这项资金。"), field="fund", code="unknown_fund")
    for part, kind, word in ACCOUNTS:
        money.open_account(county=county, code=account(part, fund), title=f"{title} {word}", kind=kind, unit="fen")
    source = account(SOURCE, fund)
    money.open_account(
        county=county, code=source, title=f"{title} 拨款来源", kind="source", unit="fen", may_be_negative=True
    )


@command(CLOSE_MONTH, on="region_code", act="benefits.close_month")
def close_books(*, actor: Actor, region_code: str, month: str) -> money.ClosedMonth:
    """Only when the journal proves itself."""
    county = require_county(region_code)
    faults = money.verify(county)[1]
    if faults:
        raise Refused(
            _("账目有%(count)d处不符,不能结账。请先请系统管理员核对。") % {"count": len(faults)}, code="faults"
        )
    audit.note(month=month)
    return money.close_month(county, month, person_of(actor))
