"""The second factor: numbers work once, recovery codes work once, nobody who owes one gets around it."""

from datetime import timedelta

import pyotp
import pytest

from rongyi.accounts import second_factor
from rongyi.accounts.models import RecoveryCode, User
from rongyi.kernel import clock
from tests.fixtures_people import PASSWORD


@pytest.fixture
def enrolled(clerk):
    """(user, recovery codes) of somebody whose factor is on."""
    secret = second_factor.begin_enrolment(clerk)
    codes = second_factor.confirm_enrolment(clerk, pyotp.TOTP(secret).at(clock.now() - timedelta(seconds=30)))
    return User.objects.get(pk=clerk.pk), codes


def number_of(user) -> str:
    return pyotp.TOTP(user.totp_secret).at(clock.now())


def half_in(browser):
    return browser.post("/console/login", {"username": "village", "password": PASSWORD})


def test_the_password_alone_opens_nothing(enrolled, browser):
    answer = half_in(browser)

    assert answer.url == "/console/login/second"
    assert browser.get("/console/me").status_code == 302


def test_the_number_completes_the_sign_in(enrolled, browser):
    half_in(browser)

    answer = browser.post("/console/login/second", {"number": number_of(enrolled[0])})

    assert (answer.status_code, answer.url) == (302, "/console/")
    assert browser.get("/console/me").status_code == 200


def test_a_number_works_once(enrolled):
    user, _codes = enrolled
    number = number_of(user)

    assert [second_factor.takes(user, number), second_factor.takes(user, number)] == [True, False]


def test_a_recovery_code_works_once_however_it_is_typed(enrolled):
    user, codes = enrolled

    tries = [second_factor.takes(user, text) for text in (codes[0].upper(), codes[0], codes[1].replace("-", " "))]

    assert tries == [True, False, True]
    assert RecoveryCode.objects.filter(user=user, used_at=None).count() == second_factor.CODES - 2


def test_codes_are_kept_as_digests_only(enrolled):
    _user, codes = enrolled

    kept = set(RecoveryCode.objects.values_list("digest", flat=True))

    assert not kept & {code.replace("-", "") for code in codes}


@pytest.mark.parametrize("text", ["", "000000", "abc", "１２３４５６", "' or 1=1"])
def test_anything_else_is_refused(enrolled, text):
    assert second_factor.takes(enrolled[0], text) is False


def test_half_a_sign_in_ends_after_five_minutes(enrolled, browser):
    half_in(browser)

    with clock.pretending(clock.now() + timedelta(minutes=6)):
        answer = browser.post("/console/login/second", {"number": number_of(enrolled[0])})

    assert (answer.status_code, answer.url) == (302, "/console/login")


def test_whoever_owes_a_factor_sees_only_the_page_for_it(clerk, browser, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    half_in(browser)

    answer = browser.get("/console/network/")

    assert (answer.status_code, answer.url) == (302, "/console/me/second-factor")
    assert browser.get("/console/me/second-factor").status_code == 200


def test_enrolment_shows_a_picture_and_then_the_codes_once(clerk, browser):
    half_in(browser)
    browser.post("/console/me/second-factor", {"step": "begin"})
    page = browser.get("/console/me/second-factor").content.decode()
    user = User.objects.get(pk=clerk.pk)

    done = browser.post("/console/me/second-factor", {"number": number_of(user)})

    assert "data:image/png;base64," in page
    assert len(done.context["codes"]) == second_factor.CODES
    assert User.objects.get(pk=clerk.pk).has_second_factor


def test_a_wrong_number_turns_nothing_on(clerk, browser):
    half_in(browser)
    browser.post("/console/me/second-factor", {"step": "begin"})

    answer = browser.post("/console/me/second-factor", {"number": "000000"})

    assert answer.status_code == 422
    assert not User.objects.get(pk=clerk.pk).has_second_factor
