"""Facts by the thousand, of kinds that hold nothing sealed: the same rows, chain and counts as `write_facts` leaves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models.base import ModelState

from rongyi.kernel import clock
from rongyi.kernel.bulk import insert_packed, packed, rows_of
from rongyi.kernel.county import county_of
from rongyi.kernel.crypto.classes import DataClass
from rongyi.kernel.crypto.rows import NewRows
from rongyi.kernel.ids import uuid7s
from rongyi.organisation.access import Actor
from rongyi.records.chain import PlainChain, locked_heads
from rongyi.records.kinds import Kind
from rongyi.records.models import Fact, FactPerson, StationHead
from rongyi.records.rollups import add_to_rollups
from rongyi.records.signals import facts_changed


@dataclass(slots=True)
class PlainDraft:
    """One fact about one person. Its data was made by the caller and is of the kind's columns. Who prepares ahead
    gives the id and the wrapped key too."""

    region_code: str
    person: UUID
    data: dict
    source_kind: str = ""
    source_id: UUID | None = None
    id: UUID | None = None
    row_key: bytes = b""


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
    common = {
        "county": county, "kind": kind.name, "occurred_at": at, "channel": channel, "people_count": 1,
        "occurred_on": at.astimezone(clock.SHANGHAI).date(), "recorded_at": clock.now(), "actor_id": actor.user_id,
        "handler": actor.name[:50],
    }  # fmt: skip
    keys = NewRows()
    for draft, pk in zip(drafts, uuid7s(len(drafts)), strict=True):
        draft.id = draft.id or pk
        draft.row_key = draft.row_key or keys.row(Fact._meta.db_table, draft.id).wrapped
    facts = _linked(county, drafts, common)
    add_to_rollups(facts)
    facts_changed.send(sender=Fact, facts=facts, undone=[])
    return facts


def _linked(county: str, drafts: Sequence[PlainDraft], common: dict) -> list[Fact]:
    rows, links = rows_of(Fact), rows_of(FactPerson)
    base, link = rows.ready(common), links.ready({"county": county, "occurred_at": common["occurred_at"]})
    defaults = {field.attname: field.get_default() for field in Fact._meta.concrete_fields} | common
    heads = locked_heads(county, sorted({draft.region_code for draft in drafts}))
    chained = PlainChain(defaults)
    facts, ready, linked = [], [], []
    for draft in drafts:
        head = heads[draft.region_code]
        head.seq, former = head.seq + 1, bytes(head.hash)
        own = {
            "id": draft.id, "region_code": draft.region_code, "data": draft.data, "source_kind": draft.source_kind,
            "source_id": draft.source_id, "row_key": draft.row_key, "seq": head.seq, "previous_hash": former,
        }  # fmt: skip
        own["hash"] = head.hash = chained.hash(own, str(draft.person))
        facts.append(_fact(defaults, own))
        ready.append(rows.ready(own, base))
        linked.append(links.ready({"person_id": draft.person, "fact_id": draft.id}, link))
    insert_packed(Fact, rows.names, packed(ready))
    insert_packed(FactPerson, links.names, packed(linked))
    _keep_heads(county, heads)
    return facts


def _fact(defaults: dict, own: dict) -> Fact:
    """A Fact past its constructor, which is what takes the time."""
    fact = Fact.__new__(Fact)
    fact.__dict__.update(defaults)
    fact.__dict__.update(own, _state=ModelState())
    return fact


def _keep_heads(county: str, heads: dict[str, StationHead]) -> None:
    """In one prepared statement; they were locked before."""
    table = connection.ops.quote_name(StationHead._meta.db_table)
    values = [(head.seq, bytes(head.hash), county, head.region_code) for head in heads.values()]
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET seq = %s, hash = %s WHERE county = %s AND region_code = %s", values)  # noqa: S608  names of ours
