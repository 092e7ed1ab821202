"""Taking back a death that was recorded by mistake: what it closed is opened again as far as the history tells."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from rongyi.kernel import audit
from rongyi.kernel.errors import Refused
from rongyi.organisation.access import Actor
from rongyi.organisation.commands import command
from rongyi.registry.models import Change, Ending, Entitlement, Person
from rongyi.registry.parts import PARTS
from rongyi.registry.permissions import UNDO_DEATH
from rongyi.registry.services.writing import claim, finish, remember
from rongyi.registry.values import from_text

LEAST_REASON = 4


@dataclass(frozen=True)
class Revived:
    """Payments that run again, and those that somebody has to look at, in words."""

    reopened: list[str]
    left: list[str]


@command(UNDO_DEATH, on="person", act="people.undo_death")
def undo_death(*, actor: Actor, person: Person, reason: str, version: int | None = None) -> Revived:
    """The file is active again, both entries stay in its history. Whoever keeps lists by the file hears of it by the
    fact, as with the death."""
    reason = (reason or "").strip()
    if len(reason) < LEAST_REASON:
        raise Refused(_("请写明怎么发现登记有误,至少四个字。"), field="reason", code="required")
    if person.status != Person.Status.DECEASED:
        raise Refused(_("这份档案没有登记去世。"), code="not_deceased")
    audit.note(reason=reason)
    closed = _closed_by_death(person)
    claim(person, person.version if version is None else version)
    remember(person, "deceased_on", person.deceased_on, None, actor)
    person.status, person.deceased_on = Person.Status.ACTIVE, None
    reopened = [row for row, former in closed if _reopen(actor, person, row, former)]
    finish(actor, person, ["deceased_on", *(["entitlement"] if reopened else [])], "revived")
    left = [row for row, _former in closed if row not in reopened]
    return Revived([_name(row) for row in reopened], [_name(row) for row in left])


def _closed_by_death(person: Person) -> list[tuple[Entitlement, str]]:
    """(payment, day on which it would have ended) of those that the latest death stopped; the act carries one version."""
    changes = Change.objects.filter(county=person.county, person=person)
    death = changes.filter(part="", field="deceased_on").order_by("-version", "-pk").first()
    if death is None:
        return []
    ends = changes.filter(part="entitlement", field="ends_on", version=death.version)
    formers = {change.part_id: change.before for change in ends}
    rows = Entitlement.objects.filter(county=person.county, person=person, pk__in=list(formers), is_struck=False)
    return [(row, formers[row.pk]) for row in rows.order_by("pk") if row.ending == Ending.DIED]


def _reopen(actor: Actor, person: Person, row: Entitlement, former: str) -> bool:
    """A payment whose kind runs again under another entry stays closed."""
    running = Entitlement.objects.filter(county=person.county, person=person, kind=row.kind, ends_on=None)
    if not former and running.exists():
        return False
    day = from_text(Entitlement, "ends_on", former)
    remember(person, "ends_on", row.ends_on, day, actor, part=PARTS["entitlement"].key, part_id=row.pk)
    row.ends_on, row.ending = day, ""
    row.save()
    return True


def _name(row: Entitlement) -> str:
    return str(row.get_kind_display())
