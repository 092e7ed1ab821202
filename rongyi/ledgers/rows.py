"""A fact as a row of a ledger: typed values, in the reader's words, as far as the reader may see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from rongyi.kernel import clock
from rongyi.kernel.crypto.classes import DataClass
from rongyi.ledgers.columns import LedgerColumn
from rongyi.organisation.access import Actor
from rongyi.records.kinds import CHANNELS, KINDS
from rongyi.records.models import Fact
from rongyi.records.queries import evidence_counts, people_of, station_names
from rongyi.records.shown import state_words
from rongyi.records.subjects import subjects

Value = str | int | Decimal | date | datetime | None


@dataclass(frozen=True)
class LedgerRow:
    """`values` by column key; `is_valid` is false for what was corrected or withdrawn."""

    fact_id: UUID
    is_valid: bool
    tone: str
    values: dict[str, Value]


@dataclass(frozen=True)
class Around:
    """What a row needs beside its fact, read once for all rows of a page."""

    actor: Actor
    people: dict[UUID, list[UUID]]
    names: dict[UUID, dict]
    stations: dict[str, str]
    evidence: dict[UUID, int]


def rows_of(facts: Sequence[Fact], columns: Sequence[LedgerColumn], actor: Actor, *, start: int = 1) -> list[LedgerRow]:
    around = _around(facts, {column.key for column in columns}, actor)
    return [_row(fact, columns, around, number) for number, fact in enumerate(facts, start)]


def _around(facts: Sequence[Fact], keys: set[str], actor: Actor) -> Around:
    people: dict[UUID, list[UUID]] = {}
    names: dict[UUID, dict] = {}
    if "people" in keys and actor.reads_whole(DataClass.S3):
        people = people_of(facts)
        county_of_fact = {fact.pk: fact.county for fact in facts}
        by_county: dict[str, set[UUID]] = {}
        for fact_id, some in people.items():
            by_county.setdefault(county_of_fact[fact_id], set()).update(some)
        for county, ids in sorted(by_county.items()):
            names |= subjects(county=county, ids=ids, actor=actor)
    stations = station_names({fact.region_code for fact in facts}) if "station" in keys else {}
    evidence = evidence_counts(facts) if "evidence" in keys else {}
    return Around(actor, people, names, stations, evidence)


def _row(fact: Fact, columns: Sequence[LedgerColumn], around: Around, number: int) -> LedgerRow:
    values: dict[str, Value] = {}
    for column in columns:
        if not around.actor.reads_whole(column.data_class):
            values[column.key] = _("不可见")
        elif column.own:
            values[column.key] = _own(fact, column)
        else:
            values[column.key] = COMMON_VALUES[column.key](fact, around, number)
    _words, tone = state_words(fact)
    return LedgerRow(fact.pk, fact.state == Fact.State.VALID, tone, values)


def _own(fact: Fact, column: LedgerColumn) -> Value:
    declared = KINDS[fact.kind].column(column.key)
    if declared is None:
        return None
    stored = fact.data if declared.data_class == DataClass.S4 else fact.sealed_data
    value = stored.get(column.key)
    if value is None:
        return None
    if declared.type == "money":
        return Decimal(value) / 100
    if declared.type == "date":
        return date.fromisoformat(value)
    return value if declared.type == "integer" else declared.shown(value)


def _people(fact: Fact, around: Around, _number: int) -> str:
    """Who has moved out of the reader's reach is counted and not named."""
    ids = around.people.get(fact.pk, [])
    names = [around.names[i]["name"] for i in ids if i in around.names]
    hidden = len(ids) - len(names)
    if not hidden:
        return "、".join(names)
    others = _("另%(count)d人不在本辖区") if names else _("%(count)d人不在本辖区")
    return "、".join([*names, others % {"count": hidden}])


COMMON_VALUES = {
    "number": lambda fact, around, number: number,
    "date": lambda fact, around, number: fact.occurred_on,
    "time": lambda fact, around, number: fact.occurred_at.astimezone(clock.SHANGHAI),
    "kind": lambda fact, around, number: str(KINDS[fact.kind].label),
    "people": _people,
    "people_count": lambda fact, around, number: fact.people_count,
    "station": lambda fact, around, number: around.stations.get(fact.region_code, fact.region_code),
    "channel": lambda fact, around, number: str(CHANNELS.get(fact.channel, fact.channel)),
    "summary": lambda fact, around, number: fact.summary,
    "minutes": lambda fact, around, number: fact.minutes or None,
    "quantity": lambda fact, around, number: fact.quantity or None,
    "amount": lambda fact, around, number: Decimal(fact.amount_fen) / 100 if fact.amount_fen else None,
    "handler": lambda fact, around, number: fact.handler,
    "recorded": lambda fact, around, number: fact.recorded_at.astimezone(clock.SHANGHAI),
    "evidence": lambda fact, around, number: around.evidence.get(fact.pk) or None,
    "state": lambda fact, around, number: state_words(fact)[0],
}
