"""An import in the reader's words, for its pages."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from rongyi.kernel.crypto.masking import mask_id_number, mask_phone
from rongyi.organisation.access import Actor
from rongyi.registry.imports.chunks import lines_with
from rongyi.registry.imports.deciding import OUTCOMES, Line, change_label
from rongyi.registry.imports.jobs import is_resumable, sent_before
from rongyi.registry.imports.mends import mend_of
from rongyi.registry.imports.targets import IGNORE, choices_of_keys
from rongyi.registry.models import Category, ImportJob, Political, Tag
from rongyi.registry.parts import PARTS
from rongyi.registry.shown import words

PAGE = 50
SHOWN_FIRST = ("rejected", "held", "updated", "created", "unchanged")


def outcome_words() -> dict[str, str]:
    return {
        "created": _("新建"), "updated": _("更新"), "unchanged": _("没有变化"), "held": _("待核对"), "rejected": _("退回"),
    }  # fmt: skip


TONES = {"created": "good", "updated": "info", "unchanged": "still", "held": "warn", "rejected": "bad"}


def import_page(job: ImportJob, actor: Actor, asked) -> dict:
    """Counts, and the lines of one outcome page by page."""
    outcome = asked.get("outcome", "")
    if outcome not in OUTCOMES:
        outcome = next((name for name in SHOWN_FIRST if getattr(job, name)), "created")
    start = int(asked["from"]) if asked.get("from", "").isdigit() else 0
    lines = list(lines_with(job, (outcome,), start, PAGE)) if job.rows else []
    total = getattr(job, outcome)
    return {
        "job": job,
        "outcome": outcome,
        "word": outcome_words()[outcome],
        "many_sheets": sum(sheet["chosen"] for sheet in (job.reading or {}).get("sheets", [])) > 1,
        "tabs": _tabs(job),
        "lines": [_line(line) for line in lines],
        "pager": _pager(job, outcome, start, total),
        "share": round(100 * job.position / job.rows) if job.rows else 0,
        "resumable": is_resumable(job),
        "before": sent_before(job, actor) if job.state == ImportJob.State.PREVIEWED else None,
        "notices": (job.reading or {}).get("notices", []),
        "sheets": [_sheet(sheet) for sheet in (job.reading or {}).get("sheets", []) if sheet["labels"]],
        "troubled": job.held + job.rejected,
        "elsewhere": (job.reading or {}).get("elsewhere", 0),
    }


def _tabs(job: ImportJob) -> list[dict]:
    url = reverse("registry:import", args=[job.pk])
    return [
        {"label": label, "count": getattr(job, name), "url": f"{url}?outcome={name}"}
        for name, label in outcome_words().items()
    ]  # fmt: skip


def _pager(job: ImportJob, outcome: str, start: int, total: int) -> dict:
    url = reverse("registry:import", args=[job.pk])

    def to(place: int) -> str:
        return f"{url}?{urlencode({'outcome': outcome, 'from': place})}"

    return {
        "next": to(start + PAGE) if start + PAGE < total else "",
        "first": to(0) if start else "",
        "position": _("%(first)d–%(last)d,共%(total)d行")
        % {"first": min(start + 1, total), "last": min(start + PAGE, total), "total": total},
        "needed": total > PAGE,
        "total": total,
    }


def _sheet(sheet: dict) -> dict:
    skipped = sheet["skipped"]
    told = [
        _("%(what)s%(count)d行(第%(lines)s行)") % {"what": label, "count": skipped[key][0], "lines": _numbers(skipped[key])}
        if key != "blank" else _("空白行%(count)d行") % {"count": skipped[key][0]}
        for key, label in (("total", _("合计")), ("note", _("说明")), ("heading", _("重复的表头")), ("blank", ""))
        if key in skipped
    ]  # fmt: skip
    return {**sheet, "told": "、".join(told)}


def _numbers(counted: list[int]) -> str:
    count, *lines = counted
    return "、".join(map(str, lines)) + ("…" if count > len(lines) else "")


def _line(line: Line) -> dict:
    values = line.values
    number = values.get("id_number", "")
    return {
        "sheet": line.sheet, "number": line.number, "column": line.column, "message": line.message,
        "mend": mend_of(line.code) if line.outcome in ("held", "rejected") else "",
        "name": values.get("name", ""), "tail": mask_id_number(number) if number else "", "notes": line.notes,
        "changes": [
            {"label": change_label(key), "before": in_words(key, before), "after": _after(key, before, after)}
            for key, before, after in line.changes
        ],
        "cells": _told_cells(line) if line.outcome == "rejected" else "",
    }  # fmt: skip


def _told_cells(line: Line) -> str:
    """Enough of a line that could not be read to find it again; long numbers stay covered."""
    words = [str(cell) for cell in line.cells if cell not in (None, "")][:4]
    return " · ".join(mask_id_number(w) if sum(c.isdigit() for c in w) > 10 else w[:20] for w in words)


def _after(key: str, before, after) -> str:
    shown = in_words(key, after)
    if key == "phone" and before and shown == in_words(key, before):
        return _("%(number)s(中间几位不同)") % {"number": shown}
    return shown


def in_words(key: str, value) -> str:
    if value in (None, "", [], {}):
        return "—"
    if key == "phone":
        return mask_phone(str(value))
    if key in ("categories", "tags"):
        return "、".join(words(value, Category if key == "categories" else Tag))
    if isinstance(value, dict):
        return _entry_in_words(key, value)
    if key == "political_status":
        return str(Political(value).label)
    return str(value)


def _entry_in_words(key: str, entry: dict) -> str:
    kind, told = PARTS[key], []
    for name, value in entry.items():
        if value in (None, "", False, "False"):
            continue
        label = dict(kind.choices_of(name)).get(str(value), value)
        told.append(_("是") if value in (True, "True") else str(label))
    return " · ".join(told)


# the page of columns


def columns_page(job: ImportJob, sent=None) -> dict:
    """Each heading with samples of what stands under it and the field that it is taken for."""
    chosen = job.reading.get("chosen") or {}
    columns = []
    for number, column in enumerate(job.reading["columns"]):
        key = sent.get(f"column-{number}", "") if sent else column["key"]
        columns.append(
            {**column, "key": "" if key == IGNORE else key, "field": f"column-{number}", "ignored": key == IGNORE}
        )
    sheets = [
        {**_sheet(sheet), "field": f"sheet-{number}", "number": number,
         "checked": (f"sheet-{number}" in sent) if sent else sheet["chosen"]}
        for number, sheet in enumerate(job.reading["sheets"]) if sheet["labels"] or sheet.get("top")
    ]  # fmt: skip
    return {
        "job": job, "columns": columns, "sheets": sheets, "groups": choices_of_keys(),
        "unknown": sum(not c["key"] and not c["ignored"] for c in columns), "was_chosen": bool(chosen),
        "from_template": any(sheet["from_template"] for sheet in job.reading["sheets"]),
        "has_heading": any(sheet["labels"] for sheet in sheets),
    }  # fmt: skip


def chosen_columns(job: ImportJob, sent) -> tuple[dict[str, str], list[str]]:
    """What the clerk chose: {heading: field}, names of sheets."""
    columns, sheets = job.reading["columns"], job.reading["sheets"]
    keys = {column["label"]: sent.get(f"column-{number}", "") for number, column in enumerate(columns)}
    names = [s["name"] for number, s in enumerate(sheets) if s["labels"] and f"sheet-{number}" in sent]
    return keys, names


def chosen_headers(job: ImportJob, sent) -> dict[str, int]:
    """{sheet: number of the row} where the clerk pointed at another row than the one that was taken."""
    found = {}
    for number, sheet in enumerate(job.reading["sheets"]):
        row = sent.get(f"header-{number}", "")
        if row.isdecimal() and int(row) != sheet["first"]:
            found[sheet["name"]] = int(row)
    return found
