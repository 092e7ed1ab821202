"""A county's own amounts: added, closed, never edited."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from rongyi.benefits.models import CountyStandard
from rongyi.benefits.permissions import SET_STANDARD
from rongyi.benefits.policy import keys_of
from rongyi.benefits.services.checks import require_county
from rongyi.kernel import clock
from rongyi.kernel.errors import Conflict, Refused
from rongyi.organisation.access import Actor
from rongyi.organisation.commands import command

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class StandardInput:
    item: str
    first_on: date
    amount_fen: int
    source: str
    key: str = ""
    per: str = "year"
    by_service_year: bool = False
    last_on: date | None = None
    trust: str = "G"
    shares: dict[str, int] = field(default_factory=dict)


@command(SET_STANDARD, on="region_code", act="benefits.standard_add")
def add_standard(*, actor: Actor, region_code: str, given: StandardInput) -> CountyStandard:
    """The row that is open for the same grade is closed on the day before: nothing is paid twice, nothing gapes."""
    county = require_county(region_code)
    _check(given)
    open_one = CountyStandard.objects.filter(county=county, item=given.item, key=given.key, last_on=None)
    open_one.filter(first_on__lt=given.first_on).update(last_on=given.first_on - ONE_DAY)
    row = CountyStandard(
        county=county, region_code=county, item=given.item, key=given.key, first_on=given.first_on,
        last_on=given.last_on, per=given.per, by_service_year=given.by_service_year, amount_fen=given.amount_fen,
        source=given.source.strip()[:200], trust=given.trust, added_at=clock.now(), actor_name=actor.name[:50],
        **{f"{level}_fen": fen for level, fen in given.shares.items()},
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Conflict(
            _("这一档在这些日子里已经有标准。请先核对起止日期。"), field="first_on", code="overlap"
        ) from None
    return row


def _check(given: StandardInput) -> None:
    if given.key not in keys_of(given.item):
        raise Refused(_("这个待遇项目没有这一档。"), field="key", code="unknown_key")
    if given.amount_fen <= 0:
        raise Refused(_("金额应大于零。"), field="amount", code="invalid")
    if given.first_on.day != 1:
        raise Refused(_("标准按月执行,请从一日起。"), field="first_on", code="not_a_month")
    if given.last_on and (given.last_on <= given.first_on or (given.last_on + ONE_DAY).day != 1):
        raise Refused(_("截止日期应是起始以后某个月的最后一天。"), field="last_on", code="not_a_month")
    if not given.source.strip():
        raise Refused(_("请写明文件名称和文号。"), field="source", code="required")
    shares = given.shares.values()
    if any(fen < 0 for fen in shares) or (any(shares) and sum(shares) != given.amount_fen):
        raise Refused(_("中央、省、市、县分担之和应等于金额。"), field="central", code="shares")


@command(SET_STANDARD, on="standard", act="benefits.standard_close")
def close_standard(*, actor: Actor, standard: CountyStandard, last_on: date) -> CountyStandard:
    if last_on <= standard.first_on or (last_on + ONE_DAY).day != 1:
        raise Refused(_("截止日期应是起始以后某个月的最后一天。"), field="last_on", code="not_a_month")
    mine = CountyStandard.objects.filter(county=standard.county, pk=standard.pk, last_on=None)
    if not mine.update(last_on=last_on):
        raise Refused(_("这条标准已经截止。"), code="already_closed")
    standard.refresh_from_db()
    return standard
