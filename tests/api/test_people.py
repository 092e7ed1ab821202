"""Personal files: opened once, found in scope, changed with the version that was read, whole numbers on record only."""

from datetime import date
from typing import get_args

import pytest

from rongyi.api.schemas import FileOut, HeldOut, PartKey, PersonList, PersonOut, RecordList
from rongyi.kernel.audit import AuditEntry
from rongyi.kernel.ids import uuid7
from rongyi.organisation.roles import Role
from rongyi.registry.models import HeldCase, Person
from rongyi.registry.parts import PARTS
from tests.api.conftest import problem
from tests.fixtures_people import (
    HUYI,
    HUYI_VILLAGE,
    MEI,
    MEI_SIBLING,
    MEI_TOWN,
    MEI_VILLAGE,
    id_number,
)


def file_of(**more) -> dict:
    return {
        "name": "赵卫国", "id_number": id_number(date(1955, 3, 12), serial=101), "phone": "13812340000",
        "station": MEI_VILLAGE, "categories": ["R02"], **more,
    }  # fmt: skip


def test_a_file_is_opened_and_answered_in_the_shape_of_a_person(clerk):
    given = file_of(id=str(uuid7()), tags=["combat"], service=[{"enlisted_on": "1974-12-01", "branch": "army"}])

    response = clerk.post("/people", given)

    body = response.json()
    assert response.status_code == 201
    assert body == {
        "id": given["id"], "name": "赵卫国", "sex": "male", "birth_date": "1955-03-12",
        "id_number": f"610326********{given['id_number'][-4:]}", "phone": "138****0000", "station": MEI_VILLAGE,
        "categories": ["R02"], "tags": ["combat"], "status": "active", "completeness": body["completeness"],
        "version": 1,
    }  # fmt: skip
    assert 0 < body["completeness"] < 1
    assert (response.headers["ETag"], response.headers["Location"]) == ('"1"', f"/api/v1/people/{given['id']}")
    assert PersonOut.model_validate(body)
    assert clerk.get(f"/people/{given['id']}").json() == body


@pytest.mark.parametrize(
    ("change", "place", "code"),
    [
        ({"id_number": "610326550312101"}, None, None),
        ({"id_number": "61032619550312101A"}, "body.id_number", "id_form"),
        ({"id_number": 610326195503121}, "body.id_number", "invalid"),
        ({"id_number": "610326209903121010"}, "body.id_number", "id_future"),
        ({"name": ""}, "body.name", "required"),
        ({"name": "赵😀"}, "body.name", "name_character"),
        ({"phone": "13812"}, "body.phone", "phone_form"),
        ({"station": HUYI_VILLAGE}, "body.station", "unknown_station"),
        ({"station": "61"}, "body.station", "unknown_station"),
        ({"categories": ["R99"]}, "body.categories.0", "invalid"),
        ({"categories": "R02"}, "body.categories", "invalid"),
        ({"tags": ["rich"]}, "body.tags.0", "invalid"),
        ({"sex": "male"}, "body.sex", "unknown_field"),
        ({"id": "1"}, "body.id", "bad_id"),
    ],
)
def test_what_cannot_be_right_is_refused_and_no_file_is_opened(clerk, change, place, code):
    response = clerk.post("/people", file_of() | change)

    if place is None:  # an old number of fifteen digits is made long
        assert response.status_code == 201
        return
    assert response.status_code == 422
    assert problem(response)[2] == [(place, code)]
    assert not Person.objects.exists()


def test_a_wrong_check_digit_says_which_would_be_right(clerk):
    right = id_number(date(1955, 3, 12), serial=101)
    wrong = right[:-1] + ("0" if right[-1] != "0" else "1")

    response = clerk.post("/people", file_of(id_number=wrong))

    assert problem(response)[2] == [("body.id_number", "id_check_digit")]
    assert f"“{right[-1]}”" in response.json()["errors"][0]["message"]
    assert wrong not in response.content.decode()


def test_a_number_known_in_reach_is_a_conflict_that_tells_the_station_and_no_more(caller):
    town = caller(Role.TOWN_HEAD, MEI_TOWN)
    known = town.post("/people", file_of(station=MEI_SIBLING)).json()["id"]

    response = town.post("/people", file_of(name="另一人"))

    body = response.json()
    assert problem(response) == (409, "known_number", [("body.id_number", "known_number")])
    assert body["station"] == MEI_SIBLING
    assert set(body) == {"type", "title", "status", "detail", "errors", "station"}
    assert "赵卫国" not in response.content.decode() and known not in response.content.decode()


