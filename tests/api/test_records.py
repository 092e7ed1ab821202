"""Records: written once, read in scope, corrected and withdrawn with a trace."""

import pytest

from rongyi.api.schemas import RecordList, RecordOut
from rongyi.kernel import audit
from rongyi.kernel.ids import uuid7
from rongyi.organisation.roles import Role
from rongyi.records.models import Fact
from tests.api.conftest import problem
from tests.fixtures_people import HUYI, HUYI_VILLAGE, MEI, MEI_SIBLING, MEI_TOWN, MEI_VILLAGE


@pytest.fixture
def person(make_person):
    return make_person()


def visit_of(*people, **more) -> dict:
    return {
        "kind": "visit", "people": [str(p.pk) for p in people], "occurred_at": "2026-11-20T09:30:00+08:00",
        "channel": "home", "data": {"reason": "routine", "note": "腿脚不便", "needs": ["medical"]}, **more,
    }  # fmt: skip


def test_a_visit_is_written_down_and_answered_in_the_shape_of_a_record(clerk, person):
    given = visit_of(person, id=str(uuid7()))

    response = clerk.post("/records", given)

    body = response.json()
    assert response.status_code == 201
    assert body == {
        "id": given["id"], "kind": "visit", "station": MEI_VILLAGE, "people": [str(person.pk)],
        "occurred_at": "2026-11-20T09:30:00+08:00", "recorded_at": body["recorded_at"], "channel": "home",
        "summary": "日常走访;发现需求:就医", "data": {"reason": "routine", "note": "腿脚不便", "needs": ["medical"]},
        "state": "valid", "actor": "张三",
    }  # fmt: skip
    assert body["recorded_at"].endswith("+08:00")
    assert (response.headers["ETag"], response.headers["Location"]) == ('"1"', f"/api/v1/records/{given['id']}")
    assert RecordOut.model_validate(body)
    assert clerk.get(f"/records/{given['id']}").json() == body


def test_a_day_alone_is_time_enough_and_another_zone_is_turned_into_ours(clerk, person):
    by_day = clerk.post("/records", visit_of(person, occurred_at="2026-11-19")).json()
    by_zone = clerk.post("/records", visit_of(person, occurred_at="2026-11-19T20:00:00Z")).json()

    assert by_day["occurred_at"] == "2026-11-19T12:00:00+08:00"
    assert by_zone["occurred_at"] == "2026-11-20T04:00:00+08:00"


@pytest.mark.parametrize(
    ("change", "place", "code"),
    [
        ({"occurred_at": "2026-11-20T09:30:00"}, "body.occurred_at", "invalid"),
        ({"occurred_at": "2099-01-01"}, "body.occurred_at", "future"),
        ({"occurred_at": 20261120}, "body.occurred_at", "invalid"),
        ({"channel": "pigeon"}, "body.channel", "invalid"),
        ({"kind": "juggling"}, "body.kind", "unknown_kind"),
        ({"kind": "withdrawal"}, "body.kind", "unknown_kind"),
        ({"station": 610326101200}, "body.station", "invalid"),
        ({"people": ["1"]}, "body.people.0", "bad_id"),
        ({"people": []}, "body.people", "required"),
        ({"id": "0d4f6d6e-98a1-4b0e-9c65-6a3e7d3a1c11"}, "body.id", "bad_id"),
        ({"data": {"note": "x"}}, "body.data.reason", "invalid"),
        ({"data": {"reason": "picnic"}}, "body.data.reason", "invalid"),
        ({"data": {"reason": "routine", "colour": 1}}, "body.data.colour", "unknown_field"),
        ({"data": {"reason": "routine", "note": 5}}, "body.data.note", "invalid"),
        ({"data": {"reason": "routine", "note": "长" * 501}}, "body.data.note", "invalid"),
        ({"data": {"reason": "routine", "needs": "medical"}}, "body.data.needs", "invalid"),
        ({"data": []}, "body.data", "invalid"),
    ],
)
def test_what_cannot_be_right_is_refused_and_nothing_is_written(clerk, person, change, place, code):
    response = clerk.post("/records", visit_of(person) | change)

    assert response.status_code == 422
    assert problem(response)[2] == [(place, code)]
    assert not Fact.objects.filter(kind="visit").exists()


def test_people_and_stations_out_of_reach_are_not_there(clerk, person, make_person):
    foreign = make_person(name="秦外人", region_code=HUYI_VILLAGE)

    answers = [
        problem(clerk.post("/records", visit_of(foreign))),
        problem(clerk.post("/records", visit_of(person, foreign))),
        problem(clerk.post("/records", visit_of(person, station=MEI_SIBLING))),
        problem(clerk.post("/records", visit_of(person) | {"people": [str(uuid7())]})),
    ]

    assert answers == [(404, "not_found", [])] * 4
    assert not Fact.objects.filter(kind="visit").exists()


