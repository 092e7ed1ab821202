"""One address for all that can be done with a case: the acts of its step, and those that hold for every matter."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from rongyi.api.case_schemas import ActIn
from rongyi.api.problems import Problem, error
from rongyi.casework.colleague_queries import colleagues
from rongyi.casework.enums import Side, State
from rongyi.casework.models import Case
from rongyi.casework.procedures import store
from rongyi.casework.services import (
    ActInput,
    act,
    extend,
    hand_over,
    lapse,
    pause,
    resume,
    supplement,
    withdraw_case,
)
from rongyi.organisation.access import Actor


def act_on(actor: Actor, case: Case, key: str, given: ActIn) -> None:
    """An act of the definition goes first; a matter may call one of its own by the name of a common one."""
    procedure = store.at_version(case.procedure, case.definition_version)
    is_of_step = case.state == State.OPEN and procedure.act(case.step, key) is not None
    if is_of_step or key not in SIDES:
        values = ActInput(key, given.note, given.reason, given.values, tuple(given.lacking), case.version)
        act(actor=actor, case=case, given=values)
        return
    known, do = SIDES[key]
    unknown = sorted(set(given.values) - set(known)) if known is not None else []
    if unknown:
        raise _wrong({name: _("没有这个栏目。") for name in unknown}, "unknown_field")
    do(actor, case, given)


def _supplement(actor: Actor, case: Case, given: ActIn) -> None:
    supplement(actor=actor, case=case, note=given.note, answers=dict(given.values) or None)


def _withdraw(actor: Actor, case: Case, given: ActIn) -> None:
    withdraw_case(actor=actor, case=case, note=given.note)


def _lapse(actor: Actor, case: Case, given: ActIn) -> None:
    lapse(actor=actor, case=case, note=given.note)


def _pause(actor: Actor, case: Case, given: ActIn) -> None:
    pause(actor=actor, case=case, stop=_text(given.values, "stop"), note=given.note)


def _resume(actor: Actor, case: Case, given: ActIn) -> None:
    resume(actor=actor, case=case, note=given.note)


def _extend(actor: Actor, case: Case, given: ActIn) -> None:
    days = given.values.get("days")
    if not isinstance(days, int) or isinstance(days, bool):
        raise _wrong({"days": _("应是整数。")})
    extend(actor=actor, case=case, key=_text(given.values, "key"), days=days, note=given.note)


def _hand_over(actor: Actor, case: Case, given: ActIn) -> None:
    """security: to a colleague at the same post only; the name is the one that the account has."""
    user = given.values.get("user")
    names = dict(colleagues(case.post, case.at_code)) if user and case.post else {}
    if user and (not isinstance(user, str) or user not in names):
        raise _wrong({"user": _("没有这位同事,或不在这个岗位上。")})
    hand_over(
        actor=actor, case=case, user_id=UUID(user) if user else None, name=names[user] if user else "", note=given.note
    )


SIDES: dict[str, tuple[tuple[str, ...] | None, Callable[[Actor, Case, ActIn], None]]] = {
    Side.SUPPLEMENT: (None, _supplement), Side.WITHDRAW: ((), _withdraw), Side.PAUSE: (("stop",), _pause),
    Side.RESUME: ((), _resume), Side.EXTEND: (("key", "days"), _extend), Side.LAPSE: ((), _lapse),
    Side.HAND_OVER: (("user",), _hand_over),
}  # fmt: skip
"""{act: (the values that it takes, what it does)}; a supplement takes answers, which the definition checks."""


def _text(values: Mapping[str, Any], key: str) -> str:
    value = values.get(key)
    if not isinstance(value, str):
        raise _wrong({key: _("应是文字(带引号)。")})
    return value


def _wrong(faults: dict[str, str], code: str = "invalid") -> Problem:
    errors = [error(["body", "values", key], code, words) for key, words in faults.items()]
    return Problem(422, "invalid", _("有些内容填写不对,请按说明修改。"), errors=errors)