def test_a_number_known_elsewhere_becomes_a_held_case_that_tells_nothing(caller, clerk):
    caller(Role.VILLAGE_CLERK, HUYI_VILLAGE).post("/people", file_of(station=HUYI_VILLAGE))

    response = clerk.post("/people", file_of(), key="held")
    again = clerk.post("/people", file_of(), key="held")

    case = HeldCase.objects.get()
    assert (response.status_code, response.json()["state"], response.json()["held"]) == (202, "held", str(case.pk))
    assert HeldOut.model_validate(response.json())
    assert HUYI not in response.content.decode()
    assert (again.status_code, again.content, again.headers["Idempotency-Replayed"]) == (202, response.content, "true")
    assert Person.objects.count() == 1


def test_the_same_submission_twice_opens_one_file(clerk):
    first = clerk.post("/people", file_of(), key="once")

    again = clerk.post("/people", file_of(), key="once")

    assert (first.status_code, again.status_code, again.json()) == (201, 201, first.json())
    assert Person.objects.count() == 1


def test_people_are_listed_in_reach_and_narrowed(caller, make_person):
    one = make_person(name="甲一", categories=("R02",))
    two = make_person(name="乙二", region_code=MEI_SIBLING, categories=("R07",))
    make_person(name="外人", region_code=HUYI_VILLAGE, categories=("R02",))
    town = caller(Role.TOWN_HEAD, MEI_TOWN)

    answers = [
        sorted(p["name"] for p in town.get(f"/people?{query}").json()["items"])
        for query in ("", f"station={MEI_SIBLING}", "category=R02", f"station={HUYI_VILLAGE}", "q=甲", "q=yi",
                      "q=外人", "category=R02&q=甲", "category=R07&q=甲")
    ]  # fmt: skip

    assert answers == [["乙二", "甲一"], ["乙二"], ["甲一"], [], ["甲一"], sorted(answers[5]), [], ["甲一"], []]
    assert {one.name, two.name} == {"甲一", "乙二"}


@pytest.mark.parametrize("query", ["", "q=王"])
def test_pages_of_people_join_without_gap_or_double(clerk, make_person, query):
    names = {f"王{chr(0x4E00 + n)}" for n in range(7)}
    for name in names:
        make_person(name=name)
    seen, cursor = [], ""
    while cursor is not None:
        page = clerk.get(f"/people?limit=3&{query}&cursor={cursor}").json()
        assert PersonList.model_validate(page)
        seen += [p["name"] for p in page["items"]]
        cursor = page["next"]

    assert sorted(seen) == sorted(names)


def test_a_cursor_tells_nobodys_name(clerk, make_person):
    for name in ("王建国", "王建军", "王建设"):
        make_person(name=name)

    cursor = clerk.get("/people?limit=1").json()["next"]

    assert "wang" not in cursor.lower()


@pytest.mark.parametrize(("role", "code"), [(Role.VILLAGE_CLERK, MEI_SIBLING), (Role.SECTION_OFFICER, HUYI)])
def test_the_marked_person_of_a_foreign_village_is_nowhere(caller, make_person, role, code):
    canary = make_person(name="金丝雀", phone="13900001111", categories=("R02",))
    script = caller(role, code)
    never = str(uuid7())
    calls = [
        ("GET", "", None), ("PATCH", "", {"phone": "13900002222"}), ("GET", "/timeline", None),
        ("POST", "/reveal", {"reason": "看看"}),
    ]  # fmt: skip

    for method, tail, body in calls:
        headers = {"If-Match": '"1"'} if method == "PATCH" else {}
        foreign, missing = (script.send(method, f"/people/{i}{tail}", body, **headers) for i in (canary.pk, never))
        assert problem(foreign) == (404, "not_found", [])
        assert foreign.content == missing.content
    for path in ("/people", f"/people?q={canary.name}", "/people?q=1111", f"/people?q={canary.id_number}",
                 f"/people?station={MEI_VILLAGE}", f"/records?person={canary.pk}"):  # fmt: skip
        assert script.get(path).json() == {"items": [], "next": None}


