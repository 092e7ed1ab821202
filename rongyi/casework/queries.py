"""Reading cases. Each query starts from what the actor may see."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q

from rongyi.casework.access import below, waiting_for
from rongyi.casework.enums import ROLES_OF, Post, State
from rongyi.casework.models import Case, CaseClock, CaseDocument, CaseEntry, CaseMaterial
from rongyi.casework.permissions import VIEW_CASES
from rongyi.kernel import clock
from rongyi.kernel.errors import NotFound
from rongyi.organisation.access import Actor
from rongyi.organisation.roles import COUNTY_STAFF, SERVICE_STAFF, UPPER_STAFF
from rongyi.registry.models import Person

UPPER_POSTS = (Post.CITY, Post.PROVINCE)
RUNNING = (State.OPEN, State.RETURNED)
MOST_COUNTED = 1000
FIRST_ID, LAST_ID = UUID(int=0), UUID(int=2**128 - 1)
"""A range with two ends, like the one over days that begins with the calendar: without figures of its own SQLite takes
the narrower of two ranges, and that has to be the one in whose order the list is, not the one over the places."""


def cases_visible(actor: Actor):
    """A county's staff see the cases of their places, the city and the province those that were sent up to them.
    security: a sealed matter is seen by the county alone, never by the station that it may be about."""
    actor = actor.acting(VIEW_CASES)
    rows = Case.objects.visible_to(actor).exclude(state=State.DRAFT)
    if not actor.roles & set(COUNTY_STAFF):
        rows = rows.exclude(is_sealed_matter=True)
    if actor.roles & set(UPPER_STAFF) and not actor.roles & set(SERVICE_STAFF):
        posts = [post for post in UPPER_POSTS if ROLES_OF[post] & actor.roles]
        was_there = CaseEntry.objects.filter(county=OuterRef("county"), case=OuterRef("pk"), post__in=posts)
        rows = rows.filter(Q(post__in=posts) | Exists(was_there))
    return rows


def get_case(actor: Actor, case_id: UUID) -> Case:
    case = cases_visible(actor).select_related("person").filter(pk=case_id).first()
    if case is None:
        raise NotFound()
    return case


def to_do(actor: Actor):
    """What waits at the actor's own posts, the nearest limit first; without a limit last."""
    rows = cases_visible(actor).filter(waiting_for(actor.acting(VIEW_CASES)), state=State.OPEN)
    return rows.order_by(F("due_on").asc(nulls_last=True), "pk")


def awaiting_applicant(actor: Actor):
    """Sent back to the applicant from the actor's posts."""
    rows = cases_visible(actor).filter(waiting_for(actor.acting(VIEW_CASES)), state=State.RETURNED)
    return rows.order_by(F("due_on").asc(nulls_last=True), "pk")


def overdue_below(actor: Actor, today: date | None = None):
    """What is over its limit at a post further down: it is seen one tier up, and nothing is decided by it."""
    rows = cases_visible(actor).filter(below(actor.acting(VIEW_CASES)), state=State.OPEN, stopped_on=None)
    return rows.filter(due_on__gt=date.min, due_on__lt=today or clock.today()).order_by("due_on", "pk")


def overdue(actor: Actor):
    """What is over its limit at the actor's own posts."""
    return late(to_do(actor))


def handled_by(actor: Actor):
    """What is in the actor's own hands."""
    rows = cases_visible(actor).filter(handler_id=actor.user_id, state__in=RUNNING)
    return rows.order_by(F("due_on").asc(nulls_last=True), "pk")


def everything(actor: Actor):
    """All that may be seen, the latest first."""
    return cases_visible(actor).filter(pk__gt=FIRST_ID, pk__lt=LAST_ID).order_by("-pk")


def case_with_id(actor: Actor, case_id: UUID) -> Case | None:
    """A case that the same press of a button began a moment ago."""
    return cases_visible(actor).filter(pk=case_id).first()


def count_of(rows) -> int:
    """How many there are, counted up to a little over a thousand: a list beyond that is read, not counted."""
    return rows.order_by()[: MOST_COUNTED + 1].count()


def late(rows):
    return rows.filter(due_on__lt=clock.today(), stopped_on=None)


def count_to_do(actor: Actor) -> tuple[int, int]:
    """(waiting, of these over the limit), each as `count_of` counts."""
    rows = to_do(actor)
    return count_of(rows), count_of(late(rows))


def cases_of(person: Person, actor: Actor):
    """The cases of a person that the actor may see, the latest first."""
    return cases_visible(actor).filter(county=person.county, person=person).order_by("-pk")


def own_cases(person: Person):
    """For the person and whoever acts for the person; the caller proved that."""
    return Case.objects.filter(county=person.county, person=person).order_by("-pk")


@dataclass
class CaseFile:
    """All that belongs to a case, each in the order in which it came."""

    case: Case
    entries: list[CaseEntry]
    clocks: list[CaseClock]
    materials: list[CaseMaterial]
    documents: list[CaseDocument]


def file_of(case: Case) -> CaseFile:
    mine = {"county": case.county, "case": case}
    return CaseFile(
        case,
        list(CaseEntry.objects.filter(**mine).order_by("seq")),
        list(CaseClock.objects.filter(**mine).order_by("pk")),
        list(CaseMaterial.objects.filter(**mine).order_by("pk")),
        list(CaseDocument.objects.filter(**mine).order_by("pk")),
    )
