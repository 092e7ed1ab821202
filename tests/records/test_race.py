"""Twenty processes at one station: every number given once, none left out, losers told."""

import multiprocessing

import pytest
from django.db import connections

from rongyi.kernel.errors import Stale
from rongyi.records import rollups
from rongyi.records.chain import verify
from rongyi.records.models import Fact, StationDay
from rongyi.records.services import withdraw
from tests.fixtures_people import MEI_SIBLING, MEI_VILLAGE
from tests.records.work import draft, meet, somebody, worker

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
PROCESSES, EACH = 20, 4


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


def write(number: int) -> int:
    for n in range(EACH):
        meet(draft(MEI_VILLAGE if (number + n) % 2 else MEI_SIBLING, people=somebody(), minutes=1))
    return EACH


def take_back(_number: int, pk) -> str:
    try:
        withdraw(actor=worker(), fact=Fact.objects.get(pk=pk), reason="同时撤回")
    except Stale:
        return "told"
    return "done"


def test_writers_at_one_station_leave_a_chain_without_gaps():
    answers = at_once(write)

    whole = PROCESSES * EACH
    numbers = {
        code: list(Fact.objects.filter(region_code=code).order_by("seq").values_list("seq", flat=True))
        for code in (MEI_VILLAGE, MEI_SIBLING)
    }
    assert answers == [EACH] * PROCESSES
    assert numbers == {code: list(range(1, whole // 2 + 1)) for code in numbers}
    assert verify() == (whole, [])
    assert rollups.differences("610326") == []
    assert {d.region_code: (d.facts, d.minutes) for d in StationDay.objects.all()} == dict.fromkeys(
        numbers, (whole // 2, whole // 2)
    )


def test_of_those_who_withdraw_the_same_fact_one_does_and_the_others_are_told():
    fact = meet()[0]

    answers = at_once(take_back, fact.pk)

    assert sorted(answers) == ["done"] + ["told"] * (PROCESSES - 1)
    assert Fact.objects.filter(kind="withdrawal").count() == 1
    assert verify() == (2, [])
    assert rollups.differences("610326") == []