@pytest.mark.parametrize("id", ["1", "0192", "x" * 300, "%00", "0192F3A4-0000-7000-8000-00000000000G"])
def test_what_is_no_id_was_never_anybodys(clerk, id):
    assert problem(clerk.get(f"/people/{id}")) == (404, "not_found", [])


def test_fields_marks_station_and_death_are_changed_by_patch(caller, make_person):
    person = make_person(categories=("R02",))
    officer = caller(Role.SECTION_OFFICER, MEI)
    path = f"/people/{person.pk}"

    first = officer.patch(path, {"name": "王建军", "phone": "", "categories": ["R07"], "tags": ["ill"]},
                          **{"If-Match": '"1"'})  # fmt: skip
    second = officer.patch(path, {"station": MEI_SIBLING}, **{"If-Match": first.headers["ETag"]})
    third = officer.patch(path, {"deceased_on": "2026-11-01"}, **{"If-Match": second.headers["ETag"]})

    body = first.json()
    assert [r.status_code for r in (first, second, third)] == [200] * 3
    assert (body["name"], body["phone"], body["categories"], body["tags"]) == ("王建军", "", ["R07"], ["ill"])
    assert second.json() == {**body, "station": MEI_SIBLING, "version": second.json()["version"]}
    assert third.json()["status"] == "deceased"
    assert officer.get(path).json() == third.json()


def test_a_patch_needs_the_version_that_was_read_and_shows_the_new_one(clerk, make_person):
    person = make_person()
    path = f"/people/{person.pk}"
    clerk.patch(path, {"phone": "13800001111"}, **{"If-Match": '"1"'})

    missing = clerk.patch(path, {"phone": "13800002222"})
    stale = clerk.patch(path, {"phone": "13800002222"}, **{"If-Match": '"1"'})

    assert problem(missing) == (428, "if_match_missing", [])
    assert problem(stale) == (412, "stale", [])
    assert stale.json()["current"] == clerk.get(path).json()
    assert stale.headers["ETag"] == clerk.get(path).headers["ETag"]


@pytest.mark.parametrize(
    ("change", "place", "code"),
    [
        ({"id_number": "1"}, "body.id_number", "id_form"),
        ({"sex": "female"}, "body.sex", "unknown_field"),
        ({"version": 2}, "body.version", "unknown_field"),
        ({"phone": None}, "body.phone", "invalid"),
        ({"phone": "12"}, "body.phone", "phone_form"),
        ({"name": ""}, "body.name", "required"),
        ({"deceased_on": "2099-01-01"}, "body.deceased_on", "future"),
        ({"station": HUYI_VILLAGE}, None, None),
    ],
)
def test_a_patch_that_cannot_be_right_changes_nothing(clerk, make_person, change, place, code):
    person = make_person()

    response = clerk.patch(f"/people/{person.pk}", {"address": "新地址", **change}, **{"If-Match": '"1"'})

    assert 400 <= response.status_code < 500
    if code:
        assert problem(response)[2] == [(place, code)]
    person.refresh_from_db()
    assert (person.version, person.address) == (1, "")


def test_a_reveal_gives_the_whole_numbers_and_each_is_on_record(clerk, make_person):
    person = make_person(phone="13900001111")

    first = clerk.post(f"/people/{person.pk}/reveal", {"reason": "电话核对"}, key="look")
    again = clerk.post(f"/people/{person.pk}/reveal", {"reason": "电话核对"}, key="look")
    other = clerk.post(f"/people/{person.pk}/reveal", {"reason": "别的事"}, key="look")

    assert first.json() == {"id": str(person.pk), "id_number": person.id_number, "phone": "13900001111"}
    assert (again.json(), again.headers["Idempotency-Replayed"]) == (first.json(), "true")
    assert problem(other) == (422, "idempotency_key_reused", [])
    looks = AuditEntry.objects.filter(act="people.reveal", outcome="done", subject_id=str(person.pk))
    assert list(looks.values_list("reason", flat=True)) == ["电话核对"] * 2
    assert person.id_number not in str(list(AuditEntry.objects.values_list("detail", "reason")))


