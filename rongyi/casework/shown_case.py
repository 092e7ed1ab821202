"""One case in words: what can be done now and by whom, how its clocks stand, and where it is on its way."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from rongyi.casework.access import post_of, require_post
from rongyi.casework.colleague_queries import colleagues
from rongyi.casework.enums import ActKind, MaterialState, Outcome, Post, State
from rongyi.casework.models import Case, CaseClock, CaseEntry
from rongyi.casework.permissions import ACT_ON_CASE, EXTEND_CASE, OPEN_CASE
from rongyi.casework.procedures import Act, Procedure
from rongyi.casework.queries import CaseFile
from rongyi.casework.services.clocks import last_day
from rongyi.casework.services.materials import HOLDS
from rongyi.casework.shown import Left, unit_words
from rongyi.kernel.definitions.loading import COMPOSED
from rongyi.kernel.errors import Denied
from rongyi.organisation.access import Actor

LOOKS = {
    ActKind.PASS: "main", ActKind.FINISH: "main", ActKind.RETURN: "", ActKind.BACK: "", ActKind.NOTE: "plain",
    ActKind.REFUSE: "danger",
}  # fmt: skip
MOST_NAMES = 4


def look_of(act: Act) -> str:
    """The usual way stands out; an end that is not the one hoped for does not."""
    if act.kind == ActKind.FINISH and act.outcome != Outcome.DONE:
        return ""
    return LOOKS[ActKind(act.kind)]


@dataclass(frozen=True)
class Panel:
    """`acts` with their looks; where there are none `why_not` says so and `who` names those who do them now."""

    acts: list[tuple[Act, str]]
    sides: list[tuple[str, str]]
    why_not: str = ""
    who: str = ""
    is_at_hand: bool = False
    may_take: bool = False
    missing: str = ""
    not_before: date | None = None


def panel_of(file: CaseFile, procedure: Procedure, actor: Actor) -> Panel:
    case, step = file.case, procedure.step(file.case.step)
    if case.state == State.ENDED or step is None:
        return Panel([], [])
    at_hand = is_at_hand(actor, case)
    why_not = "" if case.state == State.RETURNED else _why_not(actor, case, step)
    acts = [(act, look_of(act)) for act in step.acts] if case.state == State.OPEN and not why_not else []
    names = [name for _id, name in colleagues(case.post, case.at_code)] if why_not else []
    first = last_day(case.entered_on, step.least.days, step.least.unit) if step.least and case.entered_on else None
    return Panel(
        acts, sides(actor, case, procedure), why_not, "、".join(names[:MOST_NAMES]), at_hand,
        at_hand and case.handler_id != actor.user_id, _missing(file, procedure) if acts else "",
        first + timedelta(days=1) if acts and first else None,
    )  # fmt: skip


def is_at_hand(actor: Actor, case: Case) -> bool:
    """Whether the actor's post, or one for which it may stand in, has the case now."""
    if not case.post or case.state == State.ENDED or not actor.can(ACT_ON_CASE):
        return False
    return post_of(actor.acting(ACT_ON_CASE), case.post, case.at_code) is not None


def _why_not(actor: Actor, case: Case, step) -> str:
    if not actor.can(ACT_ON_CASE):
        return str(Denied().message)
    try:
        require_post(actor.acting(ACT_ON_CASE), case, step)
    except Denied as denied:
        return str(denied.message)
    return ""


def _missing(file: CaseFile, procedure: Procedure) -> str:
    found = []
    for row in file.materials:
        material = procedure.material(row.key)
        if material and row.state not in HOLDS and (material.required or row.state == MaterialState.LACKING):
            found.append(str(material.title))
    return "、".join(found)


def sides(actor: Actor, case: Case, procedure: Procedure) -> list[tuple[str, str]]:
    """[(key, label)] of what can be done beside the step."""
    if case.state == State.ENDED:
        return []
    at_hand = is_at_hand(actor, case)
    rules = (
        ("supplement", _("补正已交,接着办"), case.state == State.RETURNED and actor.can(OPEN_CASE)),
        ("hand_over", _("交给同事或放回岗位"), at_hand),
        ("pause", _("暂停计时"), at_hand and bool(procedure.stops) and case.stopped_on is None),
        ("resume", _("恢复计时"), at_hand and case.stopped_on is not None and case.state == State.OPEN),
        ("extend", _("延长期限"), actor.can(EXTEND_CASE) and case.due_on is not None),
        ("withdraw", _("申请人撤回"), actor.can(OPEN_CASE)),
        ("lapse", _("终止办理"), at_hand),
    )
    return [(key, str(label)) for key, label, is_so in rules if is_so]


def clock_rows(clocks: list[CaseClock], case: Case, today: date) -> list[dict]:
    """Each limit with its rule, its start, its end, and how it stands."""
    return [
        {
            "clock": one, "limit": unit_words(one.days, one.unit), "stands": _stands(one, case, today),
            "source": "" if one.source == COMPOSED else one.source, "is_law": bool(one.statute),
            "more": ";".join(
                words
                for words in (
                    _("停过%(n)d天") % {"n": one.stopped_days} if one.stopped_days else "",
                    _("延长了%(limit)s") % {"limit": unit_words(one.extended_days, one.unit)} if one.extended_days else "",
                )
                if words
            ),
        }
        for one in clocks
    ]  # fmt: skip


def _stands(one: CaseClock, case: Case, today: date) -> Left:
    if one.ended_on is not None:
        is_late = one.ended_on > one.due_on
        return Left(
            _("超期办完") if is_late else _("按期办完"), "bad" if is_late else "good", "warn" if is_late else "check"
        )
    if case.stopped_on is not None:
        return Left(_("暂停计时"), "still", "clock")
    return Left(_("已超期"), "bad", "warn") if one.due_on < today else Left(_("计时中"), "info", "clock")


def step_states(case: Case, procedure: Procedure, entries: list[CaseEntry]) -> dict[str, str]:
    """{step: done, now, held or ahead}; what was sent back is done again."""
    order = [step.key for step in procedure.steps]
    done: set[str] = set()
    for entry in entries:
        if entry.kind in (ActKind.PASS, ActKind.FINISH):
            done.add(entry.step)
        elif entry.kind == ActKind.BACK and entry.to_step in order:
            done -= set(order[order.index(entry.to_step) :])
    states = {key: "done" if key in done else "ahead" for key in order}
    if case.state != State.ENDED and case.step in states:
        states[case.step] = "held" if case.state == State.RETURNED else "now"
    return states


def post_words(case: Case) -> str:
    return str(Post(case.post).label) if case.post else ""