def test_who_may_not_record_is_told_so_and_it_is_on_record(caller, person):
    leader = caller(Role.BUREAU_LEADER, MEI)

    response = leader.post("/records", visit_of(person))

    assert problem(response) == (403, "denied", [])


def test_a_refusal_of_a_service_is_on_record_though_the_transaction_is_undone(clerk, person):
    clerk.post("/records", visit_of(person, occurred_at="2099-01-01"))

    line = audit.AuditEntry.objects.get(outcome="refused")
    assert (line.outcome, line.detail["code"]) == ("refused", "future")
    assert audit.verify()[1] == []


def test_lists_narrow_by_kind_station_days_and_person(caller, make_person):
    town = caller(Role.TOWN_HEAD, MEI_TOWN)
    one, two = make_person(name="甲一"), make_person(name="乙二", region_code=MEI_SIBLING)
    first = town.post("/records", visit_of(one, occurred_at="2026-11-01", station=MEI_VILLAGE)).json()["id"]
    second = town.post("/records", visit_of(two, occurred_at="2026-11-10", station=MEI_SIBLING)).json()["id"]

    answers = [
        [r["id"] for r in town.get(f"/records?kind=visit&{query}").json()["items"]]
        for query in ("", f"station={MEI_SIBLING}", "to=2026-11-05", "from=2026-11-05", f"person={one.pk}")
    ]

    assert answers == [[second, first], [second], [first], [second], [first]]


def test_pages_join_without_gap_or_double_while_new_records_come(clerk, person):
    ids = [clerk.post("/records", visit_of(person, occurred_at="2026-11-10")).json()["id"] for _n in range(5)]
    page = clerk.get("/records?kind=visit&limit=2").json()
    clerk.post("/records", visit_of(person, occurred_at="2026-11-20"))
    seen = [r["id"] for r in page["items"]]
    while page["next"]:
        page = clerk.get(f"/records?kind=visit&limit=2&cursor={page['next']}").json()
        assert RecordList.model_validate(page)
        seen += [r["id"] for r in page["items"]]

    assert seen == sorted(ids, reverse=True)


def test_other_counties_and_villages_see_nothing_of_it(caller, clerk, person):
    fact = clerk.post("/records", visit_of(person)).json()["id"]
    others = [caller(Role.BUREAU_LEADER, HUYI), caller(Role.VILLAGE_CLERK, MEI_SIBLING)]

    for script in others:
        assert problem(script.get(f"/records/{fact}")) == (404, "not_found", [])
        assert script.get("/records").json() == {"items": [], "next": None}
        assert script.get(f"/records?person={person.pk}").json() == {"items": [], "next": None}
        assert script.get(f"/records?station={MEI_VILLAGE}").json() == {"items": [], "next": None}


def test_a_correction_takes_the_place_and_keeps_what_was_left_out(clerk, person):
    wrong = clerk.post("/records", visit_of(person))

    response = clerk.post(
        f"/records/{wrong.json()['id']}/correct", {"channel": "phone"}, **{"If-Match": wrong.headers["ETag"]}
    )

    right, old = response.json(), clerk.get(f"/records/{wrong.json()['id']}").json()
    assert response.status_code == 201
    assert {**right, "id": "", "recorded_at": ""} == {**wrong.json(), "id": "", "recorded_at": "", "channel": "phone"}
    assert old == {**wrong.json(), "state": "corrected"}


def test_a_withdrawn_record_stays_to_be_read(clerk, person):
    made = clerk.post("/records", visit_of(person))

    response = clerk.post(
        f"/records/{made.json()['id']}/withdraw", {"reason": "记错人"}, **{"If-Match": made.headers["ETag"]}
    )

    assert (response.status_code, response.headers["ETag"]) == (200, '"2"')
    assert response.json() == {**made.json(), "state": "withdrawn"}


@pytest.mark.parametrize(("act", "body"), [("correct", {"channel": "phone"}), ("withdraw", {"reason": "记错"})])
def test_a_change_needs_the_version_that_was_read(clerk, person, act, body):
    made = clerk.post("/records", visit_of(person))
    path = f"/records/{made.json()['id']}/{act}"

    missing = clerk.post(path, body)
    stale = clerk.post(path, body, **{"If-Match": '"7"'})

    assert problem(missing) == (428, "if_match_missing", [])
    assert problem(stale) == (412, "stale", [])
    assert stale.json()["current"] == made.json()
    assert stale.headers["ETag"] == '"1"'


def test_a_withdrawal_wants_a_reason(clerk, person):
    made = clerk.post("/records", visit_of(person)).json()["id"]

    response = clerk.post(f"/records/{made}/withdraw", {"reason": ""}, **{"If-Match": '"1"'})

    assert problem(response) == (422, "invalid", [("body.reason", "too_short")])
