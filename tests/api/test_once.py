"""Nothing happens twice: the same key and body is the first answer again."""

import threading

import pytest
from django.db import connection

from rongyi.kernel.idempotency import IdempotencyKey
from rongyi.kernel.ids import uuid7
from rongyi.organisation.roles import Role
from rongyi.records.models import Fact
from tests.api.conftest import problem
from tests.api.test_records import visit_of
from tests.fixtures_people import MEI_VILLAGE

KEY = "a-key-of-my-own"


@pytest.fixture
def person(make_person):
    return make_person()


def visits() -> int:
    return Fact.objects.filter(kind="visit").count()


def test_the_same_request_again_gets_the_first_answer(clerk, person):
    first = clerk.post("/records", visit_of(person), key=KEY)

    again = clerk.post("/records", visit_of(person), key=KEY)

    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert [again.headers[name] for name in ("ETag", "Location")] == [first.headers[n] for n in ("ETag", "Location")]
    assert (first.headers.get("Idempotency-Replayed"), again.headers["Idempotency-Replayed"]) == (None, "true")
    assert visits() == 1


def test_the_order_of_keys_and_blanks_make_no_other_request(clerk, person):
    given = visit_of(person)
    clerk.post("/records", given, key=KEY)

    again = clerk.post("/records", dict(reversed(given.items())), key=KEY)

    assert (again.status_code, visits()) == (201, 1)


def test_the_same_key_with_another_body_is_refused(clerk, person):
    clerk.post("/records", visit_of(person), key=KEY)

    response = clerk.post("/records", visit_of(person, channel="phone"), key=KEY)

    assert problem(response) == (422, "idempotency_key_reused", [])
    assert visits() == 1


def test_the_same_key_for_another_act_is_refused(clerk, person):
    made = clerk.post("/records", visit_of(person), key=KEY).json()["id"]

    response = clerk.post(f"/records/{made}/withdraw", {"reason": "记错"}, key=KEY, **{"If-Match": '"1"'})

    assert problem(response) == (422, "idempotency_key_reused", [])


def test_a_withdrawal_whose_answer_was_lost_is_asked_again_with_the_old_version(clerk, person):
    made = clerk.post("/records", visit_of(person)).json()["id"]
    first = clerk.post(f"/records/{made}/withdraw", {"reason": "记错"}, key=KEY, **{"If-Match": '"1"'})

    again = clerk.post(f"/records/{made}/withdraw", {"reason": "记错"}, key=KEY, **{"If-Match": '"1"'})

    assert (again.status_code, again.json()) == (200, first.json())


def test_a_refused_request_may_be_mended_under_the_same_key(clerk, person):
    refused = clerk.post("/records", visit_of(person, occurred_at="2099-01-01"), key=KEY)

    mended = clerk.post("/records", visit_of(person), key=KEY)

    assert (refused.status_code, mended.status_code, visits()) == (422, 201, 1)


def test_keys_of_two_people_are_not_the_same_key(caller, clerk, person):
    other = caller(Role.VILLAGE_CLERK, MEI_VILLAGE)
    clerk.post("/records", visit_of(person), key=KEY)

    response = other.post("/records", visit_of(person), key=KEY)

    assert (response.status_code, visits()) == (201, 2)


def test_without_a_key_an_id_of_the_clients_own_stands_in(clerk, person):
    given = visit_of(person, id=str(uuid7()))
    first = clerk.post("/records", given, key=None)

    again = clerk.post("/records", given, key=None)

    assert (again.json(), again.headers["Idempotency-Replayed"], visits()) == (first.json(), "true", 1)


def test_the_same_id_under_another_key_is_no_second_visit(clerk, person):
    given = visit_of(person, id=str(uuid7()))
    first = clerk.post("/records", given)

    again = clerk.post("/records", given)

    assert (again.status_code, again.json(), visits()) == (201, first.json(), 1)


@pytest.mark.parametrize(
    ("key", "code"),
    [(None, "idempotency_key_missing"), ("k" * 81, "idempotency_key_invalid"), ("a b", "idempotency_key_invalid")],
)
def test_a_post_without_a_key_or_with_an_unfit_one_is_refused(clerk, person, key, code):
    response = clerk.post("/records", visit_of(person), key=key)

    assert problem(response) == (400, code, [])
    assert visits() == 0


def test_what_is_kept_of_an_answer_is_sealed(clerk, person):
    clerk.post("/records", visit_of(person), key=KEY)

    kept = str(IdempotencyKey.objects.get().answer)

    assert "腿脚" not in kept
    assert person.name not in kept


def test_a_replay_is_not_given_to_who_has_lost_the_right_since(clerk, person, everyone):
    from rongyi.organisation.models import Grant

    clerk.post("/records", visit_of(person), key=KEY)
    Grant.objects.update(ends_on="2000-01-02")

    response = clerk.post("/records", visit_of(person), key=KEY)

    assert problem(response) == (403, "denied", [])


@pytest.mark.django_db(transaction=True)
def test_many_at_once_with_one_key_leave_one_visit(clerk, person):
    answers = []

    def send() -> None:
        try:
            answers.append(clerk.post("/records", visit_of(person), key=KEY))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [a.status_code for a in answers] == [201] * 6
    assert len({a.content for a in answers}) == 1
    assert visits() == 1
