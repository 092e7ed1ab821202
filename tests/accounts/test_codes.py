"""Codes by message: six digits, five minutes, five tries, one winner, and the same for a telephone that nobody has."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from rongyi.accounts import codes
from rongyi.accounts.codes import Answer, Checked
from rongyi.accounts.models import OneTimeCode
from rongyi.kernel import clock
from rongyi.kernel.messages.models import Message
from rongyi.kernel.sweeps import run_now

PHONE, OTHER = "13891234567", "13700000000"


def request(address="203.0.113.5"):
    return RequestFactory().get("/", REMOTE_ADDR=address)


def asked(phone=PHONE, address="203.0.113.5", *, is_known=True):
    """The id of a new code, and the number that was sent."""
    code_id = codes.ask(request(address), phone, is_known=is_known)
    return code_id, Message.objects.latest("created_at", "id").values["code"]


def wrong(number: str) -> str:
    return f"{(int(number) + 1) % 1_000_000:06d}"


def test_the_right_code_opens_once(db):
    code_id, number = asked()

    answers = [codes.check(code_id, number), codes.check(code_id, number)]

    assert (len(number), answers) == (6, [Checked(Answer.RIGHT), Checked(Answer.OVER)])
    assert codes.proved_phone(code_id) == PHONE


def test_full_width_digits_and_blanks_are_the_same_code(db):
    code_id, number = asked()
    typed = " " + number[:3].translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)}) + " " + number[3:]

    assert codes.check(code_id, typed).answer is Answer.RIGHT


def test_after_five_wrong_tries_the_right_code_is_over(db):
    code_id, number = asked()

    answers = [codes.check(code_id, wrong(number)) for _try in range(5)]

    assert [a.left for a in answers] == [4, 3, 2, 1, 0]
    assert answers[-1].answer is Answer.OVER
    assert codes.check(code_id, number).answer is Answer.OVER
    assert codes.proved_phone(code_id) is None


def test_after_five_minutes_it_is_over(db):
    code_id, number = asked()

    with clock.pretending(clock.now() + codes.LASTS):
        late = codes.check(code_id, number)

    assert late == Checked(Answer.OVER)


def test_only_a_keyed_digest_of_the_code_is_kept(db):
    code_id, number = asked()

    row = OneTimeCode.objects.values().get(pk=code_id)

    held = b" ".join(bytes(v) for v in row.values() if isinstance(v, bytes | memoryview))
    assert number.encode() not in held
    assert PHONE.encode() not in held
    assert PHONE not in str({name: v for name, v in row.items() if isinstance(v, str)})


def test_a_known_and_an_unknown_telephone_cost_the_same_statements(db):
    with CaptureQueriesContext(connection) as known:
        asked(PHONE, is_known=True)
    with CaptureQueriesContext(connection) as unknown:
        asked(OTHER, is_known=False)

    shapes = [
        [sql.split(" ")[:3] for sql in (query["sql"] for query in found.captured_queries) if "SAVEPOINT" not in sql]
        for found in (known, unknown)
    ]
    assert (shapes[0], len(shapes[0]) > 3) == (shapes[1], True)


def test_one_telephone_is_not_flooded(db):
    start, refused = clock.now(), []
    for n in range(codes.PHONE_IN_AN_HOUR):
        with clock.pretending(start + timedelta(minutes=2 * n)):
            asked(address=f"203.0.113.{n}")
    with clock.pretending(start + timedelta(minutes=11)), pytest.raises(codes.TooManyCodes) as hour:
        asked(address="198.51.100.1")
    refused.append(hour.value.retry_at)

    assert refused == [start + timedelta(hours=1)]
    assert Message.objects.count() == codes.PHONE_IN_AN_HOUR


def test_a_second_code_waits_a_minute(db):
    now = clock.now()
    with clock.pretending(now):
        asked()
        with pytest.raises(codes.TooManyCodes) as soon:
            asked()
    with clock.pretending(now + codes.GAP):
        asked()

    assert soon.value.retry_at == now + codes.GAP


def test_one_address_is_limited_whatever_telephones_it_asks_for(db):
    for n in range(codes.PLACE_IN_AN_HOUR):
        codes.ask(request(), f"1390000{n:04d}", is_known=False)

    with pytest.raises(codes.TooManyCodes):
        codes.ask(request(), "13911112222", is_known=False)
    codes.ask(request("198.51.100.7"), "13911112222", is_known=False)


def test_all_together_are_limited(db, monkeypatch):
    monkeypatch.setattr(codes, "ALL_IN_AN_HOUR", 3)
    for n in range(3):
        codes.ask(request(f"203.0.113.{n}"), f"1390000{n:04d}", is_known=False)

    with pytest.raises(codes.TooManyCodes):
        codes.ask(request("198.51.100.7"), "13911112222", is_known=False)


def test_a_stranger_who_keeps_asking_does_not_shut_out_a_browser_that_is_known(db, monkeypatch):
    start = clock.now()
    for n in range(codes.PHONE_IN_AN_HOUR):
        with clock.pretending(start + timedelta(minutes=2 * n)):
            asked(address=f"203.0.113.{n}")
    monkeypatch.setattr(codes, "place_of", lambda request, username: "device:abc")

    with clock.pretending(start + timedelta(minutes=11)):
        code_id, number = asked()

    assert codes.check(code_id, number).answer is Answer.RIGHT


def test_three_answers_to_who_are_you(db):
    code_id, number = asked()
    codes.check(code_id, number)

    counted = [codes.begin_check(code_id) for _n in range(4)]

    assert (counted, codes.checks_left(code_id)) == ([True, True, True, False], 0)


def test_who_has_gone_in_does_not_go_in_again(db):
    code_id, number = asked()
    before = codes.spend(code_id)
    codes.check(code_id, number)

    assert (before, codes.spend(code_id), codes.spend(code_id), codes.proved_phone(code_id)) == (
        False, True, False, None,
    )  # fmt: skip


def test_the_proof_lasts_ten_minutes(db):
    code_id, number = asked()
    codes.check(code_id, number)

    with clock.pretending(clock.now() + codes.PROVED_LASTS):
        assert (codes.proved_phone(code_id), codes.begin_check(code_id), codes.spend(code_id)) == (None, False, False)


@pytest.mark.django_db(transaction=True)
def test_of_many_browsers_with_one_code_one_wins():
    code_id, number = asked()
    start, answers = Barrier(4), []

    def come():
        start.wait()
        answers.append(codes.check(code_id, number).answer)
        connection.close()

    browsers = [Thread(target=come) for _n in range(4)]
    for browser in browsers:
        browser.start()
    for browser in browsers:
        browser.join()

    assert sorted(a.value for a in answers) == ["over", "over", "over", "right"]


def test_codes_go_after_two_days(db):
    asked()

    with clock.pretending(clock.now() + codes.KEPT + timedelta(hours=1)):
        run_now("one_time_codes")

    assert OneTimeCode.objects.count() == 0
