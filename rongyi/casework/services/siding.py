"""Acts that hold for every matter: supplementing, withdrawing, stopping the clock, lengthening, handing over, ending."""

from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from rongyi.casework.access import post_of, require_post
from rongyi.casework.colleague_queries import colleagues
from rongyi.casework.enums import Outcome, Side, State
from rongyi.casework.models import Case, CaseEntry
from rongyi.casework.permissions import ACT_ON_CASE, EXTEND_CASE, OPEN_CASE
from rongyi.casework.procedures import Procedure, Step, store
from rongyi.casework.reading import read_answers
from rongyi.casework.services import clocks
from rongyi.casework.services.acting import SUPPLEMENT
from rongyi.casework.services.documents import make_document
from rongyi.casework.services.materials import lacking
from rongyi.casework.services.writing import Done, claim, write
from rongyi.casework.statutes import STATUTES
from rongyi.kernel import audit, clock
from rongyi.kernel.errors import Denied, Refused
from rongyi.organisation.access import Actor
from rongyi.organisation.commands import command

OPEN_STATES = (State.OPEN, State.RETURNED)


@command(OPEN_CASE, on="case", act="casework.supplement")
def supplement(*, actor: Actor, case: Case, note: str = "", answers: dict | None = None) -> CaseEntry:
    """The applicant brought what was missing; the clocks go on."""
    return supplied(actor, case, note, answers)


def supplied(actor: Actor, case: Case, note: str = "", answers: dict | None = None) -> CaseEntry:
    """Inside the command of the clerk or of the applicant."""
    procedure, step = _standing(case)
    if case.state != State.RETURNED:
        raise Refused(_("这个办件没有在等补正。"), code="wrong_state")
    missing = [row for row in lacking(case, procedure) if row.state == "lacking"]
    if missing:
        titles = "、".join(str(procedure.material(row.key).title) for row in missing if procedure.material(row.key))
        raise Refused(_("还缺:%(titles)s。") % {"titles": titles}, field="materials", code="incomplete")
    if answers is not None:
        case.answers = {**case.answers, **read_answers(procedure.form, {**_typed(procedure, case), **answers})}
        case.save(update_fields=["answers", "row_key"])
    stopped_on = case.stopped_on
    claim(case, state=State.OPEN, stopped_on=None, stop_key="")
    _go_on(case, stopped_on)
    return write(case, procedure, _done(Side.SUPPLEMENT, step, note), actor)


def _typed(procedure: Procedure, case: Case) -> dict:
    """The kept answers as they would be typed again: money in yuan."""
    money = {field.key for field in procedure.form if field.type == "money"}
    return {key: f"{v // 100}.{v % 100:02d}" if key in money else v for key, v in case.answers.items()}


@command(OPEN_CASE, on="case", act="casework.withdraw")
def withdraw_case(*, actor: Actor, case: Case, note: str) -> CaseEntry:
    """The applicant does not want it any more, and said so to a clerk."""
    return withdrawn(actor, case, note)


def withdrawn(actor: Actor, case: Case, note: str) -> CaseEntry:
    return _end(actor, case, Side.WITHDRAW, Outcome.WITHDRAWN, note)


@command(ACT_ON_CASE, on="case", act="casework.lapse")
def lapse(*, actor: Actor, case: Case, note: str) -> CaseEntry:
    """Ended without a decision, such as when the applicant died; never because nobody answered in time."""
    _procedure, step = _standing(case)
    require_post(actor, case, step)
    return _end(actor, case, Side.LAPSE, Outcome.LAPSED, note)


def _end(actor: Actor, case: Case, side: Side, outcome: str, note: str) -> CaseEntry:
    procedure, step = _standing(case)
    if len(note.strip()) < 2:
        raise Refused(_("请写明原因。"), field="note", code="required")
    done = _done(side, step, note)
    done.on_time = clocks.close(case, clock.today())
    claim(case, state=State.ENDED, outcome=outcome, ended_on=clock.today(), due_on=None, stopped_on=None, stop_key="")
    return write(case, procedure, done, actor)


@command(ACT_ON_CASE, on="case", act="casework.pause")
def pause(*, actor: Actor, case: Case, stop: str, note: str = "") -> CaseEntry:
    """The clocks stop for a reason that the definition lists, such as an expert's opinion."""
    procedure, step = _standing(case)
    require_post(actor, case, step)
    known = {one.key: one for one in procedure.stops}
    if stop not in known:
        titles = "、".join(str(one.title) for one in procedure.stops) or _("没有")
        raise Refused(_("可以停止计时的情形:%(titles)s。") % {"titles": titles}, field="stop", code="unknown")
    if case.stopped_on is not None:
        raise Refused(_("已经在暂停计时。"), code="stopped")
    claim(case, stopped_on=clock.today(), stop_key=stop)
    return write(case, procedure, _done(Side.PAUSE, step, note or str(known[stop].title.zh)), actor)


