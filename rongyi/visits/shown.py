"""Visits in the reader's words, for pages."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rongyi.kernel import clock
from rongyi.organisation.access import Actor
from rongyi.records.kinds import CHANNELS
from rongyi.records.models import Fact
from rongyi.registry.models import Person
from rongyi.visits.kinds import VISIT
from rongyi.visits.models import Contact
from rongyi.visits.queries import people_of_visits, station_names


def columns_of(visit: Fact) -> dict:
    return {**visit.data, **(visit.sealed_data or {})}


def lines_of(visit: Fact, people: list[Person]) -> list[tuple[str, str]]:
    """(label, value) of all that a visit says."""
    data = columns_of(visit)
    lines = [
        (_("走访对象"), "、".join(person.name for person in people)),
        (_("日期"), day_in_words(visit.occurred_on)),
        (_("方式"), str(CHANNELS.get(visit.channel, ""))),
        *((str(c.label), c.shown(data.get(c.key))) for c in VISIT.columns),
        (_("登记人"), visit.handler),
    ]
    return [(label, value) for label, value in lines if value]


def form_values(visit: Fact, people: list[Person]) -> dict:
    data, today = columns_of(visit), clock.today()
    is_recent = 0 <= (today - visit.occurred_on).days <= 2
    return {
        "people": [person.pk for person in people],
        "channel": visit.channel,
        "reason": data.get("reason"),
        "day": visit.occurred_on.isoformat() if is_recent else "other",
        "other_day": None if is_recent else visit.occurred_on,
        "note": data.get("note", ""),
        "needs": data.get("needs", []),
        "version": visit.version,
    }


def comparison(form, latest: Fact, people: list[Person]) -> list[dict]:
    """What was typed beside what holds now."""
    given = form.visit()
    now = columns_of(latest)
    pairs = [
        (_("走访对象"), "、".join(p.name for p in given.files), "、".join(p.name for p in people)),
        (_("日期"), day_in_words(given.day), day_in_words(latest.occurred_on)),
        (_("方式"), str(CHANNELS[given.channel]), str(CHANNELS.get(latest.channel, ""))),
        *((str(c.label), c.shown(given.data.get(c.key)), c.shown(now.get(c.key))) for c in VISIT.columns),
    ]
    return [{"label": a, "mine": mine, "theirs": theirs, "differs": mine != theirs} for a, mine, theirs in pairs]


def due_rows(contacts: list[Contact], today: date) -> list[dict]:
    return [
        {
            "person": contact.person,
            "last": day_in_words(contact.last_visit_on) if contact.last_visit_on else _("还没有走访过"),
            "channel": CHANNELS.get(contact.last_channel, ""),
            "waiting": (today - contact.next_due_on).days,
            "is_key": contact.is_key,
            "is_condolence": contact.person.status == Person.Status.DECEASED,
        }
        for contact in contacts
    ]


def day_in_words(day: date) -> str:
    return date_format(day)


def visit_rows(actor: Actor, visits: list[Fact], *, with_names: bool = True) -> list[dict]:
    """Visits for a short list; without names it may be shown to those who want the need and not the person."""
    people = people_of_visits(actor, visits) if with_names else {}
    stations = station_names({v.region_code for v in visits})
    reason, _note, needs = VISIT.columns
    return [
        {
            "visit": v,
            "day": day_in_words(v.occurred_on),
            "people": "、".join(p.name for p in people.get(v.pk, [])),
            "station": stations.get(v.region_code, v.region_code),
            "channel": CHANNELS.get(v.channel, ""),
            "reason": reason.shown(v.data.get("reason")),
            "needs": needs.shown(v.data.get("needs")),
            "is_valid": v.state == Fact.State.VALID,
        }
        for v in visits
    ]
