"""Writing to the spine. `write_facts` is called by the services of rooms, inside their transaction."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from rongyi.kernel import audit, clock
from rongyi.kernel.county import county_of
from rongyi.kernel.crypto.classes import DataClass
from rongyi.kernel.errors import Conflict, Refused, Stale
from rongyi.kernel.ids import uuid7
from rongyi.organisation.access import Actor
from rongyi.organisation.commands import command
from rongyi.records.chain import fact_hash, locked_heads
from rongyi.records.kinds import CHANNELS, KINDS, WITHDRAWAL, Kind
from rongyi.records.models import Fact, FactPerson
from rongyi.records.permissions import CORRECT_RECORD
from rongyi.records.rollups import add_to_rollups
from rongyi.records.signals import facts_changed

EARLIEST = date(1949, 10, 1)


@dataclass
class Draft:
    """What a room says of the work; number, chain and counts are added here. Money in fen, duration in minutes."""

    kind: Kind
    region_code: str
    at: datetime | date
    people: list[UUID] = field(default_factory=list)
    data: dict = field(default_factory=dict)
    channel: str = ""
    summary: str = ""
    minutes: int = 0
    quantity: int = 0
    amount_fen: int = 0
    source: object | None = None
    id: UUID | None = None
    corrects: Fact | None = None


def write_fact(draft: Draft, *, actor: Actor) -> Fact:
    """One fact; a draft with an id that is known already is refused as a double."""
    return write_facts([draft], actor=actor)[0]


def write_facts(drafts: Iterable[Draft], *, actor: Actor) -> list[Fact]:
    """Facts of one county, with their chain and their counts, inside the caller's transaction."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a fact is written in the transaction of its act")
    now, drafts = clock.now(), list(drafts)
    prepared = [_fact(draft, actor, now) for draft in drafts]  # computed first, so that the lock is short
    for county in sorted({fact.county for fact in prepared}):
        _refuse_doubles(county, [f for f in prepared if f.county == county])
        _link(county, [(f, d) for f, d in zip(prepared, drafts, strict=True) if f.county == county])
    facts_changed.send(sender=Fact, facts=prepared, undone=[])
    return prepared


def _fact(draft: Draft, actor: Actor, now: datetime) -> Fact:
    kind = draft.kind
    at = _moment(draft.at, now)
    if draft.channel and (draft.channel not in CHANNELS or (kind.channels and draft.channel not in kind.channels)):
        raise Refused(_("没有这种方式。"), field="channel", code="invalid")
    if kind.needs_people and not draft.people:
        raise Refused(_("请先选择人员。"), field="people", code="required")
    data = kind.read(draft.data)
    secret = {key for key in data if kind.column(key).data_class != DataClass.S4}
    fact = Fact(
        id=draft.id or uuid7(), county=county_of(draft.region_code), region_code=draft.region_code, kind=kind.name,
        occurred_at=at, occurred_on=at.astimezone(clock.SHANGHAI).date(), recorded_at=now, actor_id=actor.user_id,
        handler=actor.name[:50], channel=draft.channel, minutes=draft.minutes, quantity=draft.quantity,
        amount_fen=draft.amount_fen, people_count=len(set(draft.people)),
        data={key: value for key, value in data.items() if key not in secret}, corrects=draft.corrects,
        source_kind=draft.source._meta.label_lower if draft.source else "",
        source_id=draft.source.pk if draft.source else None,
    )  # fmt: skip
    if secret:
        fact.sealed_data = {key: data[key] for key in sorted(secret)}
    if draft.summary:
        fact.summary = draft.summary
    return fact


def _moment(at: datetime | date, now: datetime) -> datetime:
    if not isinstance(at, datetime):
        day = at
        at = datetime.combine(day, time(12), clock.SHANGHAI)
        if day == now.astimezone(clock.SHANGHAI).date():
            at = now
    if at > now + timedelta(minutes=5):
        raise Refused(_("日期在将来,还没有发生。请填今天或以前的日期。"), field="occurred_at", code="future")
    if at.date() < EARLIEST:
        raise Refused(_("日期太早,请检查年份。"), field="occurred_at", code="too_early")
    return at


