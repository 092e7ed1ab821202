"""Papers of a case: made by an act and numbered, printed, handed over, and the sealed scan kept."""

import io
from datetime import date
from pathlib import Path

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from rongyi.casework.documents.docx import as_docx
from rongyi.casework.documents.filling import filled
from rongyi.casework.documents.template import template_of
from rongyi.casework.enums import MaterialState
from rongyi.casework.models import Case, CaseClock, CaseDocument, CaseEntry, CaseMaterial
from rongyi.casework.own_rules import own_case
from rongyi.casework.permissions import ACT_ON_CASE, OWN_CASES, PRINT_DOCUMENT
from rongyi.casework.procedures import Procedure, store
from rongyi.casework.reading import shown
from rongyi.casework.services.numbering import next_in
from rongyi.kernel import audit, clock
from rongyi.kernel.errors import NotFound, Refused
from rongyi.kernel.files.store import Received, keep
from rongyi.kernel.papers import write_pdf
from rongyi.organisation.access import Actor
from rongyi.organisation.commands import command
from rongyi.organisation.models import Region, Station

STYLES = Path(__file__).parents[1] / "documents" / "paper.css"
WAYS = ("hand", "post", "online", "left", "public")


def make_document(case: Case, procedure: Procedure, entry: CaseEntry, kind: str, actor: Actor) -> CaseDocument:
    """Inside an act: takes the next number of the year and keeps the words as they are today."""
    template, version = template_of(kind)
    today = clock.today()
    county = Region.objects.filter(pk=case.county).values_list("name", flat=True).first() or case.county
    number = f"{county}退役{template.series}〔{today.year}〕{next_in(case.county, template.series, today.year)}号"
    document = CaseDocument(
        county=case.county, region_code=case.region_code, case=case, entry=entry, kind=kind, number=number,
        made_at=clock.now(), actor_name=actor.name[:50], template_version=version,
    )  # fmt: skip
    words = filled(template, _values(case, procedure, entry, county))
    document.words = {**words, "number": number, "org": f"{county}退役军人事务局", "on": _day(today)}
    document.save(force_insert=True)
    return document


def _values(case: Case, procedure: Procedure, entry: CaseEntry, county: str) -> dict[str, str | list[str]]:
    step, reason = procedure.step(entry.step), procedure.reason(entry.reason_code)
    chosen = procedure.act(entry.step, entry.act)
    station = Station.objects.filter(pk=case.region_code).first()
    due_on = (
        CaseClock.objects.filter(county=case.county, case=case).order_by("-due_on").values_list("due_on", flat=True)
    )
    materials = CaseMaterial.objects.filter(county=case.county, case=case).order_by("pk")
    titles = {material.key: material.title.zh for material in procedure.materials}
    return {
        "applicant": case.applicant_name or "申请人", "matter": procedure.title.zh, "case_number": case.number,
        "applied_on": _day(case.began_on), "today": _day(clock.today()), "due_on": _day(due_on.first()),
        "org": f"{county}退役军人事务局", "station": station.name if station else "", "handler": entry.actor_name,
        "station_phone": station.phone if station else "", "note": entry.note,
        "reason": reason.title.zh if reason else "", "reason_source": reason.source if reason else "",
        "outcome": str(case.get_outcome_display()) if case.outcome else "",
        "days": str(step.least.days) if step and step.least else "5",
        "lacking": [
            f"{titles.get(m.key, m.key)}{f'({m.note})' if m.note else ''}"
            for m in materials if m.state == MaterialState.LACKING
        ],
        "materials": [titles.get(m.key, m.key) for m in materials if m.state != MaterialState.WAIVED],
        "answers": [
            f"{field.title.zh}：{shown(field, entry.values[field.key])}"
            for field in (chosen.asks if chosen else ()) if entry.values.get(field.key) not in (None, "", [])
        ],
    }  # fmt: skip


def _day(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


@command(PRINT_DOCUMENT, on="document", act="casework.document")
def print_document(*, actor: Actor, document: CaseDocument, format: str = "pdf") -> tuple[bytes, str]:
    """(the file, its name). On record: a paper that leaves the house names somebody."""
    audit.note(number=document.number, format=format)
    return rendered(document, format)


def rendered(document: CaseDocument, format: str) -> tuple[bytes, str]:
    """For whoever may read the case; the caller proved that."""
    name = f"{document.number}.{format}"
    if format == "docx":
        return as_docx(document.words), name
    if format != "pdf":
        raise Refused(_("可以选 PDF 或 Word。"), field="format", code="invalid")
    target = io.BytesIO()
    write_pdf(target, render_to_string("casework/document_paper.html", {"paper": document.words}), styles=[STYLES])
    return target.getvalue(), name


@command(ACT_ON_CASE, on="document", act="casework.deliver")
def deliver_document(*, actor: Actor, document: CaseDocument, on: date, way: str) -> CaseDocument:
    if way not in WAYS:
        raise Refused(_("请选择送达方式。"), field="way", code="invalid")
    if not document.made_at.astimezone(clock.SHANGHAI).date() <= on <= clock.today():
        raise Refused(_("送达日期应在制作日期和今天之间。"), field="on", code="invalid")
    document.delivered_on, document.delivered_by = on, way
    document.save(update_fields=["delivered_on", "delivered_by"])
    audit.note(number=document.number, way=way)
    return document


@command(ACT_ON_CASE, on="document", act="casework.stamp")
def keep_stamped(*, actor: Actor, document: CaseDocument, received: Received) -> CaseDocument:
    """The scan of the paper with its seal; the archive room files it with the case."""
    stored = keep(
        received, county=document.county, region_code=document.region_code, owner_kind="casework.casedocument",
        owner_id=document.pk, actor_id=actor.user_id,
    )  # fmt: skip
    document.stamped_id = stored.pk
    document.save(update_fields=["stamped_id"])
    audit.note(number=document.number)
    return document


@command(OWN_CASES, act="casework.document")
def print_own_document(*, actor: Actor, case: Case, document: CaseDocument) -> tuple[bytes, str]:
    """By the applicant."""
    own_case(actor, case)
    audit.note(number=document.number)
    return rendered(document, "pdf")


def document_of(case: Case, document_id) -> CaseDocument:
    document = CaseDocument.objects.filter(county=case.county, case=case, pk=document_id).first()
    if document is None:
        raise NotFound()
    return document


def make_all(case: Case, entry: CaseEntry, kinds: list[str], actor: Actor) -> None:
    procedure = store.at_version(case.procedure, case.definition_version)
    for kind in kinds:
        make_document(case, procedure, entry, kind, actor)