@pytest.mark.parametrize("body", [{}, {"reason": ""}, {"reason": "x" * 201}])
def test_a_reveal_without_a_reason_shows_nothing(clerk, make_person, body):
    person = make_person()

    response = clerk.post(f"/people/{person.pk}/reveal", body)

    assert response.status_code == 422
    assert person.id_number not in response.content.decode()


def test_the_timeline_goes_with_the_person_in_pages(clerk, make_person):
    person = make_person()
    visit = {"kind": "visit", "people": [str(person.pk)], "channel": "home", "data": {"reason": "routine"}}
    made = [clerk.post("/records", {**visit, "occurred_at": f"2026-11-0{n}"}).json()["id"] for n in (1, 2, 3)]

    first = clerk.get(f"/people/{person.pk}/timeline?limit=2").json()
    second = clerk.get(f"/people/{person.pk}/timeline?limit=2&cursor={first['next']}").json()

    assert RecordList.model_validate(first)
    shown = first["items"] + second["items"]
    assert [r["id"] for r in shown if r["kind"] == "visit"] == made[::-1]
    assert [r["kind"] for r in shown] == ["collection", "visit", "visit", "visit"]


def test_looking_at_a_file_and_searching_by_number_are_on_record_for_reading_tokens_too(caller, make_person):
    person = make_person(phone="13900001111")
    reader = caller(scope="read")

    seen = reader.get(f"/people/{person.pk}")
    found = reader.get("/people?q=1111")

    assert (seen.status_code, [p["id"] for p in found.json()["items"]]) == (200, [str(person.pk)])
    acts = AuditEntry.objects.filter(act__in=("people.open", "people.search_number")).order_by("seq")
    assert list(acts.values_list("act", "subject_id")) == [
        ("people.open", str(person.pk)),
        ("people.search_number", ""),
    ]
    assert "1111" not in str(list(acts.values_list("detail", "reason")))


def test_a_file_comes_with_its_entries_and_says_what_is_missing(clerk):
    given = file_of(
        political_status="party", grid="3号网格",
        parts={
            "honour": [{"kind": "merit_3", "year": 1978}],
            "livelihood": [{"housing": "own", "illness": "高血压"}],
            "entitlement": [{"kind": "combat_test", "bank_account": "6228480012345678"}],
        },
    )  # fmt: skip
    made = clerk.post("/people", given).json()

    response = clerk.get(f"/people/{made['id']}/file")

    body = response.json()
    assert (response.status_code, response.headers["ETag"]) == (200, '"1"')
    assert FileOut.model_validate(body)
    assert (body["completeness"], body["version"]) == (made["completeness"], 1)
    assert [g["key"] for g in body["groups"]][:4] == ["identity", "category", "service", "honour"]
    assert body["groups"][3] == {"key": "honour", "label": "荣誉", "concerns": True, "percent": 100, "missing": []}
    fields = {key: [(e["state"], e["fields"]) for e in entries] for key, entries in body["parts"].items() if entries}
    assert fields == {
        "category": [("holds", {"code": "退役士兵"})],
        "honour": [("holds", {"kind": "三等功", "year": "1978"})],
        "livelihood": [("holds", {"housing": "已登记", "illness": "已登记"})],
        "entitlement": [("holds", {"kind": "参战参试退役人员生活补助", "bank_account": "************5678"})],
    }
    assert "高血压" not in response.content.decode() and "6228480012345678" not in response.content.decode()


@pytest.mark.parametrize(
    ("change", "place", "code"),
    [
        ({"parts": {"opinion": []}}, "body.parts.opinion.[key]", "invalid"),
        ({"parts": {"honour": [{"kind": "rich"}]}}, "body.honour.kind", "invalid"),
        ({"parts": {"disability": [{"cause": "illness", "grade": "9"}]}}, "body.disability.grade", "grade"),
        ({"political_status": "risky"}, "body.political_status", "invalid"),
    ],
)
def test_an_entry_that_cannot_be_right_opens_no_file(clerk, change, place, code):
    response = clerk.post("/people", file_of(**change))

    status, _code, errors = problem(response)
    assert (status, errors) == (422, [(place, code)]) and not Person.objects.exists()


def test_the_parts_of_the_surface_are_those_of_the_file():
    assert get_args(PartKey) == tuple(PARTS)
