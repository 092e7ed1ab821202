"""From matters and cases to what is answered. What a role does not read whole is masked or left out and named."""

from collections.abc import Iterable
from typing import Any

from rongyi.api.shapes import day, moment
from rongyi.api.things import mark_of
from rongyi.casework.models import Case, CaseClock, CaseDocument, CaseEntry, CaseMaterial
from rongyi.casework.procedures import Procedure, Step
from rongyi.casework.procedures.schema import Act, FormField, Limit
from rongyi.casework.queries import CaseFile
from rongyi.kernel.crypto.classes import DataClass
from rongyi.kernel.crypto.masking import mask, mask_name, mask_phone
from rongyi.organisation.access import Actor


def procedure(name: str, version: str, one: Procedure) -> dict:
    return {
        "name": name, "title": str(one.title), "topic": one.topic, "summary": str(one.summary), "source": one.source,
        "version": version, "subject": one.apply.subject, "who": one.apply.who, "channels": one.apply.channels,
        "materials": [
            {
                "key": m.key, "title": str(m.title), "required": m.required, "original": m.original,
                "only_for": m.only_for, "source": m.source,
            }
            for m in one.materials
        ],
        "steps": [_step(step) for step in one.steps],
    }  # fmt: skip


def whole_procedure(name: str, version: str, one: Procedure) -> dict:
    return {
        **procedure(name, version, one), "basis": one.basis, "form": _fields(one.form),
        "steps": [
            {**_step(step), "not_by": step.not_by, "acts": [_act(one, act) for act in step.acts]} for step in one.steps
        ],
        "spans": [
            {
                "key": span.key, "title": str(span.title), "after": span.after or None, "until": span.until,
                "limit": _limit(span.limit),
            }
            for span in one.spans
        ],
        "stops": [{"code": stop.key, "title": str(stop.title)} for stop in one.stops],
    }  # fmt: skip


def _step(step: Step) -> dict:
    return {
        "key": step.key, "title": str(step.title), "post": step.post,
        "outside": str(step.outside) if step.outside else None, "limit": _limit(step.limit),
    }  # fmt: skip


def _limit(limit: Limit | None) -> dict | None:
    if limit is None:
        return None
    return {"days": limit.days, "unit": limit.unit, "source": limit.source, "statute": limit.statute or None}


def _act(one: Procedure, act: Act) -> dict:
    reasons = [(code, one.reason(code)) for code in act.reasons]
    return {
        "key": act.key, "title": str(act.title), "kind": act.kind, "asks": _fields(act.asks),
        "reasons": [{"code": code, "title": str(reason.title)} for code, reason in reasons if reason],
    }  # fmt: skip


def _fields(fields: Iterable[FormField]) -> list[dict]:
    return [
        {
            "key": f.key, "title": str(f.title), "type": f.type, "required": f.required, "data_class": f.data_class,
            "options": [{"code": o.code, "title": str(o.title)} for o in f.options],
        }
        for f in fields
    ]  # fmt: skip


def case(row: Case) -> dict:
    return {
        "id": str(row.pk), "number": row.number, "procedure": row.procedure,
        "procedure_version": row.definition_version, "topic": row.topic, "station": row.region_code,
        "person": str(row.person_id) if row.person_id else None, "channel": row.channel, "applicant": row.applicant,
        "claim": row.claim, "state": row.state, "step": row.step or None, "post": row.post or None,
        "at": row.at_code or None, "began_on": day(row.began_on), "entered_on": day(row.entered_on),
        "due_on": day(row.due_on), "stopped_on": day(row.stopped_on), "stop": row.stop_key or None,
        "outcome": row.outcome or None, "ended_on": day(row.ended_on), "version": row.version,
    }  # fmt: skip


def whole_case(file: CaseFile, one: Procedure, actor: Actor) -> dict:
    """security: no role of the staff reads S2 whole, so reasons of a refusal, notes and such answers are left out."""
    row, sees_names = file.case, actor.reads_whole(DataClass.S3)
    sees_reasons = actor.reads_whole(DataClass.S2)
    answers, hidden = _answers(one.form, row.answers, actor)
    return {
        **case(row), "name": row.applicant_name if sees_names else mask_name(row.applicant_name),
        "phone": mask_phone(row.applicant_phone), "handler": row.handler_name or None,
        "follows": str(row.follows_id) if row.follows_id else None,
        "reason": (row.reason_code or None) if sees_reasons else None, "answers": answers,
        "hidden": [*hidden, *(["reason"] if row.reason_code and not sees_reasons else [])],
        "entries": [_entry(entry, one, actor) for entry in file.entries],
        "clocks": [_clock(clock) for clock in file.clocks], "materials": [_paper(paper) for paper in file.materials],
        "documents": [_document(document) for document in file.documents],
    }  # fmt: skip


def version_of(file: CaseFile) -> str:
    """The case's own version, and a mark of what can change beside it: papers, documents, clocks."""
    beside = {
        "papers": [_paper(one) for one in file.materials], "documents": [_document(one) for one in file.documents],
        "clocks": [_clock(one) for one in file.clocks],
    }  # fmt: skip
    return f"{file.case.version}-{mark_of(beside)[:10]}"


def _entry(entry: CaseEntry, one: Procedure, actor: Actor) -> dict:
    act, sees_reasons = one.act(entry.step, entry.act), actor.reads_whole(DataClass.S2)
    return {
        "seq": entry.seq, "step": entry.step or None, "act": entry.act, "kind": entry.kind,
        "to_step": entry.to_step or None, "post": entry.post or None, "instead_of": entry.instead_of or None,
        "at": moment(entry.at), "late": entry.was_late, "actor": entry.actor_name,
        "reason": (entry.reason_code or None) if sees_reasons else None,
        "note": (entry.note or None) if sees_reasons else None,
        "values": _answers(act.asks if act else [], entry.values, actor)[0],
        "record": str(entry.fact_id) if entry.fact_id else None,
    }  # fmt: skip


def _answers(fields: Iterable[FormField], kept: dict[str, Any], actor: Actor) -> tuple[dict[str, Any], list[str]]:
    """(what is answered, what is left out)."""
    shown, hidden = {}, []
    for field in fields:
        if field.key not in kept:
            continue
        if actor.reads_whole(field.data_class):
            shown[field.key] = _said(field, kept[field.key])
        elif field.data_class == DataClass.S3 and isinstance(kept[field.key], str):
            shown[field.key] = mask(kept[field.key])
        else:
            hidden.append(field.key)
    return shown, hidden


def _said(field: FormField, value: Any) -> Any:
    return f"{value // 100}.{value % 100:02d}" if field.type == "money" else value


def _clock(one: CaseClock) -> dict:
    return {
        "key": one.key, "days": one.days, "unit": one.unit, "source": one.source, "started_on": day(one.started_on),
        "due_on": day(one.due_on), "stopped_days": one.stopped_days, "extended_days": one.extended_days,
        "ended_on": day(one.ended_on),
    }  # fmt: skip


def _paper(one: CaseMaterial) -> dict:
    return {"key": one.key, "state": one.state, "shown": one.was_shown, "given_on": day(one.given_on)}


def _document(one: CaseDocument) -> dict:
    return {
        "kind": one.kind, "number": one.number, "made_at": moment(one.made_at), "delivered_on": day(one.delivered_on),
    }  # fmt: skip
