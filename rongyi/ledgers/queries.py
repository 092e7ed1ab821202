"""Ledgers are read from the facts; nothing of them is stored."""

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import cast
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from rongyi.kernel.county import all_counties
from rongyi.kernel.crypto.classes import DataClass
from rongyi.kernel.definitions import FaultyDefinition, Loaded, load_folder, load_one
from rongyi.kernel.errors import NotFound, Refused
from rongyi.ledgers.columns import LedgerColumn, known_columns
from rongyi.ledgers.definitions import FOLDER, LedgerDefinition, choice_column, kinds_of
from rongyi.ledgers.rows import LedgerRow, rows_of
from rongyi.organisation.access import Actor
from rongyi.organisation.models import Station, Tier
from rongyi.records.kinds import CHANNELS, Column, Kind
from rongyi.records.models import Fact, FactPerson
from rongyi.records.queries import facts_visible

Place = tuple[date, UUID, int]
"""Where a page ended: day and id of its last fact, and how many rows stood before the next one."""
GONE = "state"
CHUNK = 500
MOST_STATIONS = 300


@dataclass(frozen=True)
class Ledger:
    """A ledger as defined, ready to be read."""

    name: str
    version: str
    definition: LedgerDefinition
    columns: tuple[LedgerColumn, ...]

    @property
    def title(self) -> str:
        return str(self.definition.title)

    @property
    def kinds(self) -> list[Kind]:
        return kinds_of(self.definition)

    @property
    def filters(self) -> dict[str, list[tuple[str, str]]]:
        """{filter: its choices}, without those values that the conditions shut out."""
        found = {}
        for key in self.definition.filters:
            column = choice_column(self.kinds, key)
            choices = (
                [(k, v) for k, v in CHANNELS.items() if self._has_channel(k)] if column is None else column.choices
            )
            allowed = self.definition.where.get(key)
            found[key] = [(k, str(v)) for k, v in choices if allowed is None or k in allowed]
        return found

    @property
    def labels(self) -> list[Column]:
        """The kinds' own columns by which the ledger is narrowed."""
        found = (choice_column(self.kinds, key) for key in self.definition.filters)
        return [column for column in found if column is not None]

    def _has_channel(self, channel: str) -> bool:
        return any(not kind.channels or channel in kind.channels for kind in self.kinds)


@dataclass(frozen=True)
class LedgerPage:
    columns: tuple[LedgerColumn, ...]
    rows: list[LedgerRow]
    next: Place | None


@dataclass(frozen=True)
class Totals:
    """Of the facts that hold; corrected and withdrawn ones count nothing, shown or not."""

    facts: int
    people: int
    minutes: int
    quantity: int
    amount_fen: int


def ledger_names() -> list[Ledger]:
    """Every ledger that has a sound definition."""
    return [_ledger(loaded) for loaded in load_folder(FOLDER)[0].values()]


def ledger(name: str) -> Ledger:
    try:
        loaded = load_one(FOLDER, name)
    except FaultyDefinition:
        raise Refused(
            _("这本台账的定义文件有错,暂时打不开。请管理员运行 rongyi definitions check 查看原因。"),
            code="faulty_definition",
        ) from None
    if loaded is None:
        raise NotFound()
    return _ledger(loaded)


def _ledger(loaded: Loaded) -> Ledger:
    definition = cast(LedgerDefinition, loaded.content)
    known = known_columns(kinds_of(definition))
    columns = tuple(_as_shown(known[c.key], c) for c in definition.columns)
    return Ledger(loaded.name, loaded.version, definition, columns)


def _as_shown(column: LedgerColumn, shown) -> LedgerColumn:
    return LedgerColumn(
        column.key, shown.label or column.label, column.type, column.data_class, shown.width, column.own
    )


def ledger_page(
    actor: Actor, name: str | Ledger, *, station: str = "", first: date | None = None, last: date | None = None,
    filters: dict | None = None, cursor: Place | None = None, limit: int = 25,
) -> LedgerPage:  # fmt: skip
    """One page, the newest first. A station outside the actor's reach is 404; an unknown filter is refused."""
    book = name if isinstance(name, Ledger) else ledger(name)
    facts = ledger_facts(actor, book, station=station, first=first, last=last, filters=filters)
    before = 0
    if cursor:
        day, fact_id, before = cursor
        facts = facts.filter(
            Q(occurred_on__lt=day) | Q(pk__lt=fact_id), occurred_on__lte=day
        )  # a range that an index seeks
    with _in_bounds(actor):
        found = list(facts[: limit + 1])
        more, found = len(found) > limit, found[:limit]
        rows = rows_of(found, book.columns, actor, start=before + 1)
    following = (found[-1].occurred_on, found[-1].pk, before + limit) if more else None
    return LedgerPage(book.columns, rows, following)


