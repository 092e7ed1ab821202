"""Cases in words: where one stands, how many days are left, what was answered."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from rongyi.casework.access import post_of
from rongyi.casework.enums import ActKind, Post, Side, State, Unit
from rongyi.casework.models import Case, CaseEntry
from rongyi.casework.procedures import Procedure, store
from rongyi.casework.procedures.schema import Act, FormField, Limit, Step
from rongyi.casework.reading import shown
from rongyi.kernel import clock
from rongyi.organisation.access import Actor

NEAR = 2
"""Working days from which on a limit stands out."""


@dataclass(frozen=True)
class Left:
    """How much time there is: words, and how they look."""

    words: str
    tone: str
    icon: str = ""


def left(case: Case, today: date) -> Left:
    if case.state == State.ENDED:
        return Left("", "still")
    if case.stopped_on is not None:
        return Left(_("暂停计时"), "still", "clock")
    if case.due_on is None:
        return Left(_("没有时限"), "still")
    if case.due_on < today:
        days = clock.working_days_between(case.due_on, today)
        return Left(_("超期%(days)d个工作日") % {"days": max(days, 1)}, "bad", "alert")
    days = clock.working_days_between(today, case.due_on)
    if days == 0:
        return Left(_("今天到期"), "warn", "clock")
    return Left(_("还有%(days)d个工作日") % {"days": days}, "warn" if days <= NEAR else "good", "clock")


def rows(cases: list[Case], today: date) -> list[dict]:
    return [_row(case, today) for case in cases]


def _row(case: Case, today: date) -> dict:
    procedure = store.at_version(case.procedure, case.definition_version)
    step = procedure.step(case.step)
    return {
        "case": case, "matter": procedure.title, "step": step.title if step else "", "left": left(case, today),
        "name": case.applicant_name or _("未留姓名"), "where": str(Post(case.post).label) if case.post else "",
    }  # fmt: skip


def limit_words(limit: Limit | None) -> str:
    if limit is None:
        return ""
    words = {
        Unit.WORKING: _("%(n)d个工作日"), Unit.CALENDAR: _("%(n)d天"), Unit.MONTHS: _("%(n)d个月"),
    }  # fmt: skip
    return words[Unit(limit.unit)] % {"n": limit.days}


def answer_rows(fields: list[FormField], values: dict[str, Any], *, whole: bool) -> list[dict]:
    """[{label, value, is_hidden}]: what is S2 is shown to those who have the case before them."""
    found = []
    for field in fields:
        value = values.get(field.key)
        if value in (None, "", []):
            continue
        hidden = field.data_class == "S2" and not whole
        found.append({"label": str(field.title), "value": "" if hidden else shown(field, value), "is_hidden": hidden})
    return found


def entry_rows(procedure: Procedure, entries: list[CaseEntry], *, whole: bool) -> list[dict]:
    """The history for the page's timeline, the latest first."""
    found = []
    for entry in reversed(entries):
        step, act = procedure.step(entry.step), procedure.act(entry.step, entry.act)
        reason = procedure.reason(entry.reason_code)
        told = [f"{row['label']}:{row['value']}" for row in answer_rows(act.asks if act else [], entry.values, whole=whole)
                if not row["is_hidden"]]  # fmt: skip
        words = [str(reason.title) if reason else "", *told, entry.note if whole else ""]
        title = str(act.title) if act else _title_of(entry)
        found.append(
            {
                "when": clock_words(entry), "iso": entry.at.isoformat(),
                "title": f"{step.title} · {title}" if step else title, "text": ";".join(word for word in words if word),
                "by": _by(entry), "tag": _("超期") if entry.was_late else "", "tone": "bad",
            }
        )  # fmt: skip
    return found


def _title_of(entry: CaseEntry) -> str:
    return str(Side(entry.kind).label) if entry.kind in Side.values else entry.act


def _by(entry: CaseEntry) -> str:
    post = str(Post(entry.post).label) if entry.post else ""
    instead = _("(代%(post)s)") % {"post": Post(entry.instead_of).label} if entry.instead_of else ""
    return " ".join(word for word in (entry.actor_name, post + instead) if word)


def clock_words(entry: CaseEntry) -> str:
    return f"{entry.at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}"


def act_choices(step: Step | None, actor: Actor, case: Case) -> list[Act]:
    """What the actor may do at the step at which the case stands; empty where somebody else holds it."""
    if step is None or case.state != State.OPEN or post_of(actor, case.post, case.at_code) is None:
        return []
    return list(step.acts)


LOOKS = {
    ActKind.PASS: "main", ActKind.FINISH: "main", ActKind.RETURN: "", ActKind.BACK: "", ActKind.NOTE: "plain",
    ActKind.REFUSE: "danger",
}  # fmt: skip
