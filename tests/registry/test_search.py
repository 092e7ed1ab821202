"""Finding somebody: by what people remember, inside one's own reach and nowhere else."""

import pytest

from rongyi.kernel.audit import AuditEntry
from rongyi.kernel.errors import NotFound
from rongyi.organisation.roles import Role
from rongyi.registry.command_search import found_people
from rongyi.registry.queries import find, get_person, people_page, subjects
from tests.fixtures_people import HUYI_VILLAGE, MEI, MEI_SIBLING, MEI_TOWN, MEI_VILLAGE, OTHER_TOWN_VILLAGE, id_number

NUMBER = id_number(serial=101)
CANARY = "欧阳金雀"


@pytest.fixture
def wang(make_person):
    return make_person("王建国", id_number=NUMBER, phone="13812345678")


@pytest.mark.parametrize(
    "text",
    [
        "王建国", "建国", "国", "wjg", "WJG", "jg", "wangjianguo", "jianguo", "王jg", NUMBER, NUMBER.lower(), NUMBER[-4:],
        NUMBER[-6:], NUMBER[-7:], NUMBER[-10:], "13812345678", "138 1234 5678", "5678", "345678", "2345678",
        f"{NUMBER[:6]}{NUMBER[8:17]}",
    ],
)  # fmt: skip
def test_somebody_is_found_by_what_people_remember(village_clerk, wang, text):
    found = find(village_clerk, text)

    assert (found.items, found.count, found.is_capped) == ([wang], 1, False)


@pytest.mark.parametrize("text", ["", "李", "jwg", "9999", "95678", "%", "_", "😀", NUMBER[:-1] + "0" * 30])
def test_nobody_is_found_by_something_else(village_clerk, wang, text):
    assert find(village_clerk, text).items == []


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("village_clerk", {MEI_VILLAGE}), ("sibling_clerk", {MEI_SIBLING}), ("town_head", {MEI_VILLAGE, MEI_SIBLING}),
        ("bureau_leader", {MEI_VILLAGE, MEI_SIBLING, OTHER_TOWN_VILLAGE}), ("huyi_leader", {HUYI_VILLAGE}),
    ],
)  # fmt: skip
def test_everybody_finds_lists_and_opens_their_own_people_only(request, make_person, who, seen):
    places = (MEI_VILLAGE, MEI_SIBLING, OTHER_TOWN_VILLAGE, HUYI_VILLAGE)
    people = {code: make_person(CANARY, region_code=code) for code in places}
    actor = request.getfixturevalue(who)

    found = find(actor, "oyjq")
    assert {p.region_code for p in found.items} == seen and found.count == len(seen)
    assert {p.region_code for p in people_page(actor).people} == seen
    for code, person in people.items():
        assert set(subjects(county=person.county, ids=[person.pk], actor=actor)) == ({person.pk} & _ids(people, seen))
        if code in seen:
            assert get_person(actor, person.pk) == person
        else:
            with pytest.raises(NotFound):
                get_person(actor, person.pk)


def _ids(people: dict, codes: set) -> set:
    return {people[code].pk for code in codes}


def test_a_search_may_be_narrowed_but_never_widened(village_clerk, town_head, make_person):
    here, there = make_person("王建国"), make_person("王建国", region_code=MEI_SIBLING)

    assert find(town_head, "wjg", station=MEI_SIBLING).items == [there]
    assert find(village_clerk, "wjg", station=MEI_TOWN).items == [here]
    assert find(village_clerk, "wjg", station=MEI_SIBLING).items == []
    assert find(village_clerk, "wjg", station=HUYI_VILLAGE).items == []


@pytest.mark.parametrize("who", ["auditor", "administrator"])
def test_who_reads_no_file_finds_nobody(request, wang, who):
    actor = request.getfixturevalue(who)

    assert find(actor, "wjg").items == [] and people_page(actor).people == []


def test_the_box_answers_without_numbers_and_only_searches_by_number_are_on_record(signed_in, wang):
    client = signed_in(Role.VILLAGE_CLERK, MEI_VILLAGE)

    for text in ("wjg", NUMBER, "13812345678", "5678"):
        page = client.post("/console/people/find", {"q": text}).content.decode()
        assert "王建国" in page and f"尾号{NUMBER[-4:]}" in page
        assert NUMBER not in page and "13812345678" not in page

    entries = AuditEntry.objects.filter(county=MEI, act="people.search_number").order_by("seq")
    assert [e.detail for e in entries] == [{"kind": "id_number"}, {"kind": "phone"}, {"kind": "tail"}]
    assert NUMBER not in str(list(AuditEntry.objects.values()))


def test_the_search_asks_as_often_for_many_as_for_one(village_clerk, make_person, django_assert_num_queries):
    for count in (1, 4, 12):
        for _n in range(count):
            make_person("王建国")
        with django_assert_num_queries(3):
            find(village_clerk, "wjg")


def test_the_command_masks_numbers_and_puts_a_search_by_number_on_record(wang):
    by_name, by_number = found_people("wjg"), found_people(NUMBER, station=MEI_VILLAGE)

    assert by_name == by_number == [
        {
            "id": str(wang.pk), "name": "王建国", "id_number": wang.id_masked, "phone": "138****5678",
            "station": "横渠村委会退役军人服务站",
        }
    ]  # fmt: skip
    entries = AuditEntry.objects.filter(act="people.search_number")
    assert [(e.county, e.region_code, e.detail) for e in entries] == [(MEI, MEI_VILLAGE, {"kind": "id_number"})]
