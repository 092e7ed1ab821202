"""What is paid, how much and by which article, as the files under `definitions/benefits/` say."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal, cast

from django.utils.translation import gettext as _
from pydantic import Field, field_validator

from rongyi.benefits.enums import Item
from rongyi.kernel.definitions import Definition, Words, load_folder
from rongyi.kernel.definitions.loading import Finding, Part

FOLDER = "benefits"
ITEMS = "items"
YUAN = re.compile(r"\d{1,9}(\.\d{1,2})?")
DAY = r"^\d{4}-\d{2}-\d{2}$"
ONE_DAY, FOREVER = timedelta(days=1), date(9999, 12, 31)
LEVELS = ("central", "province", "city", "county")
CAUSES = {"war": 10, "duty": 10, "illness": 6}
"""军人抚恤优待条例第二十七条: an illness is rated from one to six."""
KEYS: dict[str, tuple[str, ...]] = {
    Item.DISABILITY: tuple(f"{grade}/{cause}" for cause, last in CAUSES.items() for grade in range(1, last + 1)),
    Item.SURVIVOR: ("martyr", "duty", "illness"),
    Item.OLD_DEMOBILISED: ("resistance", "other"),
    Item.RED_ARMY: ("veteran", "scattered"),
}


def keys_of(item: str) -> tuple[str, ...]:
    """The grades of an item; one without grades has the empty key."""
    return KEYS.get(item, ("",))


def fen_of(yuan: str) -> int:
    whole, _dot, part = yuan.partition(".")
    return int(whole) * 100 + int(part.ljust(2, "0") or 0)


class Shares(Part):
    """Who bears how much of it, in yuan."""

    central: str = "0"
    province: str = "0"
    city: str = "0"
    county: str = "0"

    def fen(self) -> tuple[int, ...]:
        return tuple(fen_of(getattr(self, level)) for level in LEVELS)


class Row(Part):
    key: str = ""
    yuan: str
    shares: Shares | None = None

    @field_validator("yuan")
    @classmethod
    def _an_amount(cls, value: str) -> str:
        if not YUAN.fullmatch(value):
            raise ValueError(_('金额应是元,最多两位小数,加引号,如 "9828"。'))
        return value


class Span(Part):
    """From one day to another; without a last one it holds on."""

    item: str
    region: str = Field(default="", pattern=r"^(\d{2}|\d{4}|\d{6})?$")
    first: str = Field(pattern=DAY)
    last: str | None = Field(default=None, pattern=DAY)

    @property
    def days(self) -> tuple[date, date]:
        return date.fromisoformat(self.first), date.fromisoformat(self.last) if self.last else FOREVER


class Table(Span):
    per: Literal["year", "month", "once"]
    by_service_year: bool = False
    source: str = Field(min_length=1, max_length=200)
    trust: Literal["L", "G", "M", "A", "C"]
    note: Words | None = None
    rows: list[Row] = Field(min_length=1, max_length=60)


class Missing(Span):
    """What was looked for and not found: said, not made up."""

    why: Words


class Funeral(Part):
    """What is paid once after a death: so many months of what was paid."""

    months: int = Field(ge=1, le=24)
    article: str


class Fund(Part):
    name: str = Field(pattern=r"^[a-z][a-z_]{0,19}$")
    title: Words


class ItemRule(Part):
    name: str
    title: Words
    article: str = Field(min_length=1, max_length=200)
    fund: str
    funeral: Funeral | None = None
    ask: Words | None = None


class BenefitFile(Definition):
    tables: list[Table] = Field(default_factory=list, max_length=200)
    missing: list[Missing] = Field(default_factory=list, max_length=200)
    funds: list[Fund] = Field(default_factory=list, max_length=20)
    items: list[ItemRule] = Field(default_factory=list, max_length=40)


def findings(name: str, definition: Definition) -> Iterator[Finding]:
    """What the schema cannot know: items and keys are known, amounts are something, days neither overlap nor gape."""
    file = cast(BenefitFile, definition)
    if name == ITEMS:
        yield from _of_items(file)
    for kind, spans in (("tables", file.tables), ("missing", file.missing)):
        for n, span in enumerate(spans):
            if span.item not in Item.values:
                known = "、".join(Item.values)
                yield (kind, n, "item"), _("没有“%(item)s”这个待遇项目。") % {"item": span.item}, _("可以写的有:%(known)s。") % {"known": known}  # fmt: skip
            yield from _of_days(kind, n, span)
    for n, table in enumerate(file.tables):
        yield from _of_rows(n, table)
    yield from _between(file)


def _of_days(kind: str, n: int, span: Span) -> Iterator[Finding]:
    try:
        first, last = span.days
    except ValueError:
        yield (kind, n, "first"), _("没有这一天。"), _("请核对年月日。")
        return
    if last < first:
        yield (kind, n, "last"), _("截止日期早于起始日期。"), _("请核对两个日期。")
    if first.day != 1 or (last != FOREVER and (last + ONE_DAY).day != 1):
        yield (kind, n, "first"), _("标准按月执行,应从一日起,到月末止。"), _("请改成月初和月末。")


def _of_rows(n: int, table: Table) -> Iterator[Finding]:
    seen = set()
    for m, row in enumerate(table.rows):
        place = ("tables", n, "rows", m)
        if table.item in Item.values and row.key not in keys_of(table.item):
            known = "、".join(keys_of(table.item)) or _("不写 key")
            yield place, _("没有“%(key)s”这一档。") % {"key": row.key}, _("可以写的有:%(known)s。") % {"known": known}
        if row.key in seen:
            yield place, _("“%(key)s”写了两次。") % {"key": row.key}, _("请只留一处。")
        seen.add(row.key)
        if fen_of(row.yuan) == 0:
            yield place, _("金额是零。"), _("没有找到的金额不要写零,请写进 missing。")
        if row.shares and sum(row.shares.fen()) != fen_of(row.yuan):
            yield place, _("各级分担之和不等于金额。"), _("请核对中央、省、市、县的分担数。")


def _between(file: BenefitFile) -> Iterator[Finding]:
    """Two amounts for one day, or none for a day between two, unless it is said to be missing."""
    series: dict[tuple, list[tuple[date, date, int]]] = {}
    for n, table in enumerate(file.tables):
        for row in table.rows:
            series.setdefault((table.item, row.key, table.region), []).append((*table.days, n))
    for (item, key, region), spans in series.items():
        spans.sort()
        for (_start, end, _n), (start, _end, n) in pairwise(spans):
            what = {"item": item, "key": key or "-", "day": start.isoformat()}
            if start <= end:
                yield ("tables", n, "first"), _("%(item)s %(key)s 与前一张表的日期重叠。") % what, _("请先给前一张表写上截止日期。")  # fmt: skip
            elif not _is_said(file, item, region, end + ONE_DAY, start - ONE_DAY):
                yield ("tables", n, "first"), _("%(item)s %(key)s 在 %(day)s 以前有空缺。") % what, _("请补上,或在 missing 里写明没有找到。")  # fmt: skip


def _is_said(file: BenefitFile, item: str, region: str, first: date, last: date) -> bool:
    while first <= last:
        ends = [m.days[1] for m in file.missing if m.item == item and m.region in ("", region) and m.days[0] <= first]
        end = max((end for end in ends if end >= first), default=None)
        if end is None:
            return False
        if end == FOREVER:
            return True
        first = end + ONE_DAY
    return True


def _of_items(file: BenefitFile) -> Iterator[Finding]:
    funds, named = {fund.name for fund in file.funds}, [item.name for item in file.items]
    for n, item in enumerate(file.items):
        if item.name not in Item.values or named.count(item.name) > 1:
            yield ("items", n, "name"), _("“%(name)s”不认识,或写了两次。") % {"name": item.name}, _("可以写的有:%(known)s。") % {"known": "、".join(Item.values)}  # fmt: skip  # noqa: E501
        if item.fund not in funds:
            yield ("items", n, "fund"), _("没有“%(fund)s”这项资金。") % {"fund": item.fund}, _("请先写进 funds。")
    for absent in [name for name in Item.values if name not in named]:
        yield ("items",), _("缺少待遇项目“%(name)s”。") % {"name": absent}, _("请补上它的名称、依据和资金。")


def files() -> dict[str, tuple[BenefitFile, str]]:
    """{name: (content, version)} of the files that hold."""
    return {name: (cast(BenefitFile, f.content), f.version) for name, f in load_folder(FOLDER)[0].items()}


def item_rules() -> dict[str, ItemRule]:
    found = files().get(ITEMS)
    return {rule.name: rule for rule in found[0].items} if found else {}


def fund_titles() -> dict[str, str]:
    found = files().get(ITEMS)
    return {fund.name: fund.title.zh for fund in found[0].funds} if found else {}
