"""Deciding over a proposal, resting, ending, and the account. Each is a person's act with a reason."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from rongyi.benefits.enums import BY_ITSELF, Ending, Pausing, Standing
from rongyi.benefits.models import Entitlement, Pause, PayAccount
from rongyi.benefits.months import month_of, months_back, previous_month
from rongyi.benefits.permissions import DECIDE_BENEFIT, SET_ACCOUNT
from rongyi.benefits.services.checks import person_of, reason_of
from rongyi.kernel import audit, clock
from rongyi.kernel.errors import Conflict, Denied, Refused, Stale
from rongyi.organisation.access import Actor
from rongyi.organisation.commands import command
from rongyi.registry.models import Entitlement as FileEntry
from rongyi.registry.models import Person

LONGEST_BACK = 12
HOLDABLE = (Standing.ACTIVE, Standing.SUSPENDED)
ACCOUNT_LENGTHS = (8, 32)


@dataclass(frozen=True)
class AcceptInput:
    """`approved_on`: the day of the county's approval; the month of it is the first that is paid."""

    reason: str
    approved_on: date
    review_on: date | None = None


@command(DECIDE_BENEFIT, on="entitlement", act="benefits.accept")
def accept(*, actor: Actor, entitlement: Entitlement, given: AcceptInput) -> Entitlement:
    """军人抚恤优待条例第十九条: paid from the month of approval on."""
    _require_alive_and_other(actor, entitlement)
    today = clock.today()
    start = month_of(given.approved_on)
    if given.approved_on > today or start < months_back(month_of(today), LONGEST_BACK):
        raise Refused(_("审核确认日期应在最近一年内,不能在将来。"), field="approved_on", code="invalid")
    if entitlement.replaces_id:
        former = Entitlement.objects.get(county=entitlement.county, pk=entitlement.replaces_id)
        start = max(start, former.start)
        _close(former, Ending.CHANGED, previous_month(start))
    _decide(
        actor, entitlement, Standing.ACTIVE, given.reason, start=start, approved_on=given.approved_on,
        review_on=given.review_on,
    )  # fmt: skip
    _take_account_of_file(actor, entitlement)
    return entitlement


@command(DECIDE_BENEFIT, on="entitlement", act="benefits.refuse")
def refuse(*, actor: Actor, entitlement: Entitlement, reason: str) -> Entitlement:
    _decide(actor, entitlement, Standing.REFUSED, reason_of(reason))
    return entitlement


@command(DECIDE_BENEFIT, on="entitlement", act="benefits.pause")
def pause(*, actor: Actor, entitlement: Entitlement, reason: str, first: str, note: str = "") -> Pause:
    """From a month on nothing is paid until it is lifted (军人抚恤优待条例第五十九条)."""
    if reason not in Pausing.values:
        raise Refused(_("请选择暂停的原因。"), field="reason", code="invalid")
    if not (max(entitlement.start, months_back(month_of(clock.today()), LONGEST_BACK)) <= first):
        raise Refused(_("暂停月份太早,已发的请用追回。"), field="first", code="too_early")
    _move(entitlement, (Standing.ACTIVE,), state=Standing.SUSPENDED)
    made = Pause(
        county=entitlement.county, region_code=entitlement.region_code, entitlement=entitlement, first=first,
        reason=reason, set_by=actor.name[:50], set_at=clock.now(),
    )  # fmt: skip
    made.note = note.strip()[:300]
    made.save(force_insert=True)
    return made


@command(DECIDE_BENEFIT, on="entitlement", act="benefits.resume")
def resume(*, actor: Actor, entitlement: Entitlement, first: str, reason: str) -> Entitlement:
    """`first` is the month that is paid again; months before it stay unpaid."""
    audit.note(reason=reason_of(reason))
    open_one = Pause.objects.filter(county=entitlement.county, entitlement=entitlement, last="").first()
    if open_one is None or first <= open_one.first:
        raise Refused(_("恢复月份应晚于暂停月份。"), field="first", code="order")
    _move(entitlement, (Standing.SUSPENDED,), state=Standing.ACTIVE)
    mine = Pause.objects.filter(county=open_one.county, pk=open_one.pk, last="")
    mine.update(last=previous_month(first), lifted_by=actor.name[:50])
    return entitlement


