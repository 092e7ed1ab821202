"""The picture of the network: as large as its people, coloured by what the reader may know, with a way into every part."""

from rongyi.organisation.measures import MEASURES
from rongyi.organisation.models import Region, Station
from rongyi.organisation.roles import Role
from tests.fixtures_people import HUYI, MEI, MEI_TOWN, MEI_VILLAGE, OTHER_TOWN, OTHER_TOWN_VILLAGE

PICTURE = "/console/network/?view=picture"


def test_people_of_villages_are_those_of_their_town(signed_in, make_person):
    for code in (MEI_VILLAGE, OTHER_TOWN_VILLAGE, OTHER_TOWN_VILLAGE):
        make_person(region_code=code)

    nodes = signed_in(Role.BUREAU_LEADER, MEI).get(PICTURE).context["nodes"]

    towns = {node.label: (node.size, [(c.label, c.size) for c in node.children]) for node in nodes}
    assert towns == {"横渠镇": (1, [("横渠村", 1), ("古城村", 0)]), "常兴镇": (2, [("常兴村", 2)])}


def test_the_colour_stands_for_visits_that_are_due_or_for_what_was_chosen(signed_in, make_person):
    make_person(region_code=MEI_VILLAGE)
    client = signed_in(Role.BUREAU_LEADER, MEI)

    by_default, by_files, by_heads = (client.get(PICTURE + by).context for by in ("", "&by=empty", "&by=people"))

    assert [[way["label"] for way in c["colours"] if way["current"]] for c in (by_default, by_files, by_heads)] == [
        ["到期未访"], ["档案缺项"], ["人数"],
    ]  # fmt: skip
    assert "缺" in by_files["tiles"][0]["note"]
    assert by_heads["tiles"][0]["note"] == ""


def test_who_may_not_know_about_visits_sees_heads_only(signed_in):
    for role, code in ((Role.ADMINISTRATOR, ""), (Role.AUDITOR, MEI), (Role.PREFECTURE_OFFICER, "6103")):
        context = signed_in(role, code).get(f"{PICTURE}&by=due").context

        assert context["colours"] == []


def test_every_part_can_be_opened_and_nothing_outside_is_shown(signed_in):
    page = signed_in(Role.BUREAU_LEADER, MEI).get(PICTURE).content.decode()

    for code in (MEI_TOWN, OTHER_TOWN):
        assert f"view=picture&amp;under={code}" in page
    assert f"/console/network/{MEI_VILLAGE}" in page
    assert "甘亭" not in page
    assert HUYI not in page


def test_a_county_of_many_villages_is_drawn_with_as_many_queries(signed_in, django_assert_max_num_queries):
    add_villages(240)
    client = signed_in(Role.BUREAU_LEADER, MEI)

    with django_assert_max_num_queries(20):
        answer = client.get(PICTURE)

    assert answer.content.decode().count('class="slice"') == 2 + 240 + 3


def test_a_measure_grows_with_its_share():
    for way in MEASURES.values():
        levels = [way.level(share / 100) for share in range(101)]

        assert levels == sorted(levels)
        assert [level for level, _words in way.legend()] == sorted(set(levels))


def add_villages(count: int) -> None:
    codes = [f"{OTHER_TOWN}{300 + n}" for n in range(count)]
    Region.objects.bulk_create(
        [Region(code=c, tier="village", name=f"第{c}村委会", parent_code=OTHER_TOWN, source="test") for c in codes]
    )
    Station.objects.bulk_create(
        [
            Station(
                region_id=c, tier="village", kind="station", parent_code=OTHER_TOWN, name=f"{c}服务站", people_count=n
            )
            for n, c in enumerate(codes)
        ]
    )
