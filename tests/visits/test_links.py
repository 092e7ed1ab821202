"""Group 12 of the file on the person's page: who calls, how often, when last and by when next."""

from datetime import timedelta

from django.urls import reverse
from django.utils.formats import date_format

from rongyi.kernel import clock
from rongyi.kernel.ids import uuid7
from rongyi.registry.services import record_death
from rongyi.visits.links import links
from rongyi.visits.models import Contact
from rongyi.visits.services import VisitInput, record_visit
from tests.fixtures_people import MEI


def told(person, actor) -> list[tuple]:
    return [(link.label, link.note, link.needs_care) for link in links(person, actor)]


def now(person):
    return type(person).objects.get(county=MEI, pk=person.pk)


def due(person):
    return Contact.objects.get(county=MEI, person=person).next_due_on


def test_a_new_file_waits_for_its_first_call(make_person, village_clerk):
    person = make_person()

    (link,) = links(person, village_clerk)

    assert (link.label, link.needs_care) == ("一般联系", False)
    assert link.note == f"还没有走访过 · {date_format(due(person))}以前应再走访"
    assert link.url == f"{reverse('visits:record')}?person={person.pk}"


def test_the_last_caller_and_the_next_day_are_those_of_the_visits(make_person, village_clerk):
    person = make_person(tags=("lone_elder",))
    given = VisitInput([person], clock.now(), "home", "routine", note="一切都好。", id=uuid7())
    record_visit(actor=village_clerk, given=given)

    day = date_format(clock.today())
    assert told(now(person), village_clerk) == [
        ("重点联系", f"上次 {day} · 联系人 {village_clerk.name} · {date_format(due(person))}以前应再走访", False)
    ]


def test_a_call_that_is_overdue_stands_out_and_the_dead_are_not_called_on(make_person, village_clerk):
    late, gone = make_person("王建国"), make_person("李大海")
    Contact.objects.filter(county=MEI, person=late).update(next_due_on=clock.today() - timedelta(days=1))
    record_death(actor=village_clerk, person=gone, on=clock.today())

    assert [care for _label, _note, care in told(now(late), village_clerk)] == [True]
    assert told(now(gone), village_clerk) == []


def test_who_only_looks_is_led_to_the_list(make_person, bureau_leader):
    assert [link.url for link in links(make_person(), bureau_leader)] == [reverse("visits:due")]
