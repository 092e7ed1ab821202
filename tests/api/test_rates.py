"""How often a script may ask: counted for all processes together, told on every answer, refused with a clear word."""

import pytest

from rongyi.accounts import rates
from rongyi.accounts.models import RequestCount
from rongyi.accounts.rates import forget_counts, spend
from rongyi.kernel.limits import limits
from rongyi.organisation.roles import Role
from tests.api.conftest import problem
from tests.fixtures_people import MEI_VILLAGE
from tests.organisation.at_once import at_once

pytestmark = pytest.mark.django_db
MINUTE = 29_000_000


@pytest.fixture(autouse=True)
def _one_minute(monkeypatch):
    """The clock stands in the tenth second of a minute."""
    monkeypatch.setattr(rates.time, "time", lambda: MINUTE * 60 + 10)
    monkeypatch.setattr(rates, "_held", {})


def few(monkeypatch, **given) -> None:
    kept = limits()
    less = kept.model_copy(update={"api": kept.api.model_copy(update=given)})
    monkeypatch.setattr("rongyi.api.tokens.limits", lambda: less)
    monkeypatch.setattr("rongyi.api.frame.limits", lambda: less)


def test_what_is_left_stands_on_every_answer(clerk, monkeypatch):
    few(monkeypatch, of_token=10)

    seen = [clerk.get("/ledgers").headers["RateLimit"] for _n in range(3)]

    assert seen == ['"token";r=9;t=50', '"token";r=8;t=50', '"token";r=7;t=50']
    assert clerk.get("/ledgers").headers["RateLimit-Policy"] == '"token";q=10;w=60'


def test_the_eleventh_of_ten_is_refused_until_the_minute_is_over(clerk, monkeypatch):
    few(monkeypatch, of_token=10)

    answers = [clerk.get("/ledgers") for _n in range(11)]

    assert [answer.status_code for answer in answers] == [200] * 10 + [429]
    assert problem(answers[-1]) == (429, "too_many_requests", [])
    assert answers[-1].headers["Retry-After"] == "50"
    assert "50 秒后" in answers[-1].json()["detail"]
    monkeypatch.setattr(rates.time, "time", lambda: MINUTE * 60 + 60)
    assert clerk.get("/ledgers").status_code == 200


def test_another_token_has_a_count_of_its_own(caller, monkeypatch):
    few(monkeypatch, of_token=10)
    one, other = caller(), caller(Role.VILLAGE_CLERK, MEI_VILLAGE)

    for _n in range(11):
        one.get("/ledgers")

    assert other.get("/ledgers").status_code == 200


def test_whoever_guesses_tokens_is_stopped_by_the_address(clerk, monkeypatch):
    few(monkeypatch, of_address=10)
    clerk.token = "rongyi_wrong"

    statuses = [clerk.get("/ledgers").status_code for _n in range(11)]

    assert statuses == [401] * 10 + [429]


def test_a_handful_is_taken_at_once_so_that_most_requests_cost_no_statement(db, django_assert_num_queries):
    spend("token", "a", 100)

    with django_assert_num_queries(0):
        left = [spend("token", "a", 100).left for _n in range(4)]

    assert left == [98, 97, 96, 95]
    assert list(RequestCount.objects.values_list("key", "minute", "count")) == [("token:a", MINUTE, 5)]


def test_counts_of_former_minutes_go(db):
    RequestCount.objects.bulk_create([RequestCount(key="a", minute=MINUTE - n, count=1) for n in (0, 10, 11)])

    assert forget_counts() == 1


def asked(_n: int) -> int:
    return sum(spend("token", "all", 100).allowed for _again in range(20))


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_twenty_processes_together_get_no_more_than_the_limit():
    answers = at_once(asked)

    assert sum(answers) == 100