def ledger_rows(actor: Actor, book: Ledger, **asked) -> Iterator[LedgerRow]:
    """Every row of a ledger, read in pages, so that memory stays the same for a hundred rows and a hundred thousand."""
    cursor = None
    while True:
        page = ledger_page(actor, book, cursor=cursor, limit=CHUNK, **asked)
        yield from page.rows
        if page.next is None:
            return
        cursor = page.next


def ledger_totals(actor: Actor, book: Ledger, **asked) -> Totals:
    with _in_bounds(actor):
        sums = ledger_facts(actor, book, **asked).filter(state=Fact.State.VALID).order_by().aggregate(
            facts=Count("pk"), people=Sum("people_count"), minutes=Sum("minutes"), quantity=Sum("quantity"),
            amount_fen=Sum("amount_fen"),
        )  # fmt: skip
    return Totals(**{key: value or 0 for key, value in sums.items()})


def people_in(actor: Actor, book: Ledger, *, most: int | None = None, **asked) -> list[UUID]:
    """Whom a ledger names to this reader, each once; nobody where names are not theirs to read."""
    if not actor.reads_whole(DataClass.S3):
        return []
    with _in_bounds(actor):
        facts = ledger_facts(actor, book, **asked).order_by()
        found: set[UUID] = set()
        for county in sorted(set(facts.values_list("county", flat=True))):
            inside = facts.filter(county=county).values("pk")
            named = FactPerson.objects.filter(county=county, fact_id__in=inside).order_by()
            found |= set(named.values_list("person_id", flat=True).distinct()[:most])
    return sorted(found)[:most]


def ledger_facts(
    actor: Actor, book: Ledger, *, station: str = "", first: date | None = None, last: date | None = None,
    filters: dict | None = None,
) -> QuerySet[Fact]:  # fmt: skip
    facts = facts_visible(actor).filter(_of_kinds(book.definition.kinds))
    if station:
        if not actor.covers(station):
            raise NotFound()
        facts = facts.in_subtree(station)
    if first:
        facts = facts.filter(occurred_on__gte=first)
    if last:
        facts = facts.filter(occurred_on__lte=last)
    filters = {key: value for key, value in (filters or {}).items() if value}
    if filters.pop(GONE, "") != "all":
        facts = facts.filter(state=Fact.State.VALID)
    for key, values in book.definition.where.items():
        facts = facts.filter(_holds(book, key, values))
    for key, value in filters.items():
        if key not in book.filters or value not in dict(book.filters[key]):
            raise Refused(_("没有这个筛选条件。"), field=key, code="unknown_filter")
        facts = facts.filter(_holds(book, key, [value]))
    return facts


def stations_to_choose(actor: Actor) -> list[tuple[str, str]]:
    """(code, name) of the stations in reach; where they are too many for a list, without the villages."""
    stations = Station.objects.visible_to(actor).order_by("pk")
    found = list(stations.values_list("pk", "name", "tier")[: MOST_STATIONS + 1])
    if len(found) > MOST_STATIONS:
        found = list(stations.exclude(tier=Tier.VILLAGE).values_list("pk", "name", "tier")[:MOST_STATIONS])
    return [(code, name) for code, name, _tier in found]


def _of_kinds(names: list[str]) -> Q:
    """One kind is written as equal: with a list of one, no engine walks the index in the order of days."""
    return Q(kind=names[0]) if len(names) == 1 else Q(kind__in=names)


def _holds(book: Ledger, key: str, values: list[str]) -> Q:
    column = choice_column(book.kinds, key)
    if column is None:
        return Q(channel__in=values)
    if column.type == "choice":
        return reduce(or_, (Q(**{f"data__{key}": value}) for value in values), Q(pk__in=[]))
    # SQLite has no look-up for «the list holds»; a list of choices is never longer than the choices
    places = range(len(column.choices))
    return reduce(or_, (Q(**{f"data__{key}__{n}": value}) for value in values for n in places), Q(pk__in=[]))


def _in_bounds(actor: Actor):
    """Who reaches the whole deployment asks every county on purpose."""
    return all_counties() if any(not reach.code for reach in actor.reaches) else nullcontext()
