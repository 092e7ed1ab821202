"""Twenty writers at once: numbers have no gap and no double, a piece goes out once."""

import multiprocessing
from datetime import date

import pytest
from django.db import connections

from rongyi.archives.models import Box, Fonds, Loan, Piece, Series
from rongyi.archives.services import LoanInput, PieceInput, file_piece, fill_boxes, lend
from rongyi.kernel import clock
from rongyi.organisation.access import system_actor
from rongyi.organisation.roles import Role
from tests.archives.conftest import NOW, TODAY
from tests.fixtures_people import MEI

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
PROCESSES, EACH = 20, 5


def actor():
    return system_actor("同时", MEI, Role.SECTION_OFFICER)


def at_once(act, *given) -> list:
    """The answers of `act(number, *given)` from as many processes as there are numbers."""
    connections.close_all()  # a forked child must not speak on its parent's connection
    context = multiprocessing.get_context("fork")
    answers, start = context.Queue(), context.Barrier(PROCESSES)

    def run(number: int) -> None:
        try:
            start.wait(60)
            with clock.pretending(NOW):
                answers.put(act(number, *given))
        except Exception as error:
            answers.put(type(error).__name__)
        finally:
            connections.close_all()

    workers = [context.Process(target=run, args=(n,)) for n in range(PROCESSES)]
    for one in workers:
        one.start()
    found = [answers.get(timeout=180) for _ in workers]
    for one in workers:
        one.join(30)
    return found


def file_some(number: int, fonds_id) -> list[int]:
    fonds = Fonds.objects.get(county=MEI, pk=fonds_id)
    given = PieceInput(f"同时归档{number}", date(2025, 5, 6), "D10", subject="YFL")
    return [file_piece(actor=actor(), fonds=fonds, given=given).number for _ in range(EACH)]


def lend_it(number: int, piece_id) -> str:
    given = LoanInput("核对", TODAY, name=f"来人{number}", organisation="县档案馆")
    return str(lend(actor=actor(), piece=Piece.objects.get(county=MEI, pk=piece_id), given=given).pk)


def fill(number: int, fonds_id) -> int:
    return len(fill_boxes(actor=actor(), fonds=Fonds.objects.get(county=MEI, pk=fonds_id), thickness_mm=20))


def test_twenty_who_file_at_once_get_every_number_once(fonds):
    answers = at_once(file_some, fonds.pk)

    numbers = sorted(number for some in answers for number in some)
    assert numbers == list(range(1, PROCESSES * EACH + 1))
    assert Series.objects.filter(county=MEI).values_list("last_number", flat=True).get() == PROCESSES * EACH
    codes = sorted(Piece.objects.filter(county=MEI).values_list("code", flat=True))
    assert codes == [f"J101-WS·2025-D10-YFL-{n:04d}" for n in range(1, PROCESSES * EACH + 1)]


def test_twenty_who_want_one_piece_at_once_get_one_loan(make_piece):
    answers = at_once(lend_it, make_piece().pk)

    assert sorted(answers)[1:] == ["Conflict"] * (PROCESSES - 1)
    assert Loan.objects.filter(county=MEI, returned_at=None).count() == 1


def test_twenty_who_fill_boxes_at_once_put_each_piece_into_one(fonds, make_piece):
    for _ in range(4):
        make_piece(pages=100)

    at_once(fill, fonds.pk)

    assert Piece.objects.filter(county=MEI, box=None).count() == 0
    used = Piece.objects.filter(county=MEI).values_list("box", flat=True)
    assert len(set(used)) == Box.objects.filter(county=MEI).count() == 4
