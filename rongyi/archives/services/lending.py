"""Lending and taking back."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from rongyi.accounts.models import User
from rongyi.archives.kinds import BORROWED, RETURNED
from rongyi.archives.models import Loan, Piece, PiecePerson
from rongyi.archives.permissions import KEEP_ARCHIVES
from rongyi.archives.policy import policy_now
from rongyi.archives.services.checks import refuse_destroyed, refuse_invalid
from rongyi.kernel import audit, clock
from rongyi.kernel.errors import Conflict, Refused
from rongyi.organisation.access import Actor, actor_of
from rongyi.organisation.commands import command
from rongyi.records.services import Draft, write_fact


@dataclass(frozen=True)
class LoanInput:
    """Who takes a piece, for what, and until when: a colleague with an account, or somebody from outside by name."""

    purpose: str
    due_on: date
    borrower: UUID | None = None
    name: str = ""
    organisation: str = ""


@command(KEEP_ARCHIVES, on="piece", act="archives.lend")
def lend(*, actor: Actor, piece: Piece, given: LoanInput) -> Loan:
    refuse_destroyed(piece)
    today = clock.today()
    _refuse_dates(given.due_on, today)
    if not given.purpose.strip():
        raise Refused(_("请写明借阅目的。"), field="purpose", code="required")
    loan = Loan(
        county=piece.county, region_code=piece.region_code, piece=piece, organisation=given.organisation.strip(),
        lent_at=clock.now(), lent_on=today, lent_by=actor.name[:50], due_on=given.due_on,
    )  # fmt: skip
    loan.borrower, loan.borrower_name = _borrower(piece, given)
    loan.purpose = given.purpose.strip()
    refuse_invalid(loan)
    try:
        with transaction.atomic():
            loan.save(force_insert=True)
    except IntegrityError:  # the constraint decides, not a reading before it: two clerks may press at once
        raise Conflict(_("这件档案已经借出,还没有归还。"), code="out") from None
    data = {"code": piece.code, "due": given.due_on.isoformat(), "outside": loan.borrower is None}
    _tell(BORROWED, loan, data, actor)
    audit.note(code=piece.code, due=given.due_on.isoformat())
    return loan


def _refuse_dates(due_on: date, today: date) -> None:
    longest = policy_now().loans.longest_days
    if due_on < today:
        raise Refused(_("应还日期不能早于今天。"), field="due_on", code="invalid")
    if (due_on - today).days > longest:
        raise Refused(_("最长借 %(days)d 天。") % {"days": longest}, field="due_on", code="too_long")


def _borrower(piece: Piece, given: LoanInput) -> tuple[User | None, str]:
    if given.borrower is not None:
        user = User.objects.filter(pk=given.borrower, is_active=True).first()
        if user is None or not is_colleague(user, piece.county):
            raise Refused(_("没有找到这个账号,请重新选择。"), field="borrower", code="unknown")
        return user, user.display_name
    if not given.name.strip():
        raise Refused(_("请选择借阅人,或填写外单位借阅人的姓名。"), field="name", code="required")
    if not given.organisation.strip():
        raise Refused(_("外单位借阅请填写单位。"), field="organisation", code="required")
    return None, given.name.strip()


def is_colleague(user: User, county: str) -> bool:
    """Whether somebody works in the county of the papers."""
    return any(reach.code.startswith(county) for reach in actor_of(user).reaches)


@command(KEEP_ARCHIVES, on="loan", act="archives.give_back")
def give_back(*, actor: Actor, loan: Loan, condition: str = "") -> Loan:
    now = clock.now()
    out = Loan.objects.filter(county=loan.county, pk=loan.pk, returned_at=None)
    if not out.update(returned_at=now, returned_by=actor.name[:50], condition=condition.strip()[:100]):
        raise Conflict(_("这件档案已经归还过了。"), code="returned")
    loan.refresh_from_db()
    late = max((now.astimezone(clock.SHANGHAI).date() - loan.due_on).days, 0)
    _tell(RETURNED, loan, {"code": loan.piece.code, "days_late": late}, actor)
    audit.note(code=loan.piece.code, days_late=late)
    return loan


def _tell(kind, loan: Loan, data: dict, actor: Actor) -> None:
    people = PiecePerson.objects.filter(county=loan.county, piece=loan.piece).values_list("person", flat=True)
    draft = Draft(
        kind, loan.region_code, clock.now(), people=list(people), data=data, source=loan, summary=data["code"],
        quantity=1,
    )  # fmt: skip
    write_fact(draft, actor=actor)
