"""A file that was held: somebody who sees both sides decides. The asker is told the outcome, never whose file it is."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _

from rongyi.kernel import audit, clock
from rongyi.kernel.errors import Refused
from rongyi.merging.models import HeldDecision
from rongyi.merging.permissions import MERGE_PEOPLE
from rongyi.merging.queries import file_behind
from rongyi.organisation.access import Actor
from rongyi.organisation.commands import command
from rongyi.registry.fields import EDITABLE
from rongyi.registry.models import HeldCase, Person
from rongyi.registry.services import PersonInput, create_person, transfer_person, update_person
from rongyi.registry.services.opening import known_elsewhere

Outcome = HeldDecision.Outcome
SOURCE = "held"
SHORTEST, LONGEST = 2, 200


@command(MERGE_PEOPLE, on="held", act="people.held_open")
def open_held(*, actor: Actor, held: HeldCase) -> HeldCase:
    """Records that somebody looked at what was typed, before the page is sent."""
    return held


@command(MERGE_PEOPLE, on="held", act="people.held_decide")
def decide_held(
    *, actor: Actor, held: HeldCase, outcome: str, reason: str = "", taken: Sequence[str] = (), version: int = 0
) -> HeldDecision:  # fmt: skip
    """Closes a held file once, with what follows from the decision in the same transaction."""
    if not HeldCase.objects.filter(county=held.county, pk=held.pk, state=HeldCase.State.OPEN).update(
        state=HeldCase.State.CLOSED
    ):
        raise Refused(_("这一件刚刚已由别人处理。请刷新后再看。"), code="decided")
    held.state = HeldCase.State.CLOSED
    person = _ACTS[Outcome(outcome)](actor, held, (reason or "").strip(), taken, version)
    decision = HeldDecision(
        county=held.county, region_code=held.region_code, held=held, outcome=outcome, decided_at=clock.now(),
        person_id=person.pk if person else None, actor_id=actor.user_id, actor_name=actor.name[:50],
    )  # fmt: skip
    decision.reason = (reason or "").strip()[:LONGEST]
    decision.save()
    audit.note(outcome=str(outcome), why=held.why)
    return decision


def _behind(actor: Actor, held: HeldCase) -> Person:
    person = file_behind(actor, held)
    if person is None:
        raise Refused(_("这个号码的档案不在您的管辖范围内,请由上一级处理。"), code="not_here")
    return person


def _move_here(actor: Actor, held: HeldCase, reason: str, taken: Sequence[str], version: int) -> Person:
    person = _correct(actor, held, reason, taken, version)
    if person.region_code != held.region_code:
        transfer_person(actor=actor, person=person, to_code=held.region_code, version=person.version)
    return person


def _correct(actor: Actor, held: HeldCase, reason: str, taken: Sequence[str], version: int) -> Person:
    person = _behind(actor, held)
    given: Mapping = held.given
    changes = {name: given[name] for name in taken if name in EDITABLE and given.get(name)}
    if changes:
        update_person(actor=actor, person=person, changes=changes, version=version, source=SOURCE)
    return person


def _say_wrong(actor: Actor, held: HeldCase, reason: str, taken: Sequence[str], version: int) -> None:
    if len(reason) < SHORTEST:
        raise Refused(_("请写明理由,填报的站会看到,至少两个字。"), field="reason", code="required")
    if len(reason) > LONGEST:
        raise Refused(_("理由最多200个字。"), field="reason", code="too_long")


def _open(actor: Actor, held: HeldCase, reason: str, taken: Sequence[str], version: int) -> Person:
    """Where nobody has the number any more, or never had: two rows of a sheet had contradicted each other."""
    index = bytes(held.id_index)
    if known_elsewhere([index]):
        raise Refused(_("这个号码已有档案,不能再建一份。"), code="known_number")
    return create_person(actor=actor, given=input_of(held), source=SOURCE)


def input_of(held: HeldCase) -> PersonInput:
    """What was typed, as the registry takes it."""
    given = dict(held.given)
    given["service"] = [(*map(_day, period[:2]), *period[2:]) for period in given.get("service", ())]
    return PersonInput(**{**given, "region_code": held.region_code})


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


_ACTS = {
    Outcome.MOVED_HERE: _move_here,
    Outcome.CORRECTED: _correct,
    Outcome.WRONG_NUMBER: _say_wrong,
    Outcome.OPENED: _open,
}
