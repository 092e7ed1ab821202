"""Scripts write down what people were told and agreed to, and serve their requests."""

import pytest

from rongyi.kernel import clock
from rongyi.kernel.audit import AuditEntry
from rongyi.rights.models import Consent, Request
from tests.api.conftest import problem
from tests.fixtures_people import MEI, MEI_SIBLING, MEI_VILLAGE


def consent_of(person, **more) -> dict:
    return {"person": str(person.pk), "notice": "publishing", "way": "counter", **more}


def test_a_consent_is_given_once_and_taken_back(clerk, make_person):
    person = make_person()

    first, again = (clerk.post("/consents", consent_of(person), key="yes-1") for _time in range(2))
    late = clerk.post("/consents", consent_of(person))
    back = clerk.post(f"/consents/{first.json()['id']}/withdraw", {"way": "phone"})

    assert (first.status_code, first.json()) == (201, again.json())
    assert problem(late)[:2] == (422, "given_already")
    assert (back.status_code, back.json()["withdrawn_on"]) == (200, clock.today().isoformat())
    assert Consent.objects.filter(county=MEI).count() == 1


def test_those_of_a_person_are_listed_standing_or_all(clerk, make_person):
    person = make_person()
    told = clerk.post("/consents", consent_of(person, notice="collection")).json()
    gone = clerk.post("/consents", consent_of(person)).json()
    gone = clerk.post(f"/consents/{gone['id']}/withdraw", {"way": "phone"}).json()

    standing = clerk.get(f"/consents?person={person.pk}").json()
    every = clerk.get(f"/consents?person={person.pk}&standing=false&limit=1").json()

    assert standing == {"items": [told], "next": None}
    assert (every["items"], bool(every["next"])) == ([gone], True)


def test_a_request_is_asked_read_and_answered_with_the_version(clerk, make_person):
    person = make_person()
    body = {"person": str(person.pk), "right": "correction", "wish": "住址门牌号写错了"}

    asked = clerk.post("/requests", body)
    read = clerk.get(f"/requests/{asked.json()['id']}")
    blind = clerk.post(f"/requests/{asked.json()['id']}/answer", {"state": "done", "answer": "已改"})
    match = {"If-Match": read.headers["ETag"]}
    done = clerk.post(f"/requests/{asked.json()['id']}/answer", {"state": "done", "answer": "已改"}, **match)
    late = clerk.post(f"/requests/{asked.json()['id']}/answer", {"state": "refused", "answer": "不改"}, **match)

    assert (asked.status_code, asked.json()) == (201, read.json())
    assert problem(blind)[:2] == (428, "if_match_missing")
    assert (done.json()["state"], done.json()["answer"], done.json()["version"]) == ("done", "已改", 2)
    assert problem(late)[:2] == (412, "stale")
    acts = AuditEntry.objects.filter(act__startswith="rights.", outcome="done").order_by("seq")
    assert list(acts.values_list("act", flat=True)) == ["rights.ask", "rights.answer"]


def test_requests_are_listed_without_their_words_and_page_by_page(clerk, make_person):
    person = make_person()
    for wish in ("甲", "乙", "丙"):
        clerk.post("/requests", {"person": str(person.pk), "right": "explanation", "wish": wish})

    first = clerk.get("/requests?limit=2").json()
    second = clerk.get(f"/requests?limit=2&cursor={first['next']}").json()

    rows = [*first["items"], *second["items"]]
    assert {row["id"] for row in rows} == {
        str(pk) for pk in Request.objects.filter(county=MEI).values_list("pk", flat=True)
    }
    assert (len(rows), second["next"], "wish" in rows[0]) == (3, None, False)
    assert clerk.get("/requests?state=done").json()["items"] == []


def test_what_lies_next_door_is_not_there(clerk, caller, make_person):
    neighbour = caller(code=MEI_SIBLING)
    person = make_person(region_code=MEI_SIBLING)
    consent = neighbour.post("/consents", consent_of(person)).json()["id"]
    asked = neighbour.post("/requests", {"person": str(person.pk), "right": "copy"}).json()["id"]

    answers = [
        clerk.get(f"/consents?person={person.pk}"), clerk.post(f"/consents/{consent}/withdraw", {"way": "phone"}),
        clerk.get(f"/requests/{asked}"), clerk.post(f"/requests/{asked}/answer", {"state": "done", "answer": "好"}),
    ]  # fmt: skip
    asking = [
        clerk.post("/consents", consent_of(person)),
        clerk.post("/requests", {"person": str(person.pk), "right": "copy"}),
    ]

    assert [problem(one) for one in answers] == [(404, "not_found", [])] * 4
    assert [problem(one) for one in asking] == [(422, "unknown_person", [("body.person", "unknown")])] * 2


@pytest.mark.parametrize("notice", ["none-of-ours", "", "../collection"])
def test_a_text_that_does_not_exist_is_refused(clerk, make_person, notice):
    response = clerk.post("/consents", consent_of(make_person(region_code=MEI_VILLAGE), notice=notice))

    assert response.status_code in (404, 422)
    assert not Consent.objects.filter(county=MEI).exists()
