"""Twenty at once: one fact, and the others are told by whom."""

import multiprocessing

import pytest
from django.db import connections

from rongyi.confirmations.models import Duty
from rongyi.confirmations.services.confirming import ConfirmInput, confirm
from rongyi.kernel import audit
from rongyi.kernel.errors import Conflict
from rongyi.organisation.access import system_actor
from rongyi.organisation.roles import Role
from rongyi.records import chain
from rongyi.records.models import Fact
from tests.confirmations.conftest import TODAY
from tests.fixtures_people import MEI

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
PROCESSES = 20


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


def press(number: int, people: list) -> str:
    rows = Duty.objects.filter(county=MEI, person_id__in=people).select_related("campaign", "person")
    duties = sorted(rows, key=lambda duty: duty.pk, reverse=bool(number % 2))
    try:
        confirm(
            actor=system_actor(f"第{number}人", MEI, Role.SECTION_OFFICER), duties=duties,
            given=ConfirmInput(method="on_site", on=TODAY),
        )  # fmt: skip
    except Conflict as conflict:
        return conflict.code
    return "done"


def test_the_same_people_confirmed_by_twenty_at_once_are_confirmed_once(make_person, campaign_of):
    people = [make_person(name, categories=["R07"]).pk for name in ("甲老兵", "乙老兵")]
    campaign_of()

    answers = at_once(press, people)

    assert sorted(answers) == ["already_confirmed"] * (PROCESSES - 1) + ["done"]
    facts = set(Fact.objects.filter(county=MEI, kind="confirmation").values_list("pk", flat=True))
    assert len(facts) == 2
    assert facts == set(Duty.objects.filter(county=MEI).values_list("fact_id", flat=True))
    assert (audit.verify()[1], chain.verify()[1]) == ([], [])
