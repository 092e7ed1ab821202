"""Reading consent, requests and who looked."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from rongyi.kernel import clock
from rongyi.kernel.audit import AuditEntry, Outcome
from rongyi.kernel.definitions import Loaded
from rongyi.kernel.errors import NotFound
from rongyi.organisation.access import Actor
from rongyi.organisation.roles import Role
from rongyi.organisation.trail_words import act_choices
from rongyi.registry.models import Change, Part, Person
from rongyi.rights.models import Consent, Request
from rongyi.rights.notices import notices

OPENINGS = ("people.open", "people.reveal", "people.change", "rights.copy", "archives.view")
MOST = 50


@dataclass(frozen=True)
class Standing:
    """One text, and how somebody stands to it today."""

    notice: Loaded
    held: Consent | None

    @property
    def is_current(self) -> bool:
        return self.held is not None and self.held.version == self.notice.version


def standings(person: Person) -> list[Standing]:
    """Every text with what the person was told or agreed to, duties first."""
    running = Consent.objects.filter(county=person.county, person=person, withdrawn_on=None)
    held = {row.notice: row for row in running}
    return [Standing(loaded, held.get(name)) for name, loaded in notices().items()]


def consents_of(person: Person, most: int | None = MOST) -> list[Consent]:
    """All that was ever said, the newest first."""
    return list(Consent.objects.filter(county=person.county, person=person).order_by("-recorded_at")[:most])


def consents_visible(actor: Actor, person: Person, *, standing: bool, before: UUID | None = None):
    """Of one person in reach, the newest first."""
    rows = Consent.objects.visible_to(actor).filter(county=person.county, person=person).order_by("-pk")
    if standing:
        rows = rows.filter(withdrawn_on=None)
    return rows.filter(pk__lt=before) if before else rows


def requests_of(person: Person, most: int | None = MOST) -> list[Request]:
    return list(Request.objects.filter(county=person.county, person=person).order_by("-asked_at")[:most])


def has_consent(person: Person, notice: str) -> bool:
    """Whether somebody agrees today; an older version of the text counts until the newer one is asked."""
    return Consent.objects.filter(
        county=person.county, person=person, notice=notice, is_consent=True, withdrawn_on=None
    ).exists()


def get_consent(actor: Actor, pk: UUID) -> Consent:
    return _one(Consent.objects.visible_to(actor).filter(pk=pk).first())


def get_request(actor: Actor, pk: UUID) -> Request:
    return _one(Request.objects.visible_to(actor).filter(pk=pk).select_related("person").first())


def _one(row):
    if row is None:
        raise NotFound()
    return row


def requests_due(actor: Actor, state: str, after: tuple[date, UUID] | None = None, limit: int = 25):
    """(requests in reach, where the next page begins); the first to be answered comes first."""
    rows = Request.objects.visible_to(actor).filter(state=state).select_related("person").order_by("due_on", "pk")
    if after:
        rows = rows.filter(Q(due_on__gt=after[0]) | Q(due_on=after[0], pk__gt=after[1]))
    found = list(rows[: limit + 1])
    more, found = len(found) > limit, found[:limit]
    return found, (found[-1].due_on, found[-1].pk) if more else None


def count_open(actor: Actor) -> int:
    return Request.objects.visible_to(actor).filter(state=Request.State.OPEN).count()


def count_open_of(person: Person) -> int:
    return Request.objects.filter(county=person.county, person=person, state=Request.State.OPEN).count()


def count_late(actor: Actor) -> int:
    return Request.objects.visible_to(actor).filter(state=Request.State.OPEN, due_on__lt=clock.today()).count()


def looks_at(person: Person, most: int | None = MOST) -> list[dict]:
    """Who opened, revealed, changed or copied the file, in what role, and why; never by name."""
    entries = AuditEntry.objects.filter(
        county=person.county, subject_id=str(person.pk), act__in=OPENINGS, outcome=Outcome.DONE
    ).order_by("-seq")[:most]
    words, roles = dict(act_choices()), dict(Role.choices)
    return [
        {"at": e.at, "who": str(roles.get(e.role, "")), "act": str(words.get(e.act, e.act)), "reason": e.reason}
        for e in entries
    ]


def changes_at(person: Person) -> list[Change]:
    """Every change of the file, the newest first."""
    return list(Change.objects.filter(county=person.county, person=person).order_by("-at", "-pk"))


def rows_of(model: type[Part], person: Person) -> list[Part]:
    """What one group of the file holds."""
    return list(model.objects.filter(county=person.county, person=person).order_by("pk"))
