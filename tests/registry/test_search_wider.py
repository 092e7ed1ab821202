"""Finding by the number of a card or a plaque, by a village, and by both a village and a name."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rongyi.registry.models import Person
from rongyi.registry.queries import find
from rongyi.registry.services import add_part, correct_part, end_part, transfer_person
from tests.fixtures_people import HUYI_VILLAGE, MEI, MEI_SIBLING, MEI_VILLAGE, OTHER_TOWN_VILLAGE

CARD, PLAQUE = "610300000012345678901", "陕C 000123"


def now(person) -> Person:
    return Person.objects.get(county=MEI, pk=person.pk)


@pytest.fixture
def wang(make_person, everyone):
    person = make_person("王建国", phone="13812340000")
    for number, kind in ((CARD, "card_veteran"), (PLAQUE, "plaque")):
        add_part(actor=everyone, person=now(person), part="credential", version=now(person).version,
                 given={"kind": kind, "number": number})  # fmt: skip
    return person


def names(actor, text: str, **more) -> list[str]:
    return [person.name for person in find(actor, text, **more).items]


@pytest.mark.parametrize("text", [CARD, CARD[-8:], CARD[-6:], CARD[-4:], PLAQUE, "陕c000123", "000123", "0123"])
def test_somebody_is_found_by_a_card_or_a_plaque(village_clerk, wang, make_person, text):
    make_person("李卫东")

    found = find(village_clerk, text)

    assert ([p.name for p in found.items], found.count) == (["王建国"], 1)
    assert found.kind in ("credential", "tail", "id_number", "phone")


def test_a_number_in_another_reach_finds_nobody(sibling_clerk, huyi_clerk, wang):
    assert [names(actor, text) for actor in (sibling_clerk, huyi_clerk) for text in (CARD, PLAQUE)] == [[]] * 4


def test_a_number_that_was_changed_struck_out_or_moved_is_found_as_it_stands(
    village_clerk, sibling_clerk, town_head, wang
):
    card, plaque = now(wang).credential_set.filter(county=MEI).order_by("pk")
    correct_part(actor=village_clerk, person=now(wang), part="credential", part_id=card.pk, version=3,
                 given={"number": "610300000099999999999"})  # fmt: skip
    end_part(actor=village_clerk, person=now(wang), part="credential", part_id=plaque.pk, version=4, ending="mistake")

    assert [names(village_clerk, t) for t in (CARD, PLAQUE, "610300000099999999999")] == [[], [], ["王建国"]]
    transfer_person(actor=town_head, person=now(wang), to_code=MEI_SIBLING)
    assert [names(a, "610300000099999999999") for a in (village_clerk, sibling_clerk)] == [[], ["王建国"]]


def test_a_lost_plaque_still_leads_to_its_person(village_clerk, wang):
    plaque = now(wang).credential_set.get(county=MEI, kind="plaque")

    end_part(actor=village_clerk, person=now(wang), part="credential", part_id=plaque.pk, version=3, ending="lost")

    assert names(village_clerk, PLAQUE) == ["王建国"]


@pytest.mark.parametrize("text", ["古城", "古城村", "古城村委会", " 古城 "])
def test_a_village_finds_its_people_by_pinyin_after_those_who_are_called_so(town_head, make_person, text):
    for name, code in (("赵一", MEI_SIBLING), ("白二", MEI_SIBLING), ("王三", MEI_VILLAGE), ("古城", MEI_VILLAGE)):
        make_person(name, region_code=code)

    found = names(town_head, text)

    assert found == (["古城", "白二", "赵一"] if text.strip() == "古城" else ["白二", "赵一"])


def test_a_village_and_a_name_narrow_to_both(section_officer, make_person):
    for name, code in (("王建国", MEI_SIBLING), ("王建国", MEI_VILLAGE), ("李建国", MEI_SIBLING)):
        make_person(name, region_code=code)

    assert [p.region_code for p in find(section_officer, "古城村 王建国").items] == [MEI_SIBLING]
    assert sorted(names(section_officer, "古城 建国")) == ["李建国", "王建国"]
    assert names(section_officer, "古城 jg") == names(section_officer, "古城 建国")
    assert names(section_officer, "没有村 王建国") == []


def test_a_village_is_searched_inside_the_reach_only(section_officer, village_clerk, huyi_leader, make_person):
    for code in (MEI_VILLAGE, MEI_SIBLING, OTHER_TOWN_VILLAGE, HUYI_VILLAGE):
        make_person("孙远方", region_code=code)

    assert names(village_clerk, "古城村") == [] and names(huyi_leader, "古城村") == []
    assert names(village_clerk, "横渠村") == ["孙远方"]
    assert names(section_officer, "横渠村", station=OTHER_TOWN_VILLAGE) == []
    assert names(section_officer, "常兴村", station=OTHER_TOWN_VILLAGE) == ["孙远方"]


def test_a_town_finds_the_people_of_all_its_villages(section_officer, make_person):
    for name, code in (("王一", MEI_VILLAGE), ("王二", MEI_SIBLING), ("王三", OTHER_TOWN_VILLAGE)):
        make_person(name, region_code=code)

    assert names(section_officer, "横渠镇") == ["王二", "王一"]


def test_a_search_asks_as_often_for_thirty_as_for_one(section_officer, make_person):
    def asked(text: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            find(section_officer, text)
        return len(queries)

    make_person("王建国")
    few = [asked(text) for text in ("横渠村", "横渠村 王", "王", "0001")]
    for number in range(30):
        make_person("王建" + chr(0x4E00 + number))

    assert [asked(text) for text in ("横渠村", "横渠村 王", "王", "0001")] == few
    assert max(few) <= 5
