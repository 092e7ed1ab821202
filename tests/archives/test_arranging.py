"""Papers are filed by DA/T 22-2015: numbers without gaps, codes that say where a piece belongs, boxes that hold one class."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from rongyi.archives.models import Box, Fonds, Piece, PiecePerson, Series
from rongyi.archives.services import describe_box, describe_piece, file_piece, fill_boxes, open_fonds, set_people
from rongyi.kernel.audit import AuditEntry
from rongyi.kernel.errors import Conflict, Denied, NotFound, Refused, Stale
from rongyi.kernel.ids import uuid7
from rongyi.organisation.models import Station
from rongyi.records.models import Fact
from rongyi.records.queries import people_of
from tests.archives.conftest import NOW, TODAY, given
from tests.fixtures_people import HUYI_VILLAGE, MEI, MEI_SIBLING, MEI_VILLAGE


def codes() -> list[str]:
    return list(Piece.objects.filter(county=MEI).order_by("archived_at", "pk").values_list("code", flat=True))


def test_a_code_has_fonds_sort_year_retention_subject_and_number(make_piece):
    pieces = [
        make_piece(),
        make_piece(),
        make_piece(retention="Y"),
        make_piece(year=2026),
        make_piece(subject=""),
        make_piece(category="ZY", subject="GRL"),
    ]

    assert [piece.code for piece in pieces] == [
        "J101-WS·2025-D30-ZHL-0001",
        "J101-WS·2025-D30-ZHL-0002",
        "J101-WS·2025-Y-ZHL-0001",
        "J101-WS·2026-D30-ZHL-0001",
        "J101-WS·2025-D30-0001",
        "J101-ZY·2025-D30-GRL-0001",
    ]


def test_a_piece_knows_how_long_it_is_kept_and_leaves_a_fact(clerk, fonds, make_person):
    person = make_person()

    piece = file_piece(actor=clerk, fonds=fonds, given=given("王建国复员证复印件", pages=3, people=[person.pk]))

    assert (piece.kept_until, piece.is_personal, piece.region_code) == (date(2055, 12, 31), True, MEI_VILLAGE)
    fact = Fact.objects.get(county=MEI, kind="archived")
    assert (fact.data, people_of([fact])[fact.pk], fact.source_id, fact.region_code) == (
        {"code": piece.code, "pages": 3, "retention": "D30"}, [person.pk], piece.pk, MEI_VILLAGE,
    )  # fmt: skip
    entry = AuditEntry.objects.filter(county=MEI, act="archives.file").get()
    assert (entry.subject_id, entry.actor_id, entry.detail) == (
        str(fonds.pk), clerk.user_id, {"code": piece.code, "piece": str(piece.pk)},
    )  # fmt: skip


def test_a_number_is_not_lost_when_the_filing_fails(make_piece, clerk, fonds):
    make_piece()

    with pytest.raises(NotFound), transaction.atomic():
        file_piece(actor=clerk, fonds=fonds, given=given(people=[uuid7()]))
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        make_piece()
        raise ZeroDivisionError
    make_piece()

    assert codes() == ["J101-WS·2025-D30-ZHL-0001", "J101-WS·2025-D30-ZHL-0002"]


def test_the_same_form_sent_twice_is_one_piece(clerk, fonds):
    same = given(id=uuid7())

    first, second = (file_piece(actor=clerk, fonds=fonds, given=same) for _ in range(2))

    assert (first.pk, len(codes())) == (second.pk, 1)


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"retention": "D15"}, "retention", "没有这个代码"),
        ({"category": "KJ"}, "category", "没有这个代码"),
        ({"subject": "XXX"}, "subject", "没有这个代码"),
        ({"made_on": date(2026, 11, 25)}, "made_on", "在将来"),
        ({"year": 2024}, "year", "不能早于文件日期"),
        ({"year": 2027}, "year", "1949 到 2026"),
        ({"pages": 0}, "pages", "页数"),
        ({"title": " "}, "title", "题名"),
        ({"title": "长" * 201}, "title", "题名"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field(clerk, fonds, wrong, field, words):
    with pytest.raises(Refused, match=words) as caught:
        file_piece(actor=clerk, fonds=fonds, given=given(**wrong))

    assert (caught.value.field, codes(), Fact.objects.filter(county=MEI).count()) == (field, [], 0)


def test_who_is_elsewhere_neither_files_nor_names_people(sibling_clerk, clerk, fonds, make_person, auditor):
    sibling = make_person(region_code=MEI_SIBLING)

    with pytest.raises(NotFound):
        file_piece(actor=sibling_clerk, fonds=fonds, given=given())
    with pytest.raises(NotFound):
        file_piece(actor=clerk, fonds=fonds, given=given(people=[sibling.pk]))
    with pytest.raises(Denied):
        file_piece(actor=auditor, fonds=fonds, given=given())
    assert codes() == []


def test_a_station_has_one_fonds_and_a_number_is_one_stations(everyone, fonds, section_officer):
    here, there = Station.objects.get(pk=MEI_VILLAGE), Station.objects.get(pk=MEI_SIBLING)

    with pytest.raises(Conflict, match="已有全宗"):
        open_fonds(actor=everyone, station=here, number="J102")
    with pytest.raises(Conflict, match="已被本县"):
        open_fonds(actor=everyone, station=there, number="J101")
    with pytest.raises(Refused, match="全宗号是4位"):
        open_fonds(actor=everyone, station=there, number="档1")
    with pytest.raises(NotFound):
        open_fonds(actor=section_officer, station=Station.objects.get(pk=HUYI_VILLAGE), number="J103")
    assert [f.number for f in Fonds.objects.filter(county=MEI)] == ["J101"]


def test_the_description_is_mended_and_the_number_is_not(clerk, make_piece):
    piece = make_piece()

    describe_piece(actor=clerk, piece=piece, changes={"title": "关于春节慰问的通知", "pages": 4}, version=1)
    with pytest.raises(Refused, match="归档后不能修改"):
        describe_piece(actor=clerk, piece=piece, changes={"retention": "D10"}, version=2)
    with pytest.raises(Stale):
        describe_piece(actor=clerk, piece=piece, changes={"pages": 5}, version=1)

    piece = Piece.objects.get(county=MEI, pk=piece.pk)
    assert (piece.title, piece.pages, piece.version, piece.code) == (
        "关于春节慰问的通知", 4, 2, "J101-WS·2025-D30-ZHL-0001",
    )  # fmt: skip
    assert AuditEntry.objects.filter(county=MEI, act="archives.describe").first().detail == {
        "fields": ["pages", "title"]
    }


def test_people_out_of_sight_stay_on_the_piece(everyone, clerk, make_piece, make_person):
    mine, other, theirs = make_person(), make_person(), make_person(region_code=MEI_SIBLING)
    piece = make_piece(people=[mine.pk, theirs.pk])

    set_people(actor=clerk, piece=piece, people=[other.pk])

    links = PiecePerson.objects.filter(county=MEI, piece=piece).values_list("person", flat=True)
    assert set(links) == {other.pk, theirs.pk}


def test_a_piece_about_people_stays_personal(clerk, make_piece, make_person):
    piece = make_piece(people=[make_person().pk])

    with pytest.raises(Refused, match="属于涉及个人"):
        describe_piece(actor=clerk, piece=piece, changes={"is_personal": False}, version=1)


def test_boxes_are_filled_in_order_and_hold_one_class_each(clerk, fonds, make_piece):
    thick = [make_piece(pages=70) for _ in range(3)]  # a 20 mm box holds 160 pages
    permanent, huge = make_piece(retention="Y"), make_piece(retention="D10", pages=900)

    fill_boxes(actor=clerk, fonds=fonds, thickness_mm=20)
    later = make_piece(pages=60)
    fill_boxes(actor=clerk, fonds=fonds, thickness_mm=20)

    boxes = {p.pk: p.box.number for p in Piece.objects.filter(county=MEI).select_related("box")}
    assert (boxes[thick[0].pk], boxes[thick[1].pk]) == (boxes[thick[0].pk], boxes[thick[0].pk])
    assert boxes[thick[2].pk] == boxes[later.pk] != boxes[thick[0].pk]
    assert len({boxes[permanent.pk], boxes[huge.pk], boxes[thick[0].pk], boxes[later.pk]}) == 4
    assert sorted(Box.objects.filter(county=MEI).values_list("number", flat=True)) == [1, 2, 3, 4]
    assert fill_boxes(actor=clerk, fonds=fonds, thickness_mm=20) == []


def test_a_box_has_a_thickness_that_is_sold(clerk, fonds, make_piece):
    make_piece()

    with pytest.raises(Refused, match="没有这种厚度"):
        fill_boxes(actor=clerk, fonds=fonds, thickness_mm=33)


def test_the_remark_sheet_is_kept_with_its_version(clerk, fonds, make_piece):
    make_piece()
    (box,) = fill_boxes(actor=clerk, fonds=fonds, thickness_mm=30)

    describe_box(
        actor=clerk, box=box, changes={"note": "第2件缺末页", "arranged_by": "赵敏", "arranged_on": TODAY}, version=1
    )
    with pytest.raises(Stale):
        describe_box(actor=clerk, box=box, changes={"note": "另写"}, version=1)

    box = Box.objects.get(county=MEI, pk=box.pk)
    assert (box.note, box.arranged_by, box.arranged_on, box.version) == ("第2件缺末页", "赵敏", TODAY, 2)


def test_the_database_refuses_what_must_never_be(make_piece):
    piece, permanent = make_piece(), make_piece(retention="Y")
    mine = Piece.objects.filter(county=MEI)

    for pk, wrong in (
        (permanent.pk, {"state": "destroyed", "destroyed_on": TODAY}),
        (piece.pk, {"state": "destroyed", "destroyed_on": TODAY}),
        (piece.pk, {"state": "destroyed"}),
        (piece.pk, {"kept_until": None}),
        (permanent.pk, {"kept_until": TODAY}),
        (permanent.pk, {"code": piece.code}),
        (piece.pk, {"number": 0}),
        (piece.pk, {"pages": 0}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            mine.filter(pk=pk).update(**wrong)

    assert {p.state for p in mine} == {"kept"}
    assert NOW.date() == TODAY


def test_series_are_counted_for_themselves(make_piece):
    for year in (2025, 2026, 2025):
        make_piece(year=year)

    assert sorted(Series.objects.filter(county=MEI).values_list("year", "last_number")) == [(2025, 2), (2026, 1)]
