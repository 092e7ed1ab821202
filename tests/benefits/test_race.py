"""Twenty at one run: it is approved once, sent once, answered once, and the journal holds."""

import pytest

from rongyi.benefits.models import Line, Run
from rongyi.benefits.services.approving import approve
from rongyi.benefits.services.bank import send_file, take_back
from rongyi.benefits.services.making import fill, start_run, submit
from rongyi.kernel import clock, money
from rongyi.organisation.access import Actor
from tests.benefits.conftest import NOW
from tests.benefits.papers import answer_csv
from tests.fixtures_people import MEI
from tests.organisation.at_once import PROCESSES, at_once, killed_at

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def the_run(pk) -> Run:
    return Run.objects.get(county=MEI, pk=pk)


def approve_it(number: int, pk, leader: Actor) -> str:
    with clock.pretending(NOW):
        return approve(actor=leader, run=the_run(pk)).state


def answer_it(number: int, pk, officer: Actor, data: bytes) -> str:
    with clock.pretending(NOW):
        return str(take_back(actor=officer, run=the_run(pk), data=data, filename="回盘.csv").paid)


def fill_it(number: int, pk) -> str:
    with clock.pretending(NOW):
        return str(fill(the_run(pk)))


def fill_again_and_again(pk) -> None:
    fill_it(0, pk)


@pytest.fixture
def run(disabled, entitled, funded, computed):
    for n, name in enumerate(("甲", "乙", "丙")):
        entitled(disabled(name), account=f"622202000000001234{n}")
    return computed()


def test_a_run_is_approved_once_and_answered_once(run, officer, leader):
    submit(actor=officer, run=run)

    approved = at_once(approve_it, run.pk, leader)
    run.refresh_from_db()
    send_file(actor=officer, run=run).file.close()
    answered = at_once(answer_it, run.pk, officer, answer_csv(run, {}))

    assert sorted(approved) == ["Stale stale"] * (PROCESSES - 1) + ["approved"]
    assert sorted(answered)[0] == "3"
    assert sum(answer == "3" for answer in answered) == 1
    total = sum(Line.objects.filter(county=MEI).values_list("amount_fen", flat=True))
    assert money.balances(MEI, ["paid.pension", "bank.pension"]) == {"paid.pension": total, "bank.pension": 0}
    assert money.verify(MEI) == (3, [])


def test_twenty_workers_and_killed_ones_write_each_line_once(disabled, entitled, officer, monkeypatch):
    monkeypatch.setattr("rongyi.benefits.services.making.CHUNK", 1)
    for n, name in enumerate(("甲", "乙", "丙", "丁")):
        entitled(disabled(name), account=f"622202000000001234{n}")
    run = start_run(actor=officer, region_code=MEI, period="2026-11")

    killed_at(fill_again_and_again, run.pk, moments=(0.01, 0.02, 0.03))
    at_once(fill_it, run.pk)

    run.refresh_from_db()
    numbers = Line.objects.filter(county=MEI, run=run).order_by("number").values_list("number", "person__name")
    assert (run.state, list(numbers)) == ("proposed", [(1, "甲"), (2, "乙"), (3, "丙"), (4, "丁")])