def _refuse_doubles(county: str, facts: list[Fact]) -> None:
    known = Fact.objects.filter(county=county, id__in=[fact.id for fact in facts]) if facts else []
    double = next(iter(known), None)
    if double is not None:
        raise Conflict(_("这条记录已经登记过了,没有重复登记。"), code="already_recorded", id=str(double.id))


def _link(county: str, pairs: list[tuple[Fact, Draft]]) -> None:
    heads = locked_heads(county, sorted({fact.region_code for fact, _draft in pairs}))
    subjects = []
    for fact, draft in pairs:
        head, people = heads[fact.region_code], [str(p) for p in set(draft.people)]
        head.seq += 1
        fact.seq, fact.previous_hash = head.seq, bytes(head.hash)
        fact.hash = head.hash = fact_hash(fact, people)
        subjects += [
            FactPerson(county=county, person_id=p, occurred_at=fact.occurred_at, fact=fact) for p in set(draft.people)
        ]
    Fact.objects.bulk_create([fact for fact, _draft in pairs], batch_size=100)
    FactPerson.objects.bulk_create(subjects, batch_size=200)
    for head in heads.values():
        type(head).objects.filter(county=county, region_code=head.region_code).update(seq=head.seq, hash=head.hash)
    add_to_rollups(fact for fact, _draft in pairs)


@command(CORRECT_RECORD, on="fact", act="records.withdraw")
def withdraw(*, actor: Actor, fact: Fact, reason: str, version: int | None = None) -> Fact:
    """Takes a fact out of ledgers and counts; it stays to be read, with who withdrew it and why."""
    _end(fact, Fact.State.WITHDRAWN, version)
    entry = write_fact(
        Draft(WITHDRAWAL, fact.region_code, clock.now(), data={"reason": reason}, corrects=fact), actor=actor
    )
    _undo(fact, Fact.State.WITHDRAWN)
    audit.note(reason=reason.strip(), withdrawn_by=str(entry.id))
    return fact


@command(CORRECT_RECORD, on="fact", act="records.correct")
def correct(
    *, actor: Actor, fact: Fact, at: datetime | date, channel: str, data: dict, people: list[UUID] | None = None,
    summary: str = "", minutes: int = 0, version: int | None = None, id: UUID | None = None,
) -> Fact:  # fmt: skip
    """Puts a right fact in the place of a wrong one; the wrong one stays and names its successor."""
    kind = KINDS[fact.kind]
    if people is None:
        people = list(FactPerson.objects.filter(county=fact.county, fact=fact).values_list("person_id", flat=True))
    _end(fact, Fact.State.CORRECTED, version)
    draft = Draft(
        kind, fact.region_code, at, people=people, data=data, channel=channel, summary=summary, minutes=minutes,
        quantity=fact.quantity, amount_fen=fact.amount_fen, corrects=fact, id=id,
    )  # fmt: skip
    right = write_fact(draft, actor=actor)
    _undo(fact, Fact.State.CORRECTED)
    audit.note(corrected_by=str(right.id))
    return right


def _end(fact: Fact, state: str, version: int | None) -> None:
    if version is not None and version != fact.version:
        raise Stale()
    if fact.kind == WITHDRAWAL.name:
        raise Refused(_("撤回记录本身不能再更正或撤回。"))
    mine = Fact.objects.filter(county=fact.county, pk=fact.pk, state=Fact.State.VALID, version=fact.version)
    if not mine.update(state=state, version=F("version") + 1):  # a row lock would do nothing on SQLite
        raise Stale(_("这条记录刚刚已被更正或撤回。请刷新后再看。"))


def _undo(fact: Fact, state: str) -> None:
    """Only now does the fact in memory say that it ended: a refusal before this leaves it as it was read."""
    fact.state, fact.version = state, fact.version + 1
    add_to_rollups([fact], sign=-1)
    facts_changed.send(sender=Fact, facts=[], undone=[fact])
