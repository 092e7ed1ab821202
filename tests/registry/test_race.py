"""The same number from several desks at once is one file."""

import multiprocessing

import pytest
from django.db import connections

from rongyi.organisation.access import system_actor
from rongyi.organisation.models import Station
from rongyi.organisation.roles import Role
from rongyi.records.models import Fact
from rongyi.registry.models import Person
from rongyi.registry.services import PersonInput, create_person, update_person
from tests.fixtures_people import MEI, MEI_SIBLING, MEI_VILLAGE, id_number

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
PROCESSES = 6


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
            answers.put(f"{type(error).__name__} {getattr(error, 'code', error)}")
        finally:
            connections.close_all()

    workers = [context.Process(target=run, args=(n,)) for n in range(PROCESSES)]
    for one in workers:
        one.start()
    found = [answers.get(timeout=120) for _ in workers]
    for one in workers:
        one.join(30)
    return found


def officer():
    return system_actor("同时", MEI, Role.SECTION_OFFICER)


def opened(n: int, number: str) -> str:
    code = MEI_VILLAGE if n % 2 else MEI_SIBLING
    create_person(actor=officer(), given=PersonInput("王建国", number, code))
    return "opened"


def renamed(n: int, person: Person) -> str:
    update_person(actor=officer(), person=person, changes={"address": "一二三四五六"[n]}, version=1)
    return "changed"


def test_the_same_number_at_once_is_one_file(network):
    answers = at_once(opened, id_number())

    assert sorted(answers) == ["Conflict known_number"] * (PROCESSES - 1) + ["opened"]
    counts = Station.objects.filter(pk__in=[MEI_VILLAGE, MEI_SIBLING]).values_list("people_count", flat=True)
    assert (Person.objects.count(), Fact.objects.count(), sum(counts)) == (1, 1, 1)


def test_one_of_those_who_read_the_same_version_writes(make_person):
    person = make_person()

    answers = at_once(renamed, person)

    assert sorted(answers) == ["Stale stale"] * (PROCESSES - 1) + ["changed"]
    person.refresh_from_db()
    assert (person.version, person.address in "一二三四五六") == (2, True)
