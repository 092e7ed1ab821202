"""The same press twenty times at once is one visit; two stations at one door agree on who came last."""

import multiprocessing
from datetime import timedelta

import pytest
from django.db import connections

from rongyi.kernel.ids import uuid7
from rongyi.organisation.access import system_actor
from rongyi.organisation.roles import Role
from rongyi.records.models import Fact
from rongyi.visits.models import Contact
from rongyi.visits.services import VisitInput, record_visit
from tests.fixtures_people import MEI, MEI_TOWN, MEI_VILLAGE
from tests.visits.conftest import TODAY

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
PROCESSES = 12


def at_once(act, *given) -> list:
    """The answers of `act(number, *given)` from as many processes as there are numbers."""
    connections.close_all()  # a forked child must not speak on its parent's connection
    context = multiprocessing.get_context("fork")
    answers, start = context.Queue(), context.Barrier(PROCESSES)

    def run(number: int) -> None:
        try:
            start.wait(60)
            answers.put(act(number, *given))
        except Exception as error:
            answers.put(f"{type(error).__name__}: {error}")
        finally:
            connections.close_all()

    workers = [context.Process(target=run, args=(n,)) for n in range(PROCESSES)]
    for one in workers:
        one.start()
    found = [answers.get(timeout=120) for _ in workers]
    for one in workers:
        one.join(30)
    return found


def press(_number: int, given: VisitInput):
    return record_visit(actor=system_actor("同时", MEI, Role.SECTION_OFFICER), given=given).pk


def call(number: int, person_id):
    code = MEI_VILLAGE if number % 2 else MEI_TOWN
    given = VisitInput([person_id], TODAY - timedelta(days=number), "phone", "routine", region_code=code)
    return record_visit(actor=system_actor("同时", MEI, Role.SECTION_OFFICER), given=given).region_code


def test_the_same_press_at_once_is_one_visit(make_person):
    given = VisitInput([make_person().pk], TODAY, "home", "routine", id=uuid7())

    answers = at_once(press, given)

    assert answers == [given.id] * PROCESSES
    assert Fact.objects.filter(county=MEI, kind="visit").count() == 1


def test_visits_from_two_stations_at_once_leave_the_last_day(make_person):
    person = make_person()

    answers = at_once(call, person.pk)

    assert sorted(answers) == [MEI_TOWN] * (PROCESSES // 2) + [MEI_VILLAGE] * (PROCESSES // 2)
    contact = Contact.objects.get(county=MEI, person=person)
    assert (contact.last_visit_on, Fact.objects.filter(county=MEI, kind="visit").count()) == (TODAY, PROCESSES)
