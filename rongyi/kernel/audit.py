"""The audit chain: who did what, as what, when, from where, on whom, with what outcome. Never the values.

Each county has a chain of its own, so that counties can be separated. An entry is written in the transaction of the
act: no entry, no act. Entries are linked by a keyed hash, so that whoever can write to the database, and has not the
key, cannot make the chain fit again.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from rongyi.kernel import clock
from rongyi.kernel.county import SYSTEM_COUNTY, CountyField, CountyModel, all_counties
from rongyi.kernel.crypto.keyring import keyring

GENESIS = b"\x00" * 32


class Outcome(models.TextChoices):
    DONE = "done", _("已办")
    REFUSED = "refused", _("不符合规则")
    DENIED = "denied", _("无权限")


class AuditHead(models.Model):
    """The last link of a county's chain; it is what writers lock."""

    county = CountyField(primary_key=True)
    seq = models.BigIntegerField(default=0)
    hash = models.BinaryField(default=GENESIS)


class AuditEntry(CountyModel):
    """One line of the trail."""

    seq = models.BigIntegerField(_("序号"))
    at = models.DateTimeField(_("时间"))
    act = models.CharField(_("行为"), max_length=60)
    outcome = models.CharField(_("结果"), max_length=10, choices=Outcome.choices)
    actor_id = models.UUIDField(_("操作人"), null=True)
    role = models.CharField(_("身份"), max_length=30, blank=True)
    origin = models.CharField(_("来源"), max_length=60, blank=True)
    region_code = models.CharField(_("区划代码"), max_length=12, blank=True)
    subject_kind = models.CharField(_("对象类型"), max_length=40, blank=True)
    subject_id = models.CharField(_("对象编号"), max_length=40, blank=True)
    reason = models.CharField(_("理由"), max_length=200, blank=True)
    detail = models.JSONField(_("说明"), default=dict)
    previous_hash = models.BinaryField()
    hash = models.BinaryField()

    class Meta(CountyModel.Meta):
        verbose_name = _("审计记录")
        constraints = [
            *CountyModel.Meta.constraints,
            models.UniqueConstraint(fields=["county", "seq"], name="kernel_audit_has_no_gap_twice"),
        ]
        indexes = [
            models.Index(fields=["county", "subject_id", "seq"], name="kernel_audit_subject"),
            models.Index(fields=["county", "actor_id", "seq"], name="kernel_audit_actor"),
        ]


@dataclass
class Line:
    """What a caller says; the chain adds number, time and hash."""

    act: str
    outcome: str = Outcome.DONE
    actor_id: UUID | None = None
    role: str = ""
    region_code: str = ""
    county: str = SYSTEM_COUNTY
    subject_kind: str = ""
    subject_id: str = ""
    reason: str = ""
    detail: dict = field(default_factory=dict)


ACT_WORDS: dict[str, str] = {}
"""{act: how the trail calls it}; each room adds its own beside its permissions."""


def call_acts(words: Mapping[str, Any]) -> None:
    ACT_WORDS.update(words)


_origin: ContextVar[str] = ContextVar("audit_origin", default="")
_notes: ContextVar[dict | None] = ContextVar("audit_notes", default=None)


@contextmanager
def acting_from(origin: str) -> Iterator[None]:
    """Names where the acts inside come from: an address, `cli`, `task`."""
    token = _origin.set(origin[:60])
    try:
        yield
    finally:
        _origin.reset(token)


@contextmanager
def collecting_notes() -> Iterator[dict]:
    notes: dict = {}
    token = _notes.set(notes)
    try:
        yield notes
    finally:
        _notes.reset(token)


def note(**plain) -> None:
    """Adds to the entry of the act that is running: counts, field names, reasons. Never a value of a person."""
    notes = _notes.get()
    if notes is not None:
        notes.update(plain)


