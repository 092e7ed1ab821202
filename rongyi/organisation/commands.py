"""A command is an act: a right, a place, one transaction, one line in the trail."""

import inspect
from collections.abc import Callable, Iterable
from functools import wraps

from django.db import transaction

from rongyi.kernel import audit
from rongyi.kernel.county import county_of
from rongyi.kernel.errors import Denied, NotFound, Refused
from rongyi.organisation.access import Actor, Permission, require_reach

COMMANDS: dict[str, Callable] = {}


def command(perm: Permission, *, on: str | None = None, act: str | None = None) -> Callable:
    """Wraps a service: role and region are checked, it runs in one transaction, and it is on record either way.

    `on` names the argument that the act is done to: a thing with `region_code`, a list of such things, or a code.
    """

    def wrap(service):
        if "actor" not in inspect.signature(service).parameters:
            raise TypeError(f"{service.__name__} takes no actor")

        @wraps(service)
        def run(*, actor: Actor, **given):
            target = given.get(on) if on else None
            things = _things(target)
            line = _line(act or perm.name, actor, things)
            try:
                acting = actor.acting(perm)
                if not actor.may_write:
                    raise Denied()
                require_reach(acting, [_code(thing) for thing in things])
                with transaction.atomic(), audit.collecting_notes() as notes:
                    result = service(actor=acting, **given)
                    line.role = acting.role
                    audit.append([_finish(line, notes, result if not things else None)])
                return result
            except (Refused, Denied, NotFound) as error:
                _record_failure(line, error)
                raise

        run.permission = perm
        COMMANDS[f"{service.__module__}.{service.__name__}"] = run
        return run

    return wrap


def _things(target) -> list:
    if target is None:
        return []
    if isinstance(target, Iterable) and not isinstance(target, str):
        return list(target)
    return [target]


def _code(thing) -> str:
    return thing if isinstance(thing, str) else thing.region_code


def _line(act: str, actor: Actor, things: list) -> audit.Line:
    line = audit.Line(act=act, actor_id=actor.user_id, role=actor.role, county=actor.home_county)
    if actor.mandate_id:
        line.detail["mandate"] = str(actor.mandate_id)
    if things:
        _name_subject(line, things[0])
        if len(things) > 1:
            line.detail["others"] = [str(getattr(t, "pk", t)) for t in things[1:21]]
            line.detail["count"] = len(things)
    return line


def _name_subject(line: audit.Line, thing) -> None:
    line.region_code = _code(thing)
    line.county = county_of(line.region_code)
    if not isinstance(thing, str):
        line.subject_kind, line.subject_id = thing._meta.label_lower, str(thing.pk)


def _finish(line: audit.Line, notes: dict, result) -> audit.Line:
    if getattr(result, "region_code", None) and hasattr(result, "_meta"):
        _name_subject(line, result)
    line.reason = str(notes.pop("reason", ""))
    line.detail.update(notes)
    return line


def _record_failure(line: audit.Line, error: Exception) -> None:
    """Refusals are on record too. Inside an outer act, which will undo everything, the line waits on the error."""
    line.outcome = audit.Outcome.REFUSED if isinstance(error, Refused) else audit.Outcome.DENIED
    line.detail["code"] = getattr(error, "code", type(error).__name__.lower())
    error.unrecorded = line  # type: ignore[attr-defined]
    if not transaction.get_connection().in_atomic_block or _is_test_transaction():
        record_failure(error)


def record_failure(error: Exception) -> None:
    """Puts a refusal on record in a transaction of its own; whoever holds the outer act calls it after the undoing."""
    line = error.__dict__.pop("unrecorded", None)
    if line is not None:
        with transaction.atomic():
            audit.append([line])


def _is_test_transaction() -> bool:
    blocks = transaction.get_connection().atomic_blocks
    return all(getattr(block, "_from_testcase", False) for block in blocks)
