"""Whatever is filed, lent, returned, undone and destroyed in whatever order: numbers have no gap, one piece is out once."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from rongyi.archives.models import Destruction, Loan, Piece, Series
from rongyi.archives.services import (
    LoanInput,
    approve_destruction,
    carry_out,
    file_piece,
    fill_boxes,
    give_back,
    lend,
    propose_destruction,
)
from rongyi.kernel.errors import Conflict, Refused
from tests.archives.conftest import TODAY, given
from tests.fixtures_people import MEI

CLASSES = st.tuples(st.sampled_from(["Y", "D30", "D10"]), st.sampled_from([2012, 2025]), st.sampled_from(["", "ZHL"]))


class Undone(Exception):
    """Something after the filing failed."""


def machine_of(fonds, clerk, officer):
    class Room(RuleBasedStateMachine):
        def pieces(self):
            return Piece.objects.filter(county=MEI).select_related("fonds").order_by("pk")

        def pick(self, number: int) -> Piece:
            pieces = list(self.pieces())
            return pieces[number % len(pieces)]

        def has_pieces(self) -> bool:
            return self.pieces().exists()

        @rule(kind=CLASSES, is_undone=st.booleans())
        def file(self, kind, is_undone):
            retention, year, subject = kind
            paper = given(retention=retention, year=year, made_on=date(year, 1, 2), subject=subject, pages=50)
            try:
                with transaction.atomic():
                    file_piece(actor=clerk, fonds=fonds, given=paper)
                    if is_undone:
                        raise Undone
            except Undone:
                pass

        @precondition(has_pieces)
        @rule(number=st.integers(0, 20))
        def lend(self, number):
            piece = self.pick(number)
            was_out = Loan.objects.filter(county=MEI, piece=piece, returned_at=None).exists()
            try:
                lend(actor=clerk, piece=piece, given=LoanInput("核对", TODAY, name="来人", organisation="馆"))
                assert not was_out
                assert piece.state == "kept"
            except Conflict:
                assert was_out
            except Refused:
                assert piece.state == "destroyed"

        @rule()
        def give_back(self):
            loan = Loan.objects.filter(county=MEI, returned_at=None).select_related("piece").first()
            if loan:
                give_back(actor=clerk, loan=loan)

        @rule()
        def fill(self):
            fill_boxes(actor=clerk, fonds=fonds, thickness_mm=20)

        @precondition(has_pieces)
        @rule(number=st.integers(0, 20))
        def destroy(self, number):
            piece = self.pick(number)
            may = piece.state == "kept" and piece.retention == "D10" and piece.year == 2012
            may = may and not Loan.objects.filter(county=MEI, piece=piece, returned_at=None).exists()
            try:
                listed = propose_destruction(actor=clerk, fonds=fonds, pieces=[piece.pk], reason="期满")
            except Refused:
                assert not may
                return
            assert may
            approve_destruction(actor=officer, listed=listed)
            carry_out(actor=clerk, listed=listed, witness="孙会计")

        @invariant()
        def numbers_have_no_gap(self):
            for series in Series.objects.filter(county=MEI):
                numbers = self.pieces().filter(series=series).order_by("number").values_list("number", flat=True)
                assert list(numbers) == list(range(1, series.last_number + 1))

        @invariant()
        def a_box_holds_one_class_and_not_too_much(self):
            inside: dict = {}
            for piece in self.pieces().exclude(box=None):
                inside.setdefault(piece.box_id, []).append(piece)
            for pieces in inside.values():
                assert len({piece.series_id for piece in pieces}) == 1
                assert sum(piece.pages for piece in pieces) <= 160

        @invariant()
        def what_is_destroyed_was_listed_and_over(self):
            gone = self.pieces().filter(state="destroyed")
            assert gone.count() == Destruction.objects.filter(county=MEI, state="done").count()
            assert all(p.retention == "D10" and p.kept_until < TODAY - timedelta(days=1) for p in gone)

    return Room


@pytest.mark.slow
def test_the_room_keeps_its_promises_in_any_order(fonds, clerk, section_officer):
    limits = settings(
        max_examples=12, stateful_step_count=12, deadline=None, print_blob=True,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    machine = machine_of(fonds, clerk, section_officer)

    class Fresh(machine):
        """Each run in a transaction that is undone, so that no run sees the one before."""

        def __init__(self):
            super().__init__()
            self._mark = transaction.savepoint()

        def teardown(self):
            transaction.savepoint_rollback(self._mark)

    run_state_machine_as_test(Fresh, settings=limits)
