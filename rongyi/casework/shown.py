"""Cases in words: where one stands, how many days are left, what was answered."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from rongyi.casework.enums import Post, Side, State, Unit
from rongyi.casework.models import Case, CaseEntry
from rongyi.casework.procedures import Procedure, store
from rongyi.casework.procedures.schema import FormField, Limit
from rongyi.casework.queries import MOST_COUNTED
from rongyi.casework.reading import shown
from rongyi.casework.services.raising import RAISED
from rongyi.kernel import clock
from rongyi.kernel.addresses import address_of
from rongyi.kernel.crypto.classes import DataClass
from rongyi.kernel.crypto.masking import mask_name
from rongyi.organisation.access import Actor

S3 = DataClass.S3
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
        return Left(_("超期%(days)d个工作日") % {"days": max(days, 1)}, "bad", "warn")
    days = clock.working_days_between(today, case.due_on)
    if days == 0:
        return Left(_("今天到期"), "warn", "clock")
    return Left(_("还有%(days)d个工作日") % {"days": days}, "warn" if days <= NEAR else "good", "clock")


def name_of(case: Case, actor: Actor, *, is_at_hand: bool = False) -> str:
    """Whose matter it is: whole for who serves the place, and above the county for who has the case before them."""
    name = case.person.name if case.person else case.applicant_name
    if not name:
        return str(_("未留姓名"))
    return name if is_at_hand or actor.reads_whole(S3) else mask_name(name)


def tabs(which: str, counts: dict[str, int], matter: str) -> list[dict]:
    """The parts of the day with their numbers; beyond a thousand nobody counts."""
    labels = {
        "to_do": _("待办"), "late": _("超期"), "mine": _("我手上的"), "returned": _("等申请人补正"),
        "below": _("下级超期"), "all": _("全部"),
    }  # fmt: skip
    more = f"&{urlencode({'matter': matter})}" if matter else ""
    return [
        {
            "label": label, "url": f"{address_of('casework:list')}?view={key}{more}", "current": key == which,
            "count": None if key not in counts else
            f"{MOST_COUNTED}+" if counts[key] > MOST_COUNTED else str(counts[key]),
        }
        for key, label in labels.items()
    ]  # fmt: skip


def rows(cases: list[Case], today: date, actor: Actor) -> list[dict]:
    return [_row(case, today, actor) for case in cases]


def _row(case: Case, today: date, actor: Actor) -> dict:
    procedure = store.at_version(case.procedure, case.definition_version)
    step = procedure.step(case.step)
    return {
        "case": case, "matter": procedure.title, "step": step.title if step else "", "left": left(case, today),
        "name": name_of(case, actor), "raised": RAISED.get(case.raised, ""),
        "url": address_of("casework:case", case.pk), "where": str(Post(case.post).label) if case.post else "",
    }  # fmt: skip


def limit_words(limit: Limit | None) -> str:
    return unit_words(limit.days, limit.unit) if limit else ""


def unit_words(days: int, unit: str) -> str:
    words = {
        Unit.WORKING: _("%(n)d个工作日"), Unit.CALENDAR: _("%(n)d天"), Unit.MONTHS: _("%(n)d个月"),
    }  # fmt: skip
    return words[Unit(unit)] % {"n": days}


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
                "when": clock_words(entry), "iso": entry.at.isoformat(timespec="seconds"),
                "title": f"{step.title} · {title}" if step else title, "text": ";".join(word for word in words if word),
                "by": _by(entry), "tag": _("超期") if entry.was_late else "", "tone": "bad" if entry.was_late else "",
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
