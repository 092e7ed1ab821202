"""From rows to what is answered. Each value passes the one place that says which class of data the reader sees."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from rongyi.kernel.clock import SHANGHAI
from rongyi.kernel.crypto.classes import DataClass
from rongyi.kernel.crypto.masking import mask, mask_name, mask_phone
from rongyi.ledgers.rows import LedgerRow
from rongyi.organisation.access import Actor
from rongyi.organisation.models import Facility, Region, Station
from rongyi.records.kinds import KINDS, Column
from rongyi.records.models import Fact
from rongyi.registry.completeness import groups_of
from rongyi.registry.fields import may_read, shown
from rongyi.registry.imports.targets import choices_of_keys
from rongyi.registry.models import ImportJob, Part, Person
from rongyi.registry.parts import KIND_OF_MODEL, holds
from rongyi.registry.queries import File


def moment(at: datetime) -> str:
    return at.astimezone(SHANGHAI).isoformat(timespec="seconds")


def day(on: date | None) -> str | None:
    return on.isoformat() if on else None


def region(row: Region) -> dict:
    return {
        "code": row.code, "name": row.name, "tier": row.tier, "parent": row.parent_code or None,
        "gone_on": day(row.gone_on),
    }  # fmt: skip


def station(row: Station) -> dict:
    return {
        "code": row.code, "name": row.name, "tier": row.tier, "kind": row.kind, "parent": row.parent_code or None,
        "address": row.address, "phone": row.phone, "hours": row.hours, "area_m2": row.area_m2,
        "opened_on": day(row.opened_on), "is_open": row.is_open, "people_count": row.people_count,
        "size_band": str(row.size_band), "version": row.version,
    }  # fmt: skip


def whole_station(row: Station, facilities: Iterable[Facility]) -> dict:
    rooms = [
        {"area": f.area, "label": f.get_area_display(), "area_m2": f.area_m2, "in_use": f.in_use} for f in facilities
    ]
    return {**station(row), "facilities": rooms}


def person(row: Person, actor: Actor, *, categories: list[str], tags: list[str]) -> dict:
    """Numbers are always masked here: whole they come by a reveal only."""
    sees_names = actor.reads_whole(DataClass.S3)
    return {
        "id": str(row.pk), "name": row.name if sees_names else mask_name(row.name), "sex": row.sex,
        "birth_date": day(row.birth_date) if sees_names else f"{row.birth_date.year}-01-01",
        "id_number": row.id_masked, "phone": mask_phone(row.phone), "station": row.region_code,
        "categories": categories, "tags": tags if actor.reads_masked(DataClass.S2) else [], "status": row.status,
        "completeness": round(row.completeness / 100, 2), "version": row.version,
    }  # fmt: skip


def whole_file(file: File, actor: Actor) -> dict:
    """Groups 1 to 11 and the entries behind them; what is masked on the page is masked here."""
    groups = groups_of(file.person, file.rows)
    return {
        "id": str(file.person.pk), "version": file.person.version,
        "completeness": round(file.person.completeness / 100, 2),
        "groups": [
            {"key": g.key, "label": g.label, "concerns": g.concerns, "percent": g.percent, "missing": g.missing}
            for g in groups
        ],
        "parts": {key: [entry(row, actor) for row in rows] for key, rows in file.rows.items()},
    }  # fmt: skip


def entry(row: Part, actor: Actor) -> dict:
    kind = KIND_OF_MODEL[type(row)]
    lines = [shown(row, name, actor) for name in kind.fields if may_read(actor, name, kind.model)]
    state = "struck" if row.is_struck else "holds" if holds(row) else "over"
    return {"id": str(row.pk), "state": state, "fields": {line.name: str(line.value) for line in lines if line.value}}


def record(row: Fact, people: list[UUID], actor: Actor) -> dict:
    return {
        "id": str(row.pk), "kind": row.kind, "station": row.region_code, "people": [str(p) for p in people],
        "occurred_at": moment(row.occurred_at), "recorded_at": moment(row.recorded_at), "channel": row.channel,
        "summary": row.summary if actor.reads_whole(DataClass.S3) else "", "data": data_of(row, actor),
        "state": row.state, "actor": row.handler,
    }  # fmt: skip


def data_of(row: Fact, actor: Actor) -> dict:
    """The columns that the actor may read, masked where the role reads them masked only."""
    kind = KINDS.get(row.kind)
    if kind is None:
        return {}
    stored = dict(row.data)
    if any(c.data_class != DataClass.S4 and actor.reads_masked(c.data_class) for c in kind.columns):
        stored |= row.sealed_data
    columns = [c for c in kind.columns if c.key in stored and actor.reads_masked(c.data_class)]
    return {c.key: _shown(c, stored[c.key], actor) for c in columns}


def _shown(column: Column, value, actor: Actor):
    if column.type == "money":
        return f"{'-' if value < 0 else ''}{abs(value) // 100}.{abs(value) % 100:02d}"
    if actor.reads_whole(column.data_class):
        return value
    return mask(value) if isinstance(value, str) else None


def import_job(row: ImportJob) -> dict:
    counts = ("rows", "created", "updated", "unchanged", "held", "rejected")
    return {"id": str(row.pk), "state": row.state, **{name: getattr(row, name) for name in counts}}


def import_columns(row: ImportJob) -> dict:
    reading = row.reading or {"sheets": [], "columns": []}
    named = ("name", "hidden", "chosen", "rows", "first", "last")
    return {
        "sheets": [{name: sheet[name] for name in named} for sheet in reading["sheets"]],
        "columns": [
            {"heading": c["label"], "field": "" if c["key"] == "ignore" else c["key"], "samples": c["samples"]}
            for c in reading["columns"]
        ],
        "fields": {key: str(label) for _group, fields in choices_of_keys() for key, label in fields},
    }


def ledger_row(row: LedgerRow) -> dict:
    return {"id": str(row.fact_id), **{key: _cell(value) for key, value in row.values.items()}}


def _cell(value):
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:.2f}" if isinstance(value, Decimal) else value
