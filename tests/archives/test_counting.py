"""A count says what is there, what is not, and what lies in the wrong box; it can be interrupted, and ends once."""

from datetime import timedelta

import pytest

from rongyi.archives.models import Box, Piece, StockTake
from rongyi.archives.queries.counts import Line, standing_of
from rongyi.archives.services import LoanInput, close_count, fill_boxes, lend, see_piece, start_count
from rongyi.kernel.errors import Conflict, NotFound
from rongyi.records.models import Fact
from tests.archives.conftest import TODAY
from tests.fixtures_people import MEI


@pytest.fixture
def boxed(clerk, fonds, make_piece):
    """Four pieces in two boxes, two in each."""
    for retention in ("D30", "D30", "Y", "Y"):
        make_piece(retention=retention)
    fill_boxes(actor=clerk, fonds=fonds, thickness_mm=20)
    pieces = list(Piece.objects.filter(county=MEI).select_related("box").order_by("archived_at", "pk"))
    boxes = {piece.box.pk: piece.box for piece in pieces}
    return pieces, list(boxes.values())


def test_a_count_is_resumed_and_frozen(clerk, fonds, boxed):
    pieces, (first, second) = boxed
    lend(
        actor=clerk,
        piece=pieces[3],
        given=LoanInput("核对", TODAY + timedelta(days=3), name="钱进", organisation="县档案馆"),
    )
    started = start_count(actor=clerk, fonds=fonds)

    seen = see_piece(actor=clerk, stocktake=started, piece=pieces[0], box=first)
    resumed = StockTake.objects.get(county=MEI, closed_at=None)
    again = see_piece(actor=clerk, stocktake=resumed, piece=pieces[0], box=first)
    astray = see_piece(actor=clerk, stocktake=resumed, piece=pieces[2], box=first)
    closed = close_count(actor=clerk, stocktake=resumed)

    assert [(s.is_new, s.is_misplaced) for s in (seen, again, astray)] == [(True, False), (False, False), (True, True)]
    frozen = {
        "expected": 4,
        "found": [pieces[0].code, pieces[2].code],
        "missing": [{"code": pieces[1].code, "belongs": str(first), "seen": ""}],
        "misplaced": [{"code": pieces[2].code, "belongs": str(second), "seen": str(first)}],
        "out": [pieces[3].code],
        "back_unrecorded": [],
    }
    assert closed.result == frozen
    fact = Fact.objects.get(county=MEI, kind="archive_stocktake")
    assert (fact.data, fact.source_id) == (
        {"pieces": 4, "found": 2, "missing": 1, "misplaced": 1, "out": 1}, closed.pk,
    )  # fmt: skip
    Piece.objects.filter(county=MEI).update(box=None)
    assert StockTake.objects.get(county=MEI).result == frozen


def test_a_lent_piece_on_the_shelf_is_told(clerk, fonds, boxed):
    pieces, _boxes = boxed
    lend(actor=clerk, piece=pieces[0], given=LoanInput("核对", TODAY, name="钱进", organisation="县档案馆"))
    count = start_count(actor=clerk, fonds=fonds)

    see_piece(actor=clerk, stocktake=count, piece=pieces[0])

    standing = standing_of(count)
    assert (standing.back_unrecorded, standing.out, pieces[0].code in standing.found) == ([pieces[0].code], [], True)


def test_one_box_is_counted_for_itself(clerk, fonds, boxed):
    pieces, (first, second) = boxed
    count = start_count(actor=clerk, fonds=fonds, box=second)

    see_piece(actor=clerk, stocktake=count, piece=pieces[2], box=second)
    see_piece(actor=clerk, stocktake=count, piece=pieces[0], box=second)

    standing = standing_of(count)
    assert (standing.expected, standing.found) == (2, [pieces[2].code])
    assert standing.missing == [Line(pieces[3].code, str(second))]
    assert standing.misplaced == [Line(pieces[0].code, str(first), str(second))]


def test_a_fonds_has_one_open_count_and_a_closed_one_takes_nothing(clerk, fonds, boxed):
    pieces, _boxes = boxed
    count = start_count(actor=clerk, fonds=fonds)

    with pytest.raises(Conflict, match="还有一次清点没有结束"):
        start_count(actor=clerk, fonds=fonds)
    close_count(actor=clerk, stocktake=count)
    for call in (
        lambda: see_piece(actor=clerk, stocktake=count, piece=pieces[0]),
        lambda: close_count(actor=clerk, stocktake=count),
    ):
        with pytest.raises(Conflict, match="已经结束"):
            call()
    assert start_count(actor=clerk, fonds=fonds).closed_at is None


def test_papers_of_another_fonds_are_not_seen_here(clerk, everyone, fonds, far_fonds, make_piece, sibling_clerk):
    count, other = start_count(actor=clerk, fonds=fonds), make_piece(to=far_fonds)

    with pytest.raises(NotFound):
        see_piece(actor=clerk, stocktake=count, piece=other)
    with pytest.raises(NotFound):
        see_piece(actor=sibling_clerk, stocktake=count, piece=make_piece())
    assert not Box.objects.filter(county=MEI).exists()


def test_a_count_of_many_asks_as_often_as_one_of_few(clerk, fonds, make_piece, django_assert_num_queries):
    for _ in range(12):
        make_piece()
    count = start_count(actor=clerk, fonds=fonds)

    with django_assert_num_queries(3):
        standing_of(count)
