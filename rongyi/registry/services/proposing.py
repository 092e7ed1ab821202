"""A change where the field asks for it: proposed by a station, accepted or refused by the next tier."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from rongyi.kernel import audit, clock
from rongyi.kernel.errors import Refused
from rongyi.organisation.access import Actor
from rongyi.organisation.commands import command
from rongyi.registry.models import Person, Proposal
from rongyi.registry.permissions import ACCEPT_CHANGE, EDIT_PERSON
from rongyi.registry.queries import Merged
from rongyi.registry.services.changing import differs, fields_to_accept, update_person

OPEN = Proposal.State.OPEN


@dataclass
class Saved:
    """What became of a form: the file as it is now, and what waits for the next tier."""

    person: Person
    proposals: list[Proposal] = field(default_factory=list)


def save_changes(*, actor: Actor, person: Person, changes: Mapping, version: int, why: str = "") -> Saved:
    """Changes at once what this actor may change and proposes the rest; both or neither."""
    asking = {
        name: changes[name]
        for name in fields_to_accept(actor, person)
        if name in changes and differs(person, name, changes[name])
    }
    rest = {name: value for name, value in changes.items() if name not in asking}
    with transaction.atomic():
        if rest or not asking:
            person = update_person(actor=actor, person=person, changes=rest, version=version)
        made = propose_changes(actor=actor, person=person, changes=asking, why=why) if asking else []
    return Saved(person, made)


@command(EDIT_PERSON, on="person", act="people.propose")
def propose_changes(*, actor: Actor, person: Person, changes: Mapping, why: str = "") -> list[Proposal]:
    """One proposal a field; a later one of the same field takes the place of the earlier."""
    if person.status == Person.Status.MERGED:
        raise Merged(person)
    made = [_propose(actor, person, name, str(value), why) for name, value in changes.items()]
    audit.note(fields=sorted(changes))
    return made


@command(ACCEPT_CHANGE, on="proposal", act="people.accept")
def accept_proposal(*, actor: Actor, proposal: Proposal) -> Proposal:
    """The file takes the change, with the acceptor in its history; a file that changed meanwhile takes nothing."""
    _refuse_the_own(actor, proposal)
    person = Person.objects.get(county=proposal.county, pk=proposal.person_id)
    audit.note(field=proposal.field)
    if person.status == Person.Status.MERGED or getattr(person, proposal.field) != proposal.before:
        _close(actor, proposal, Proposal.State.OVERTAKEN)
        return proposal
    _close(actor, proposal, Proposal.State.ACCEPTED)
    changes = {proposal.field: proposal.wanted}
    update_person(actor=actor, person=person, changes=changes, version=person.version, source="proposal")
    return proposal


@command(ACCEPT_CHANGE, on="proposal", act="people.refuse")
def refuse_proposal(*, actor: Actor, proposal: Proposal, reason: str) -> Proposal:
    _refuse_the_own(actor, proposal)
    reason = (reason or "").strip()
    if len(reason) < 2:
        raise Refused(_("请写明不予核准的理由,至少两个字。"), field="reason", code="required")
    _close(actor, proposal, Proposal.State.REFUSED)
    proposal.reason = reason[:200]
    proposal.save(update_fields=["row_key", "reason"])
    audit.note(field=proposal.field, reason=reason[:200])
    return proposal


@command(EDIT_PERSON, on="proposal", act="people.withdraw_proposal")
def withdraw_proposal(*, actor: Actor, proposal: Proposal) -> Proposal:
    """Taken back by the station before it is decided."""
    _close(actor, proposal, Proposal.State.WITHDRAWN)
    audit.note(field=proposal.field)
    return proposal


def _propose(actor: Actor, person: Person, name: str, wanted: str, why: str) -> Proposal:
    now = clock.now()
    former = Proposal.objects.filter(county=person.county, person=person, field=name, state=OPEN)
    former.update(state=Proposal.State.WITHDRAWN, decided_at=now, decided_name=actor.name[:50])
    made = Proposal(
        county=person.county, region_code=person.region_code, person=person, field=name, proposed_at=now,
        proposed_by=actor.user_id, proposed_name=actor.name[:50],
    )  # fmt: skip
    made.before, made.wanted, made.why = getattr(person, name), wanted.strip(), (why or "").strip()[:200]
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as error:  # two at once
        raise Refused(_("这一栏已经有一个待核准的变更。"), field=name, code="proposed_already") from error
    return made


def _refuse_the_own(actor: Actor, proposal: Proposal) -> None:
    if proposal.proposed_by is not None and proposal.proposed_by == actor.user_id:
        raise Refused(_("提出的人不能自己核准。"), code="own_proposal")


def _close(actor: Actor, proposal: Proposal, state: str) -> None:
    mine = Proposal.objects.filter(county=proposal.county, pk=proposal.pk, state=OPEN)
    if not mine.update(state=state, decided_at=clock.now(), decided_by=actor.user_id, decided_name=actor.name[:50]):
        raise Refused(_("这个变更已经有人办了。"), code="decided_already")
    proposal.refresh_from_db()
