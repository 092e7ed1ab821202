"""What a veteran sees of the own file: what is kept, what was done, who looked and why."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rongyi.benefits.shown import own_rows as own_benefits
from rongyi.confirmations.shown import own_rows
from rongyi.kernel.audit import AuditEntry, Outcome
from rongyi.kernel.errors import NotFound
from rongyi.organisation.access import Actor
from rongyi.organisation.models import Station
from rongyi.organisation.roles import Role
from rongyi.organisation.trail_words import act_choices
from rongyi.records.kinds import CHANNELS, KINDS
from rongyi.records.queries import timeline
from rongyi.registry.fields import EDITABLE, shown
from rongyi.registry.models import Category, Person
from rongyi.registry.queries import marks_of

LOOKS = ("people.open", "people.reveal", "people.change")
MOST = 20


def own_person(actor: Actor) -> Person:
    """The file that belongs to who is signed in. security: by the grant alone, never by an address."""
    person = Person.objects.filter(county=actor.home_county, pk=actor.subject_id).first() if actor.subject_id else None
    if person is None:
        raise NotFound(_("还没有和您对应的档案。请到服务站,请工作人员帮您看看。"))
    return person


def own_file(actor: Actor) -> dict:
    person = own_person(actor)
    categories, _tags = marks_of([person])
    names = dict(Category.choices)
    return {
        "person": person,
        "station": Station.objects.filter(pk=person.region_code).first(),
        "identity": [shown(person, name, actor) for name in ("id_number", *EDITABLE[1:])],
        "categories": [str(names[code]) for code in categories.get(person.pk, [])],
        "confirmations": own_rows(person),
        "benefits": own_benefits(person),
        "done": _done_for(person),
        "looks": _looks_at(person),
    }


def _done_for(person: Person) -> list[dict]:
    """What was done, without the notes of those who did it."""
    facts = timeline(county=person.county, person_id=person.pk, limit=MOST)
    return [
        {
            "when": date_format(f.occurred_on),
            "iso": f.occurred_on.isoformat(),
            "title": " · ".join(str(part) for part in (KINDS[f.kind].label, CHANNELS.get(f.channel, "")) if part),
            "by": f.handler,
            "gone": f.state != f.State.VALID,
        }
        for f in facts
    ]


def _looks_at(person: Person) -> list[dict]:
    entries = AuditEntry.objects.filter(
        county=person.county, subject_id=str(person.pk), act__in=LOOKS, outcome=Outcome.DONE
    ).order_by("-seq")[:MOST]
    words, roles = dict(act_choices()), dict(Role.choices)
    return [
        {"at": e.at, "who": roles.get(e.role, ""), "act": words.get(e.act, e.act), "reason": e.reason} for e in entries
    ]