def append(lines: Iterable[Line]) -> list[AuditEntry]:
    """Writes entries at the end of their counties' chains, inside the caller's transaction."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an audit entry is written in the transaction of its act")
    by_county: dict[str, list[Line]] = {}
    for line in lines:
        by_county.setdefault(line.county, []).append(line)
    written: list[AuditEntry] = []
    for county in sorted(by_county):  # one order of locks for everybody
        written += _append_to(county, by_county[county])
    return written


def _append_to(county: str, lines: list[Line]) -> list[AuditEntry]:
    head = _locked_head(county)
    seq, last, at, origin = head.seq, bytes(head.hash), clock.now(), _origin.get()
    entries = []
    for line in lines:
        seq += 1
        entry = AuditEntry(
            county=county, seq=seq, at=at, act=line.act, outcome=line.outcome, actor_id=line.actor_id,
            role=line.role, origin=origin, region_code=line.region_code, subject_kind=line.subject_kind,
            subject_id=str(line.subject_id), reason=line.reason[:200], detail=line.detail, previous_hash=last,
        )  # fmt: skip
        entry.hash = last = entry_hash(entry)
        entries.append(entry)
    AuditEntry.objects.bulk_create(entries, batch_size=500)
    AuditHead.objects.filter(county=county).update(seq=seq, hash=last)
    return entries


def _locked_head(county: str) -> AuditHead:
    heads = AuditHead.objects.select_for_update().filter(county=county)
    head = heads.first()
    if head is None:
        AuditHead.objects.bulk_create([AuditHead(county=county)], ignore_conflicts=True)
        head = heads.get()
    return head


def entry_hash(entry: AuditEntry) -> bytes:
    """Keyed SHA-256 over every field, the number and the former hash."""
    fields = [
        entry.county, entry.seq, str(entry.id), _moment(entry.at), entry.act, entry.outcome,
        str(entry.actor_id or ""), entry.role, entry.origin, entry.region_code, entry.subject_kind,
        entry.subject_id, entry.reason, entry.detail, bytes(entry.previous_hash).hex(),
    ]  # fmt: skip
    return chain_hash(fields)


def chain_hash(fields: list) -> bytes:
    text = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hmac.new(keyring().subkey("chain"), text.encode(), hashlib.sha256).digest()


def _moment(at: datetime) -> str:
    return f"{at.timestamp():.6f}"


@dataclass(frozen=True)
class Break:
    """The first bad link of a chain."""

    chain: str
    county: str
    seq: int
    what: str


def verify(county: str | None = None) -> tuple[int, list[Break]]:
    """Walks the chains; returns the number of entries read and the first break of each chain."""
    with all_counties():
        heads = AuditHead.objects.filter(**({"county": county} if county else {})).order_by("county")
        read, breaks = 0, []
        for head in heads:
            count, fault = _verify_county(head)
            read += count
            breaks += [fault] if fault else []
        orphans = AuditEntry.objects.exclude(county__in=AuditHead.objects.values("county"))
        for lost in orphans.values_list("county", flat=True).distinct() if county is None else []:
            breaks.append(Break("audit", lost, 0, "entries without a head"))
    return read, breaks


def _verify_county(head: AuditHead) -> tuple[int, Break | None]:
    """Up to the head as it was read, so that honest work during the walk is no break."""
    seq, last = 0, GENESIS
    entries = AuditEntry.objects.filter(county=head.county)
    for entry in entries.filter(seq__lte=head.seq).order_by("seq").iterator(2000):
        if entry.seq != seq + 1:
            return seq, Break("audit", head.county, seq + 1, "gap or insertion")
        if bytes(entry.previous_hash) != last:
            return seq, Break("audit", head.county, entry.seq, "does not follow the former entry")
        if not hmac.compare_digest(entry_hash(entry), bytes(entry.hash)):
            return seq, Break("audit", head.county, entry.seq, "changed after it was written")
        seq, last = entry.seq, bytes(entry.hash)
    if (seq, last) != (head.seq, bytes(head.hash)):
        return seq, Break("audit", head.county, seq + 1, "the tail is cut or the head was changed")
    beyond = entries.filter(seq__gt=head.seq).order_by("seq").values_list("seq", flat=True).first()
    if beyond is not None and AuditHead.objects.get(county=head.county).seq < beyond:
        return seq, Break("audit", head.county, beyond, "gap or insertion")
    return seq, None