@command(DECIDE_BENEFIT, on="entitlement", act="benefits.end")
def end(*, actor: Actor, entitlement: Entitlement, ending: str, last: str, reason: str) -> Entitlement:
    """`last` is the last month that is paid."""
    if ending not in Ending.values or ending in (*BY_ITSELF, Ending.CHANGED, Ending.DONE):
        raise Refused(_("请选择停发的原因。去世和迁出请改档案,系统会自己停发。"), field="ending", code="invalid")
    audit.note(reason=reason_of(reason))
    _close(entitlement, ending, last)
    return entitlement


@command(SET_ACCOUNT, on="person", act="benefits.account")
def set_account(*, actor: Actor, person: Person, holder: str, number: str, bank: str = "") -> PayAccount:
    """A new account takes the place of the old one; who set it stands beside it and in the next run's differences."""
    digits = "".join(number.split()).replace("-", "")
    if not digits.isascii() or not digits.isdigit() or not ACCOUNT_LENGTHS[0] <= len(digits) <= ACCOUNT_LENGTHS[1]:
        raise Refused(_("银行账号应是8至32位数字。"), field="number", code="invalid")
    if not holder.strip():
        raise Refused(_("请填写户名。"), field="holder", code="required")
    return _new_account(actor.name, person.county, person.region_code, person.pk, holder.strip(), digits, bank.strip())


def _new_account(by: str, county: str, region_code: str, person_id: UUID, holder: str, number: str, bank: str):
    PayAccount.objects.filter(county=county, person_id=person_id, is_current=True).update(is_current=False)
    made = PayAccount(
        county=county, region_code=region_code, person_id=person_id, set_at=clock.now(), set_by=by[:50]
    )  # fmt: skip
    made.holder, made.number, made.bank = holder[:50], number, bank[:60]
    made.save(force_insert=True)
    return made


def _take_account_of_file(actor: Actor, entitlement: Entitlement) -> None:
    """What the file knows already is not asked for again."""
    county, person_id = entitlement.county, entitlement.person_id
    if PayAccount.objects.filter(county=county, person_id=person_id, is_current=True).exists():
        return
    entries = FileEntry.objects.filter(county=county, person_id=person_id, ends_on=None, is_struck=False)
    entry = next((one for one in entries.order_by("-pk") if one.bank_account), None)
    if entry:
        name = entitlement.person.name
        _new_account(actor.name, county, entitlement.region_code, person_id, name, entry.bank_account, entry.bank)


def _decide(actor: Actor, entitlement: Entitlement, state: str, reason: str, **more) -> None:
    mine = Entitlement.objects.filter(county=entitlement.county, pk=entitlement.pk, state=Standing.PROPOSED)
    now = {
        "decided_by": person_of(actor) if actor.user_id else None,
        "decided_name": actor.name[:50],
        "decided_at": clock.now(),
    }
    try:
        with transaction.atomic():
            if not mine.update(state=state, version=F("version") + 1, **now, **more):
                raise Stale(_("这份待遇刚刚已经决定过了。请刷新后再看。"))
    except IntegrityError:
        raise Conflict(_("这个人的这项待遇已经在发。"), code="already_paid") from None
    entitlement.refresh_from_db()
    entitlement.decision = reason.strip()[:300]
    entitlement.save(update_fields=["decision"])


def _close(entitlement: Entitlement, ending: str, last: str) -> None:
    """Paid up to and with `last`; a month before the first says that nothing is paid."""
    if last < previous_month(entitlement.start):
        raise Refused(_("停发月份早于起发月份。"), field="last", code="order")
    _move(entitlement, HOLDABLE, state=Standing.ENDED, ending=ending, last=last)


def _move(entitlement: Entitlement, sources: tuple, **changes) -> None:
    mine = Entitlement.objects.filter(county=entitlement.county, pk=entitlement.pk, state__in=sources)
    if not mine.update(version=F("version") + 1, **changes):
        raise Stale(_("这份待遇的状态刚刚变了。请刷新后再看。"))
    entitlement.refresh_from_db()


def _require_alive_and_other(actor: Actor, entitlement: Entitlement) -> None:
    person = entitlement.person
    if actor.subject_id and actor.subject_id == person.pk:
        raise Denied(_("自己的待遇不能自己决定。"))
    if person.status != Person.Status.ACTIVE and entitlement.item != "funeral":
        raise Refused(_("这个人已去世或已迁出,不能开始发放。"), code="not_active")
