"""The act of whoever holds a step. One function for all matters: what it does stands in the definition."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from rongyi.casework.access import place_of, require_post
from rongyi.casework.effects import EFFECTS
from rongyi.casework.eligibility import Answer, answer
from rongyi.casework.enums import ActKind, MaterialState, Outcome, State
from rongyi.casework.models import Case, CaseEntry, CaseMaterial
from rongyi.casework.permissions import ACT_ON_CASE
from rongyi.casework.procedures import Act, Procedure, Step, store
from rongyi.casework.profile_queries import conditions_of, profile_of
from rongyi.casework.reading import read_answers
from rongyi.casework.services import clocks
from rongyi.casework.services.documents import make_all
from rongyi.casework.services.materials import lacking
from rongyi.casework.services.writing import Done, claim, write
from rongyi.kernel import audit, clock
from rongyi.kernel.errors import Refused, Stale
from rongyi.organisation.access import Actor
from rongyi.organisation.commands import command

FORWARD = (ActKind.PASS, ActKind.FINISH)
SUPPLEMENT = "supplement"


@dataclass(frozen=True)
class ActInput:
    """`values` answer what the act asks for; `lacking` are the keys of all materials that are missing (一次性告知);
    `version` is the version of the case that was read."""

    act: str
    note: str = ""
    reason: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    lacking: tuple[str, ...] = ()
    version: int | None = None


@command(ACT_ON_CASE, on="case", act="casework.act")
def act(*, actor: Actor, case: Case, given: ActInput) -> CaseEntry:
    """Does one act of the step at which the case stands; the case and the entry move together or not at all."""
    procedure = store.at_version(case.procedure, case.definition_version)
    step, chosen = _chosen(case, procedure, given)
    post = require_post(actor, case, step)
    _require_fit(case, procedure, step, chosen, given)
    values = read_answers(chosen.asks, given.values)
    reason = _reason(procedure, chosen, given)
    if chosen.kind == ActKind.RETURN:
        _mark_lacking(case, procedure, given)
    done = Done(
        chosen.key, chosen.kind, str(chosen.title.zh), step, procedure.target(step, chosen), given.note, reason, values,
        post=post, instead_of=case.post if post != case.post else "", definition=chosen,
    )  # fmt: skip
    entered_on = case.entered_on
    _move(case, procedure, step, done)
    entry = write(case, procedure, done, actor, entered_on)
    audit.note(step=step.key, did=chosen.key)
    make_all(case, entry, chosen.documents, actor)
    for name in chosen.effects:
        EFFECTS[name](case, entry, values, actor)
    return entry


def _chosen(case: Case, procedure: Procedure, given: ActInput) -> tuple[Step, Act]:
    if given.version is not None and given.version != case.version:
        raise Stale()
    if case.state != State.OPEN:
        raise Refused(
            _("办件现在是“%(state)s”,不能办理这一步。") % {"state": case.get_state_display()}, code="wrong_state"
        )
    step = procedure.step(case.step)
    chosen = procedure.act(case.step, given.act)
    if step is None or chosen is None:
        raise Refused(_("这一环节没有这个动作。请刷新后再看。"), field="act", code="unknown")
    return step, chosen


def _require_fit(case: Case, procedure: Procedure, step: Step, chosen: Act, given: ActInput) -> None:
    if (
        chosen.when is not None
        and case.person is not None
        and answer(chosen.when, profile_of(case.person, conditions_of(procedure))) == Answer.NO
    ):
        raise Refused(_("条件不符:%(what)s。") % {"what": chosen.when.title}, field="act", code="not_now")
    if chosen.kind not in FORWARD:
        return
    if case.stopped_on is not None:
        raise Refused(_("办件正在暂停计时,请先恢复。"), code="stopped")
    missing = lacking(case, procedure)
    if missing:
        titles = "、".join(str(procedure.material(row.key).title) for row in missing if procedure.material(row.key))
        raise Refused(_("材料还没有齐:%(titles)s。") % {"titles": titles}, field="materials", code="incomplete")
    if step.least is not None and case.entered_on is not None:
        first = clocks.last_day(case.entered_on, step.least.days, step.least.unit)
        if clock.today() <= first:
            raise Refused(
                _("按规定要满%(days)d%(unit)s,%(day)s以后才能继续。")
                % {"days": step.least.days, "unit": _unit(step.least.unit), "day": first.isoformat()},
                code="too_early",
            )


def _unit(unit: str) -> str:
    return {"working": _("个工作日"), "calendar": _("天"), "months": _("个月")}[unit]


def _reason(procedure: Procedure, chosen: Act, given: ActInput) -> str:
    if chosen.kind != ActKind.REFUSE and not chosen.reasons:
        return ""
    if given.reason not in chosen.reasons:
        titles = "、".join(str(procedure.reason(code).title) for code in chosen.reasons if procedure.reason(code))
        raise Refused(_("请选择理由:%(titles)s。") % {"titles": titles}, field="reason", code="required")
    return given.reason


def _mark_lacking(case: Case, procedure: Procedure, given: ActInput) -> None:
    """Everything at once: a step asks the applicant a single time. What is wrong beyond papers stands in the note."""
    before = CaseEntry.objects.filter(county=case.county, case=case, step=case.step, kind=ActKind.RETURN)
    if before.exists():
        raise Refused(_("这一环节已经一次性告知过,不能再退给申请人。缺的请电话补齐,或作出决定。"), code="told_once")
    if not given.lacking and not given.note.strip():
        raise Refused(_("请一次写明要补的全部内容。"), field="note", code="required")
    rows = CaseMaterial.objects.filter(county=case.county, case=case)
    known = set(rows.values_list("key", flat=True))
    if set(given.lacking) - known:
        raise Refused(_("选了这个事项没有的材料。"), field="lacking", code="unknown")
    rows.filter(key__in=given.lacking).update(state=MaterialState.LACKING)


def _move(case: Case, procedure: Procedure, step: Step, done: Done) -> None:
    """The case is claimed first, so that of two who act at once the second is told before anything else is written."""
    today, target = clock.today(), done.to
    if done.kind == ActKind.NOTE:
        claim(case)
    elif done.kind == ActKind.RETURN:
        claim(case, state=State.RETURNED, stopped_on=case.stopped_on or today, stop_key=SUPPLEMENT)
    elif target is not None:
        claim(
            case, step=target.key, post=target.post, at_code=place_of(target.post, case.region_code), entered_on=today,
            handler_id=None, handler_name="", raised=0,
        )  # fmt: skip
        forward = done.kind == ActKind.PASS
        leave = clocks.leave if forward else clocks.leave_back
        done.on_time = leave(case, procedure, step, target, today)
        clocks.enter(case, procedure, target, step.key if forward else clocks.BACK, today)
        clocks.keep_due(case)
    else:
        chosen = done.definition
        outcome = Outcome.REFUSED if done.kind == ActKind.REFUSE else chosen.outcome if chosen else Outcome.DONE
        claim(
            case, state=State.ENDED, outcome=outcome, reason_code=done.reason, ended_on=today, due_on=None,
            stopped_on=None, stop_key="",
        )  # fmt: skip
        done.on_time = clocks.close(case, today)
