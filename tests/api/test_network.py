"""Regions and stations."""

import pytest

from rongyi.api.schemas import RegionList, RegionOut, StationList, StationWhole
from rongyi.organisation.models import Facility
from rongyi.organisation.roles import Role
from tests.api.conftest import problem
from tests.fixtures_people import HUYI, HUYI_VILLAGE, MEI, MEI_SIBLING, MEI_TOWN, MEI_VILLAGE, OTHER_TOWN_VILLAGE


def test_a_region_is_answered_with_its_parent(clerk):
    response = clerk.get(f"/regions/{MEI_TOWN}")

    assert response.json() == {
        "code": MEI_TOWN, "name": "横渠镇", "tier": "town", "parent": MEI, "gone_on": None,
    }  # fmt: skip
    assert RegionOut.model_validate(response.json())


def test_the_children_of_a_region_come_in_pages(clerk):
    first = clerk.get("/regions/61/children?limit=2").json()
    second = clerk.get(f"/regions/61/children?limit=2&cursor={first['next']}").json()

    assert [r["code"] for r in first["items"] + second["items"]] == ["6101", "6103", "6104"]
    assert (bool(first["next"]), second["next"]) == (True, None)
    assert RegionList.model_validate(first)


@pytest.mark.parametrize("code", ["999999", "x", "61032", "61%00", "%EF%BC%91%EF%BC%92", "6" * 300])
def test_a_region_that_is_not_there_is_not_found(clerk, code):
    answers = [problem(clerk.get(f"{path}{code}")) for path in ("/regions/", "/stations/")]
    answers.append(problem(clerk.get(f"/regions/{code}/children")))

    assert answers == [(404, "not_found", [])] * 3


def test_a_station_is_answered_with_its_rooms_and_an_etag(clerk):
    Facility.objects.create(county=MEI, region_code=MEI_VILLAGE, station_id=MEI_VILLAGE, area="RECEPTION", area_m2=12)

    response = clerk.get(f"/stations/{MEI_VILLAGE}")

    assert response.json() == {
        "code": MEI_VILLAGE, "name": "横渠村委会退役军人服务站", "tier": "village", "kind": "station",
        "parent": MEI_TOWN, "address": "", "phone": "", "hours": "", "area_m2": None, "opened_on": None,
        "is_open": True, "people_count": 0, "size_band": "small", "version": 1,
        "facilities": [{"area": "RECEPTION", "label": "接待区", "area_m2": 12, "in_use": True}],
    }  # fmt: skip
    assert response.headers["ETag"] == '"1"'
    assert StationWhole.model_validate(response.json())


def test_who_has_the_version_already_gets_no_body(clerk):
    response = clerk.get(f"/stations/{MEI_VILLAGE}", **{"If-None-Match": '"0", "1"'})

    assert (response.status_code, response.content, response.headers["ETag"]) == (304, b"", '"1"')


def test_stations_are_those_in_reach_narrowed_by_region_and_tier(caller):
    town = caller(Role.TOWN_HEAD, MEI_TOWN)
    county = caller(Role.BUREAU_LEADER, MEI)

    answers = [
        [s["code"] for s in script.get(path).json()["items"]]
        for script, path in [
            (town, "/stations"),
            (town, "/stations?tier=village"),
            (county, f"/stations?region={OTHER_TOWN_VILLAGE}"),
            (county, f"/stations?region={HUYI}"),
        ]
    ]

    assert answers == [
        [MEI_TOWN, MEI_VILLAGE, MEI_SIBLING], [MEI_VILLAGE, MEI_SIBLING], [OTHER_TOWN_VILLAGE], [],
    ]  # fmt: skip


def test_stations_come_in_pages_without_gap_or_double(caller):
    script = caller(Role.ADMINISTRATOR, "")
    seen, cursor = [], ""
    for _page in range(20):
        page = script.get(f"/stations?limit=3&cursor={cursor}").json()
        assert StationList.model_validate(page)
        seen += [s["code"] for s in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break

    assert seen == sorted(set(seen))
    assert len(seen) == 16


def test_a_cursor_of_another_list_is_refused(caller):
    script = caller(Role.BUREAU_LEADER, MEI)
    cursor = script.get("/stations?limit=1").json()["next"]

    answers = [
        problem(script.get(f"/stations?limit=1&tier=village&cursor={cursor}")),
        problem(script.get(f"/records?cursor={cursor}")),
        problem(script.get(f"/stations?cursor={cursor[:-1]}x")),
    ]

    assert answers == [(422, "bad_cursor", [("query.cursor", "bad_cursor")])] * 3


@pytest.mark.parametrize("code", [MEI, MEI_TOWN, MEI_SIBLING, HUYI, HUYI_VILLAGE, "6103"])
def test_a_station_out_of_reach_is_answered_as_if_it_had_never_been(clerk, code):
    response = clerk.get(f"/stations/{code}")

    assert problem(response) == (404, "not_found", [])
    assert response.json() == clerk.get("/stations/123456").json()