@command(ACT_ON_CASE, on="case", act="casework.resume")
def resume(*, actor: Actor, case: Case, note: str = "") -> CaseEntry:
    procedure, step = _standing(case)
    require_post(actor, case, step)
    if case.stopped_on is None or case.stop_key == SUPPLEMENT:
        raise Refused(_("没有在暂停计时。"), code="not_stopped")
    stopped_on = case.stopped_on
    claim(case, stopped_on=None, stop_key="")
    _go_on(case, stopped_on)
    return write(case, procedure, _done(Side.RESUME, step, note), actor)


def _go_on(case: Case, stopped_on: date | None) -> None:
    if stopped_on is not None:
        clocks.shift(case, stopped_on, clock.today())
    clocks.keep_due(case)


@command(EXTEND_CASE, on="case", act="casework.extend")
def extend(*, actor: Actor, case: Case, key: str, days: int, note: str) -> CaseEntry:
    """By the leader, once, and for a limit of law only as far as the law lets it; the applicant is told why."""
    procedure, step = _standing(case)
    one = clocks.running(case).filter(key=key).first()
    if one is None:
        raise Refused(_("没有这个在走的期限。"), field="key", code="unknown")
    if one.extended_days:
        raise Refused(_("这个期限已经延长过一次。"), field="key", code="extended_once")
    most = STATUTES[one.statute].extension if one.statute else one.days
    if not 1 <= days <= most:
        raise Refused(_("最多可以延长%(most)d。") % {"most": most}, field="days", code="too_long")
    if len(note.strip()) < 4:
        raise Refused(_("请写明延长的理由,会告知申请人。"), field="note", code="required")
    claim(case)
    one.due_on, one.extended_days = clocks.last_day(one.due_on, days, one.unit), days
    one.save(update_fields=["due_on", "extended_days"])
    clocks.keep_due(case)
    entry = write(case, procedure, _done(Side.EXTEND, step, note), actor)
    make_document(case, procedure, entry, "extension", actor)
    return entry


@command(ACT_ON_CASE, on="case", act="casework.hand_over")
def hand_over(*, actor: Actor, case: Case, user_id: UUID | None, name: str, note: str = "") -> CaseEntry:
    """To a colleague at the same post, or taken by oneself. Without a name the case goes back to the whole post."""
    procedure, step = _standing(case)
    if post_of(actor, case.post, case.at_code) is None:
        raise Denied(_("这个办件现在不在您的岗位上。"))
    if user_id is not None and str(user_id) != str(
        actor.user_id
    ):  # security: to who holds the post, not to any account
        name = dict(colleagues(case.post, case.at_code)).get(str(user_id), "")
        if not name:
            raise Refused(_("只能交给同一个岗位的同事。"), field="user", code="other_post")
    claim(case, handler_id=user_id, handler_name=name[:50])
    audit.note(to=str(user_id or ""))
    return write(case, procedure, _done(Side.HAND_OVER, step, note or name), actor)


@command(ACT_ON_CASE, act="casework.hand_over")
def hand_back_all(*, actor: Actor, user_id: str = "") -> int:
    """Whoever goes away gives all that is in the own hands to a colleague, or back to the posts; what the colleague's
    post does not hold goes back. Each case says so in its history."""
    mine = Case.objects.visible_to(actor).filter(handler_id=actor.user_id, state__in=OPEN_STATES)
    cases, at_post = list(mine.order_by("pk")), {}
    for case in cases:
        procedure, step = _standing(case)
        place = (case.post, case.at_code)
        if user_id and place not in at_post:
            at_post[place] = dict(colleagues(*place))
        name = at_post.get(place, {}).get(user_id, "")
        claim(case, handler_id=UUID(user_id) if name else None, handler_name=name[:50])
        write(case, procedure, _done(Side.HAND_OVER, step, name or str(_("交回岗位"))), actor)
    audit.note(count=len(cases), to=user_id)
    return len(cases)


def _standing(case: Case) -> tuple[Procedure, Step]:
    procedure = store.at_version(case.procedure, case.definition_version)
    step = procedure.step(case.step)
    if case.state not in OPEN_STATES or step is None:
        raise Refused(_("办件现在是“%(state)s”,不能再办。") % {"state": case.get_state_display()}, code="wrong_state")
    return procedure, step


def _done(side: Side, step: Step, note: str) -> Done:
    return Done(side, side, str(side.label), step, None, note)
