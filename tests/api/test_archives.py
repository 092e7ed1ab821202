"""Scripts read the catalogue, lend a piece once and take it back."""

from datetime import date, timedelta

import pytest

from rongyi.archives.models import Loan
from rongyi.archives.services import PieceInput, file_piece, open_fonds
from rongyi.kernel import clock
from rongyi.kernel.audit import AuditEntry
from rongyi.organisation.models import Station
from rongyi.organisation.roles import Role
from rongyi.records.models import Fact
from tests.api.conftest import problem
from tests.fixtures_people import HUYI_VILLAGE, MEI, MEI_SIBLING, MEI_VILLAGE


@pytest.fixture
def make_piece(network, everyone):
    known = {}

    def make(title: str, place: str = MEI_VILLAGE, **more):
        if place not in known:
            number = f"J{len(known):03d}"
            known[place] = open_fonds(actor=everyone, station=Station.objects.get(pk=place), number=number)
        given = PieceInput(title, date(2025, 3, 4), "D30", subject="ZHL", pages=3, **more)
        return file_piece(actor=everyone, fonds=known[place], given=given)

    return make


def loan(**more) -> dict:
    due = (clock.today() + timedelta(days=10)).isoformat()
    return {"purpose": "编写年鉴", "due_on": due, "name": "钱进", "organisation": "县档案馆", **more}


def test_the_catalogue_comes_page_by_page_within_reach(clerk, make_piece):
    mine = [make_piece(f"通知{n}") for n in range(3)]
    make_piece("邻村的通知", MEI_SIBLING)

    first = clerk.get("/archives?limit=2").json()
    second = clerk.get(f"/archives?limit=2&cursor={first['next']}").json()

    assert [row["code"] for row in (*first["items"], *second["items"])] == [piece.code for piece in mine]
    assert second["next"] is None
    assert first["items"][0] == {
        "id": str(mine[0].pk), "code": mine[0].code, "fonds": str(mine[0].fonds_id), "station": MEI_VILLAGE,
        "title": "通知0", "year": 2025, "made_on": "2025-03-04", "retention": "D30",
        "kept_until": mine[0].kept_until.isoformat(), "pages": 3, "responsible": "", "document_number": "",
        "box": None, "state": "kept", "is_out": False, "version": 1,
    }  # fmt: skip


def test_a_filter_narrows_and_another_county_stays_out(caller, make_piece):
    here, far = make_piece("通知"), make_piece("外县的通知", HUYI_VILLAGE)
    script = caller(Role.SECTION_OFFICER, MEI)
    script.post(f"/archives/{here.pk}/borrow", loan())

    answers = {q: [row["id"] for row in script.get(f"/archives?{q}").json()["items"]] for q in (
        "state=out", "state=destroyed", "year=2025", "year=2024", f"station={MEI_VILLAGE}", f"fonds={far.fonds_id}",
    )}  # fmt: skip

    own = [str(here.pk)]
    assert answers == {
        "state=out": own, "state=destroyed": [], "year=2025": own, "year=2024": [], f"station={MEI_VILLAGE}": own,
        f"fonds={far.fonds_id}": [],
    }  # fmt: skip


def test_the_same_loan_twice_is_one_and_another_key_is_told(clerk, make_piece):
    piece, body = make_piece("通知"), loan()

    first, again = (clerk.post(f"/archives/{piece.pk}/borrow", body, key="loan-1") for _time in range(2))
    late = clerk.post(f"/archives/{piece.pk}/borrow", body)

    assert (first.status_code, again.status_code, first.json()) == (201, 201, again.json())
    assert problem(late)[:2] == (409, "out")
    assert Loan.objects.filter(county=MEI).count() == 1
    assert Fact.objects.filter(county=MEI, kind="archive_borrowed").count() == 1


def test_what_is_out_comes_back_once(clerk, make_piece):
    piece = make_piece("通知")
    clerk.post(f"/archives/{piece.pk}/borrow", loan())

    back = clerk.post(f"/archives/{piece.pk}/return", {"condition": "完好"}, key="back-1")
    again = clerk.post(f"/archives/{piece.pk}/return", {"condition": "完好"}, key="back-1")
    late = clerk.post(f"/archives/{piece.pk}/return", {})

    assert (back.status_code, back.json()["condition"], again.json()) == (200, "完好", back.json())
    assert problem(late)[:2] == (409, "not_out")
    acts = AuditEntry.objects.filter(act__in=("archives.lend", "archives.give_back")).order_by("seq")
    assert list(acts.values_list("act", "outcome")) == [("archives.lend", "done"), ("archives.give_back", "done")]


def test_one_piece_names_its_people_and_loans_and_its_tag_follows_them(clerk, make_piece, make_person):
    person = make_person()
    piece = make_piece("建档材料", people=[person.pk])

    before = clerk.get(f"/archives/{piece.pk}")
    same = clerk.get(f"/archives/{piece.pk}", **{"If-None-Match": before.headers["ETag"]})
    lent = clerk.post(f"/archives/{piece.pk}/borrow", loan()).json()
    after = clerk.get(f"/archives/{piece.pk}", **{"If-None-Match": before.headers["ETag"]})

    assert (before.json()["people"], before.json()["loans"]) == ([{"id": str(person.pk), "was": None}], [])
    assert (same.status_code, after.status_code) == (304, 200)
    assert (after.json()["is_out"], after.json()["loans"]) == (True, [lent])


def test_a_loan_without_a_borrower_is_refused_at_its_field(clerk, make_piece):
    response = clerk.post(f"/archives/{make_piece('通知').pk}/borrow", loan(name=""))

    assert problem(response) == (422, "required", [("body.name", "required")])


@pytest.mark.parametrize("place", [MEI_SIBLING, HUYI_VILLAGE])
def test_a_piece_out_of_reach_is_not_there(clerk, make_piece, place):
    piece = make_piece("别处的通知", place)

    answers = [
        clerk.get(f"/archives/{piece.pk}"), clerk.post(f"/archives/{piece.pk}/borrow", loan()),
        clerk.post(f"/archives/{piece.pk}/return", {}),
    ]  # fmt: skip

    assert [problem(one) for one in answers] == [(404, "not_found", [])] * 3
    assert not Loan.objects.filter(county=piece.county).exists()


def test_a_list_asks_as_often_for_many_as_for_few(clerk, make_piece, django_assert_max_num_queries):
    make_piece("通知")
    clerk.get("/archives")  # the first request of a minute writes the count of requests
    counts = []
    for _round in range(2):
        with django_assert_max_num_queries(40) as asked:
            clerk.get("/archives")
        counts.append(len(asked))
        for n in range(3):
            make_piece(f"通知{n}")

    assert counts[0] == counts[1]
