"""A piece is out once, to somebody who is named, until a day that is said."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from rongyi.archives.models import Loan
from rongyi.archives.queries import loans_out, todo
from rongyi.archives.services import LoanInput, give_back, lend
from rongyi.kernel import clock
from rongyi.kernel.errors import Conflict, NotFound, Refused
from rongyi.organisation.roles import Role
from rongyi.records.models import Fact
from tests.archives.conftest import NOW, TODAY
from tests.fixtures_people import HUYI_VILLAGE, MEI, MEI_TOWN, make_user


def loan(**more) -> LoanInput:
    outsider = {
        "purpose": "核对退役时间",
        "due_on": TODAY + timedelta(days=15),
        "name": "钱进",
        "organisation": "县档案馆",
    }
    return LoanInput(**{**outsider, **more})


def test_a_piece_goes_out_and_comes_back_with_facts(clerk, make_piece, make_person):
    person = make_person()
    piece = make_piece(people=[person.pk])

    out = lend(actor=clerk, piece=piece, given=loan())
    with clock.pretending(NOW + timedelta(days=18)):
        back = give_back(actor=clerk, loan=out, condition="完好")

    assert (out.borrower, out.borrower_name, out.organisation, out.purpose, out.lent_by) == (
        None, "钱进", "县档案馆", "核对退役时间", "赵敏",
    )  # fmt: skip
    assert (back.returned_at, back.returned_by, back.condition) == (NOW + timedelta(days=18), "赵敏", "完好")
    facts = Fact.objects.filter(county=MEI, kind__startswith="archive_").order_by("recorded_at")
    assert [(f.kind, f.data, f.people_count, f.source_id) for f in facts] == [
        ("archive_borrowed", {"code": piece.code, "due": "2026-12-09", "outside": True}, 1, out.pk),
        ("archive_returned", {"code": piece.code, "days_late": 3}, 1, out.pk),
    ]


def test_a_colleague_borrows_by_account(clerk, make_piece):
    head = make_user(Role.TOWN_HEAD, MEI_TOWN, name="钱站长")

    out = lend(actor=clerk, piece=make_piece(), given=loan(borrower=head.pk, name="别的名字"))

    assert (out.borrower, out.borrower_name) == (head, "钱站长")


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"name": ""}, "name", "选择借阅人"),
        ({"organisation": " "}, "organisation", "填写单位"),
        ({"purpose": " "}, "purpose", "借阅目的"),
        ({"due_on": TODAY - timedelta(days=1)}, "due_on", "早于今天"),
        ({"due_on": TODAY + timedelta(days=61)}, "due_on", "最长借 60 天"),
        ({"name": "长" * 51}, "borrower_name", "借阅人"),
    ],
)
def test_what_is_missing_is_said_at_its_field(clerk, make_piece, wrong, field, words):
    with pytest.raises(Refused, match=words) as caught:
        lend(actor=clerk, piece=make_piece(), given=loan(**wrong))

    assert (caught.value.field, Loan.objects.filter(county=MEI).count()) == (field, 0)


def test_an_account_of_another_county_is_nobody_here(clerk, make_piece):
    stranger = make_user(Role.VILLAGE_CLERK, HUYI_VILLAGE)

    with pytest.raises(Refused, match="没有找到这个账号"):
        lend(actor=clerk, piece=make_piece(), given=loan(borrower=stranger.pk))


def test_what_is_out_does_not_go_out_again_and_comes_back_once(clerk, make_piece):
    piece = make_piece()
    out = lend(actor=clerk, piece=piece, given=loan())

    with pytest.raises(Conflict, match="还没有归还"):
        lend(actor=clerk, piece=piece, given=loan(name="孙立"))
    give_back(actor=clerk, loan=out)
    with pytest.raises(Conflict, match="归还过了"):
        give_back(actor=clerk, loan=out)
    again = lend(actor=clerk, piece=piece, given=loan(name="孙立"))

    assert again.pk != out.pk


def test_the_database_refuses_a_second_loan_and_a_day_before_the_first(clerk, make_piece):
    out = lend(actor=clerk, piece=make_piece(), given=loan())
    mine = Loan.objects.filter(county=MEI)
    second = Loan(
        county=MEI, region_code=out.region_code, piece=out.piece, borrower_name="孙立", lent_at=NOW, lent_on=TODAY,
        lent_by="", due_on=TODAY,
    )  # fmt: skip
    second.purpose = "再借"

    for write in (
        lambda: second.save(force_insert=True),
        lambda: mine.update(due_on=TODAY - timedelta(days=1)),
        lambda: mine.update(returned_at=NOW - timedelta(days=1)),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            write()
    assert mine.count() == 1


def test_overdue_loans_are_on_the_list_of_the_room_the_longest_first(clerk, sibling_clerk, make_piece):
    for days in (30, 5, 15):
        lend(actor=clerk, piece=make_piece(), given=loan(due_on=TODAY + timedelta(days=days)))

    later = TODAY + timedelta(days=16)

    assert [out.due_on - TODAY for out in loans_out(clerk).loans] == [timedelta(days=d) for d in (5, 15, 30)]
    assert (todo(clerk, later).overdue, todo(clerk, later).out) == (2, 3)
    assert (todo(sibling_clerk, later).overdue, loans_out(sibling_clerk).loans) == (0, [])


def test_who_is_elsewhere_lends_nothing(sibling_clerk, clerk, make_piece):
    piece = make_piece()
    out = lend(actor=clerk, piece=piece, given=loan())

    for call in (
        lambda: lend(actor=sibling_clerk, piece=piece, given=loan()),
        lambda: give_back(actor=sibling_clerk, loan=out),
    ):
        with pytest.raises(NotFound):
            call()
