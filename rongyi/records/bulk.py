"""Facts by the thousand, of kinds that hold nothing sealed: the same rows, chain and counts as `write_facts` leaves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models.base import ModelState

from rongyi.kernel import clock
from rongyi.kernel.bulk import insert_rows, insert_tuples, rows_of
from rongyi.kernel.county import county_of
from rongyi.kernel.crypto.classes import DataClass
from rongyi.kernel.crypto.rows import NewRow
from rongyi.kernel.ids import uuid7s
from rongyi.organisation.access import Actor
from rongyi.records.chain import fact_hash, locked_heads
from rongyi.records.kinds import Kind
from rongyi.records.models import Fact, FactPerson
from rongyi.records.rollups import add_to_rollups
from rongyi.records.signals import facts_changed


@dataclass(slots=True)
class PlainDraft:
    """One fact about one person. Its data was made by the caller and is of the kind's columns."""

    region_code: str
    person: UUID
    data: dict
    source_kind: str = ""
    source_id: UUID | None = None


def write_plain_facts(
    kind: Kind, drafts: Sequence[PlainDraft], *, actor: Actor, at: datetime, channel: str = ""
) -> list[Fact]:
    """Links and inserts the facts, inside the caller's transaction; all of one county."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a fact is written in the transaction of its act")
    if any(column.data_class != DataClass.S4 for column in kind.columns):
        raise ValueError(f"{kind.name} holds sealed columns: write_facts seals them")
    if not drafts:
        return []
    county = county_of(drafts[0].region_code)
    common = rows_of(Fact).defaults | {
        "county": county, "kind": kind.name, "occurred_at": at, "channel": channel, "people_count": 1,
        "occurred_on": at.astimezone(clock.SHANGHAI).date(), "recorded_at": clock.now(), "actor_id": actor.user_id,
        "handler": actor.name[:50],
    }  # fmt: skip
    facts = [_fact(draft, common, pk) for draft, pk in zip(drafts, uuid7s(len(drafts)), strict=True)]
    _link(county, facts, drafts)
    add_to_rollups(facts)
    facts_changed.send(sender=Fact, facts=facts, undone=[])
    return facts


def _fact(draft: PlainDraft, common: dict, pk: UUID) -> Fact:
    """A Fact past its constructor, which is what takes the time."""
    fact = Fact.__new__(Fact)
    fact.__dict__.update(common)
    fact.__dict__.update(
        id=pk, region_code=draft.region_code, data=draft.data, source_kind=draft.source_kind, source_id=draft.source_id,
        row_key=NewRow(Fact._meta.db_table, pk).wrapped, _state=ModelState(),
    )  # fmt: skip
    fact._state.adding = True
    return fact


def _link(county: str, facts: list[Fact], drafts: Sequence[PlainDraft]) -> None:
    heads = locked_heads(county, sorted({fact.region_code for fact in facts}))
    links = []
    for fact, draft in zip(facts, drafts, strict=True):
        head = heads[fact.region_code]
        head.seq += 1
        fact.seq, fact.previous_hash = head.seq, bytes(head.hash)
        fact.hash = head.hash = fact_hash(fact, [str(draft.person)])
        links.append({"county": county, "person_id": draft.person, "occurred_at": fact.occurred_at, "fact_id": fact.id})
    names = rows_of(Fact).names
    insert_tuples(Fact, names, ([fact.__dict__[name] for name in names] for fact in facts))
    insert_rows(FactPerson, links)
    for head in heads.values():
        type(head).objects.filter(county=county, region_code=head.region_code).update(seq=head.seq, hash=head.hash)
