"""What the entries of a file may say, beyond the form of each value. Where a rule is a law's, the article stands by it;
the others are ours (本产品默认)."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from rongyi.kernel import clock
from rongyi.kernel.errors import Refused
from rongyi.registry.models import SUB_KINDS, Cause, Part, Person, SubKind
from rongyi.registry.parts import PartKind

YOUNGEST = 12
LOWEST_FOR_ILLNESS = 6
Values = dict[str, Any]


def check(kind: PartKind, values: Values, person: Person, former: Part | None = None) -> None:
    """`values` are all values the entry would have. Raises Refused with the field to mend."""
    for name in kind.fields:
        day = values.get(name)
        if isinstance(day, date) and day < person.birth_date and kind.key != "relative":
            raise Refused(_("日期早于本人的出生日期。"), field=name, code="before_birth")
    start, end = values.get("starts_on"), values.get("ends_on")
    if start and end and end < start:
        raise Refused(_("终止日期不能早于起始日期。"), field="ends_on", code="order")
    rule = RULES.get(kind.key)
    if rule is not None:
        rule(values, person, former)


def check_period(enlisted: date, discharged: date | None, birth: date, *, names=("service", "service")) -> None:
    first, last = names
    if enlisted > clock.today() or (discharged and discharged > clock.today()):
        raise Refused(_("入伍或退役日期在将来。"), field=first, code="future")
    if discharged and discharged <= enlisted:
        raise Refused(_("退役日期应晚于入伍日期。"), field=last, code="period")
    if enlisted.year - birth.year < YOUNGEST:
        raise Refused(_("入伍时还不满12岁,请核对入伍日期和公民身份号码。"), field=first, code="period")


def year_after(day: date) -> date:
    """The same day of the next year; 29 February counts to 1 March."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return date(day.year + 1, 3, 1)


def full_years(start: date, end: date) -> int:
    return end.year - start.year - ((end.month, end.day) < (start.month, start.day))


def _category(values: Values, person: Person, former: Part | None) -> None:
    code, sub = values["code"], values.get("sub_kind")
    if sub and sub not in SUB_KINDS.get(code, ()):
        allowed = "、".join(str(SubKind(s).label) for s in SUB_KINDS.get(code, ()))
        what = _("这一类的细类有:%(names)s。") % {"names": allowed} if allowed else _("这一类没有细类。")
        raise Refused(what, field="sub_kind", code="invalid")


def _service(values: Values, person: Person, former: Part | None) -> None:
    enlisted, discharged = values["enlisted_on"], values.get("discharged_on")
    check_period(enlisted, discharged, person.birth_date, names=("enlisted_on", "discharged_on"))
    if values.get("discharge_kind") and not discharged:
        raise Refused(_("选了退役方式,请填写退役日期。"), field="discharged_on", code="required")
    hard = values.get("hardship_years")
    if hard is not None and hard > full_years(enlisted, discharged or clock.today()) + 1:
        raise Refused(_("艰苦边远地区年数超过了服役年数。"), field="hardship_years", code="too_many")


def _honour(values: Values, person: Person, former: Part | None) -> None:
    year = values.get("year")
    if year is not None and not person.birth_date.year + YOUNGEST <= year <= clock.today().year:
        raise Refused(_("年份不对:应在%(from)d年到今年之间。") % {"from": person.birth_date.year + YOUNGEST},
                      field="year", code="invalid")  # fmt: skip


def _disability(values: Values, person: Person, former: Part | None) -> None:
    """军人抚恤优待条例: grades 1 to 10, for illness 1 to 6 (art. 27); adjusted a year after the last rating (art. 29)."""
    if values["cause"] == Cause.ILLNESS and int(values["grade"]) > LOWEST_FOR_ILLNESS:
        raise Refused(_("因病致残只有一级到六级(军人抚恤优待条例第二十七条)。"), field="grade", code="grade")
    rated, adjusted = values.get("rated_on"), values.get("adjusted_on")
    if adjusted is None:
        return
    before = getattr(former, "adjusted_on", None)
    soon_after_rating = rated is not None and adjusted < year_after(rated)
    soon_after_last = before is not None and before < adjusted < year_after(before)
    if soon_after_rating or soon_after_last:
        raise Refused(_("距上次评定或调整不满一年,不能调整(军人抚恤优待条例第二十九条)。"), field="adjusted_on",
                      code="too_soon")  # fmt: skip


def _placement(values: Values, person: Person, former: Part | None) -> None:
    reported, letter = values.get("reported_on"), values.get("letter_on")
    if reported and letter and letter < reported:
        raise Refused(_("介绍信日期不能早于报到日期。"), field="letter_on", code="order")


def _household(values: Values, person: Person, former: Part | None) -> None:
    members = values.get("members")
    if members is not None and not 1 <= members <= 30:
        raise Refused(_("家庭人口应在1到30之间,包括本人。"), field="members", code="invalid")


def _entitlement(values: Values, person: Person, former: Part | None) -> None:
    if values.get("standard_fen") and not values.get("per"):
        raise Refused(_("填了标准,请选每月还是每年。"), field="per", code="required")


RULES: dict[str, Callable[[Values, Person, Part | None], None]] = {
    "category": _category, "service": _service, "honour": _honour, "disability": _disability,
    "placement": _placement, "household": _household, "entitlement": _entitlement,
}  # fmt: skip
