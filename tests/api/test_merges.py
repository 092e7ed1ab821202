"""Scripts see which files may be one person's, and decide as the page does."""

import pytest

from rongyi.kernel.audit import AuditEntry
from rongyi.merging.models import Merge, MergeCase
from rongyi.merging.services.cases import raise_case
from rongyi.organisation.roles import Role
from rongyi.registry.models import Person
from rongyi.registry.services import update_person
from tests.api.conftest import problem
from tests.fixtures_people import HUYI, MEI, MEI_SIBLING, MEI_TOWN, MEI_VILLAGE, OTHER_TOWN
from tests.merging.scene import FIRST, SECOND


@pytest.fixture
def two(make_person, town_head) -> MergeCase:
    people = [make_person("王建国", MEI_VILLAGE, **FIRST), make_person("汪建国", MEI_SIBLING, **SECOND)]
    return raise_case(actor=town_head, people=people)


@pytest.fixture
def head(caller):
    return caller(Role.TOWN_HEAD, MEI_TOWN)


def survivor_of(body: dict) -> str:
    return next(one["id"] for one in body["people"] if one["station"] == MEI_VILLAGE)


def test_a_pair_is_listed_with_masked_numbers_and_reasons(head, two):
    body = head.get("/merges").json()

    (row,) = body["items"]
    assert (row["id"], row["state"], row["source"], row["is_strong"], body["next"]) == (
        str(two.pk), "open", "hand", True, None,
    )  # fmt: skip
    assert [(one["name"], one["station"]) for one in row["people"]] == [
        ("王建国", MEI_VILLAGE), ("汪建国", MEI_SIBLING),
    ]  # fmt: skip
    assert all("*" in one["id_number"] for one in row["people"])
    assert row["reasons"]


def test_pages_of_pairs_follow_each_other(head, make_person, town_head):
    people = [make_person(f"赵{n}", MEI_VILLAGE) for n in "甲乙丙丁"]
    cases = [raise_case(actor=town_head, people=[people[0], one]) for one in people[1:]]

    first = head.get("/merges?limit=2").json()
    second = head.get(f"/merges?limit=2&cursor={first['next']}").json()

    assert {row["id"] for row in (*first["items"], *second["items"])} == {str(case.pk) for case in cases}
    assert (len(first["items"]), second["next"]) == (2, None)


def test_looking_at_both_files_is_on_record_also_for_a_reading_token(caller, two):
    response = caller(Role.TOWN_HEAD, MEI_TOWN, scope="read").get(f"/merges/{two.pk}")

    lines = {line["name"]: line for line in response.json()["lines"]}
    assert (lines["name"]["first"], lines["name"]["second"], lines["name"]["is_choice"]) == ("王建国", "汪建国", True)
    assert AuditEntry.objects.filter(act="people.compare", outcome="done").count() >= 1


def test_one_person_is_made_of_two_and_the_answer_comes_again(head, two):
    seen = head.get(f"/merges/{two.pk}")
    body = {"decision": "same", "survivor": survivor_of(seen.json()), "taken": ["education"]}
    match = {"If-Match": seen.headers["ETag"]}

    first, again = (head.post(f"/merges/{two.pk}/decide", body, key="merge-1", **match) for _time in range(2))

    assert (first.status_code, again.status_code, first.json()) == (200, 200, again.json())
    assert (first.json()["state"], Merge.objects.filter(county=MEI).count()) == ("same", 1)
    assert Person.objects.get(county=MEI, pk=body["survivor"]).education == "初中"


def test_a_file_that_changed_since_it_was_read_stops_the_merger(head, two, everyone):
    seen = head.get(f"/merges/{two.pk}")
    person = Person.objects.get(county=MEI, pk=survivor_of(seen.json()))
    update_person(actor=everyone, person=person, changes={"address": "横渠村9号"}, version=person.version)

    late = head.post(
        f"/merges/{two.pk}/decide", {"decision": "same", "survivor": str(person.pk)},
        **{"If-Match": seen.headers["ETag"]},
    )  # fmt: skip
    without = head.post(f"/merges/{two.pk}/decide", {"decision": "later"})

    assert problem(late)[:2] == (412, "stale")
    assert "横渠村9号" in str(late.json()["current"])
    assert problem(without)[:2] == (428, "if_match_missing")
    assert not Merge.objects.filter(county=MEI).exists()


@pytest.mark.parametrize(("decision", "state"), [("different", "different"), ("later", "open")])
def test_two_people_or_not_known_yet_leave_both_files_alone(head, two, decision, state):
    seen = head.get(f"/merges/{two.pk}")

    body = {"decision": decision, "note": "堂兄弟"}
    response = head.post(f"/merges/{two.pk}/decide", body, **{"If-Match": seen.headers["ETag"]})

    assert (response.status_code, response.json()["state"]) == (200, state)
    assert [row["id"] for row in head.get("/merges").json()["items"]] == []


def test_which_file_remains_must_be_said(head, two):
    seen = head.get(f"/merges/{two.pk}")

    response = head.post(f"/merges/{two.pk}/decide", {"decision": "same"}, **{"If-Match": seen.headers["ETag"]})

    assert problem(response) == (422, "required", [("body.survivor", "required")])


@pytest.mark.parametrize(("role", "code"), [(Role.TOWN_HEAD, OTHER_TOWN), (Role.SECTION_OFFICER, HUYI)])
def test_a_pair_out_of_reach_is_not_there(caller, two, role, code):
    script = caller(role, code)

    answers = [script.get(f"/merges/{two.pk}"), script.post(f"/merges/{two.pk}/decide", {"decision": "later"})]

    assert [problem(one) for one in answers] == [(404, "not_found", [])] * 2
    assert script.get("/merges").json()["items"] == []


def test_a_village_decides_over_no_pair(clerk, two):
    assert problem(clerk.get("/merges")) == (403, "denied", [])
