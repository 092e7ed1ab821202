"""Signing in: one answer for every failure, limits that slow and never shut out, and everything on record."""

from datetime import timedelta

import pytest
from django.test import Client

from rongyi.accounts import limits
from rongyi.accounts.models import SignInAttempt, User
from rongyi.kernel import clock
from rongyi.kernel.audit import AuditEntry
from tests.fixtures_people import MEI, MEI_VILLAGE, PASSWORD, make_user

LOGIN = "/console/login"


def attempt(client, username="village", password=PASSWORD, **more):
    return client.post(LOGIN, {"username": username, "password": password, **more})


def trail():
    return list(AuditEntry.objects.order_by("id").values_list("act", "outcome", "county", "role", "subject_id"))


def test_the_right_password_opens_the_home_page_and_is_on_record(clerk, browser):
    answer = attempt(browser)

    assert (answer.status_code, answer.url) == (302, "/console/")
    assert trail() == [("accounts.sign_in", "done", MEI, "village_clerk", str(clerk.pk))]
    assert SignInAttempt.objects.count() == 0


def test_wrong_password_unknown_user_and_closed_account_get_the_same_answer(clerk, browser):
    closed = make_user("village_clerk", MEI_VILLAGE, username="closed")
    User.objects.filter(pk=closed.pk).update(is_active=False)

    answers = [
        attempt(Client(), "village", "wrong"), attempt(Client(), "nobody", PASSWORD), attempt(Client(), "closed"),
    ]  # fmt: skip

    bodies = {a.content.decode().replace(n, "?") for a, n in zip(answers, ("village", "nobody", "closed"), strict=True)}
    assert [answer.status_code for answer in answers] == [422, 422, 422]
    assert len({_without_tokens(body) for body in bodies}) == 1


def _without_tokens(body: str) -> str:
    return "\n".join(line for line in body.splitlines() if "csrf" not in line)


def test_every_failure_costs_one_hash_whoever_is_asked_for(clerk, browser, monkeypatch):
    from rongyi.accounts.hashers import BoundedArgon2

    hashes = []
    real = BoundedArgon2.encode, BoundedArgon2.verify
    monkeypatch.setattr(BoundedArgon2, "encode", lambda *a: hashes.append("x") or real[0](*a))
    monkeypatch.setattr(BoundedArgon2, "verify", lambda *a: hashes.append("x") or real[1](*a))
    invited = User.objects.create(username="invited", password="!never")

    counts = []
    for username in ("village", "nobody", invited.username):
        hashes.clear()
        attempt(Client(), username, "wrong")
        counts.append(len(hashes))

    assert counts == [1, 1, 1]


def test_a_failure_is_on_record_without_an_actor(clerk, browser):
    attempt(browser, password="wrong")

    entry = AuditEntry.objects.get()
    assert (entry.act, entry.outcome, entry.actor_id) == ("accounts.sign_in", "refused", None)
    assert entry.subject_id == str(clerk.pk)


def test_the_sixth_try_from_one_place_waits_and_says_until_when(clerk, browser):
    for _n in range(limits.FREE_TRIES):
        attempt(browser, password="wrong")

    answer = attempt(browser)

    assert answer.status_code == 429
    assert "以后再试" in answer.content.decode()


def test_waiting_long_enough_opens_again(clerk, browser):
    for _n in range(limits.FREE_TRIES):
        attempt(browser, password="wrong")

    with clock.pretending(clock.now() + limits.GAP + timedelta(seconds=1)):
        answer = attempt(browser)

    assert answer.status_code == 302


def test_a_stranger_does_not_shut_out_a_browser_that_is_known(clerk, browser):
    attempt(browser)
    browser.post("/console/logout")
    stranger = Client(REMOTE_ADDR="203.0.113.9")
    for _n in range(limits.MOST_OF_ACCOUNT + 5):
        SignInAttempt.objects.create(account=limits.account_key("village"), address="203.0.113.9", at=clock.now())

    assert attempt(stranger).status_code == 429
    assert attempt(browser).status_code == 302


def test_the_session_key_changes_at_sign_in(clerk, browser):
    browser.get(LOGIN)
    session = browser.session
    session["x"] = 1
    session.save()
    before = browser.session.session_key

    attempt(browser)

    assert browser.session.session_key != before


def test_the_way_back_leads_to_our_own_pages_only(clerk):
    ours = attempt(Client(), next="/console/network/")
    foreign = attempt(Client(), next="https://example.org/")

    assert (ours.url, foreign.url) == ("/console/network/", "/console/")


def test_signing_out_ends_the_session_and_is_on_record(clerk, browser):
    attempt(browser)

    browser.post("/console/logout")

    assert browser.get("/console/me").status_code == 302
    assert [act for act, *_rest in trail()] == ["accounts.sign_in", "accounts.sign_out"]


def test_a_closed_account_is_out_at_the_next_request(clerk, browser):
    attempt(browser)
    User.objects.filter(pk=clerk.pk).update(is_active=False)

    assert browser.get("/console/network/").status_code == 302


def test_fifteen_idle_minutes_end_a_session(clerk, browser, settings):
    settings.SESSION_IDLE_SECONDS = 900
    attempt(browser)

    with clock.pretending(clock.now() + timedelta(minutes=16)):
        idle = browser.get("/console/network/")

    assert idle.status_code == 302


def test_twelve_hours_end_a_session_however_busy(clerk, browser, settings):
    settings.SESSION_IDLE_SECONDS = 900
    start = clock.now()
    with clock.pretending(start):  # a sign-in that takes a second must not make the twelfth hour a second short
        attempt(browser)

    answers = []
    for minutes in range(10, 12 * 60 + 11, 10):
        with clock.pretending(start + timedelta(minutes=minutes)):
            answers.append(browser.get("/console/me").status_code)

    assert answers == [200] * 72 + [302]


def test_a_changed_password_ends_other_sessions(clerk, browser):
    other = Client()
    attempt(browser)
    attempt(other)

    given = {"old": PASSWORD, "password": "vier-bunte-pferde", "again": "vier-bunte-pferde"}
    answer = browser.post("/console/me/password", given)

    assert (answer.status_code, answer.url) == (302, "/console/me")
    assert browser.get("/console/me").status_code == 200
    assert other.get("/console/me").status_code == 302


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"old": "wrong", "password": "vier-bunte-pferde", "again": "vier-bunte-pferde"}, "old"),
        ({"old": PASSWORD, "password": "12345", "again": "12345"}, "password"),
        ({"old": PASSWORD, "password": "vier-bunte-pferde", "again": "vier-bunte-pferdd"}, "again"),
    ],
)
def test_a_bad_change_of_password_says_which_field(clerk, browser, given, field):
    attempt(browser)

    answer = browser.post("/console/me/password", given)

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
