"""A page that was open for too long: told in words, and nothing that was typed is lost."""

import html
import re

import pytest
from django.test import Client

from rongyi.portal.models import Feedback

pytestmark = pytest.mark.django_db
TYPED = {"topic": "thanks", "text": "站里很好,灯再亮一点 <b>", "county_code": "610326", "contact": ""}
HERE = {"Origin": "http://testserver"}


@pytest.fixture
def strict(network) -> Client:
    return Client(enforce_csrf_checks=True)


def hidden(page: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    return {name: html.unescape(value) for name, value in found}


def test_what_was_typed_is_sent_again_with_one_press(strict):
    answer = strict.post("/feedback/", TYPED, headers=HERE)
    again = hidden(answer.content.decode())

    sent = strict.post("/feedback/", again, headers=HERE)

    assert answer.status_code == 403
    assert "这一页开得太久了" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert {name: again[name] for name in TYPED} == TYPED
    assert sent.status_code == 302
    assert Feedback.objects.get().text == TYPED["text"]


@pytest.mark.parametrize("origin", ["http://elsewhere.test", "null", ""])
def test_what_another_site_sends_is_not_offered_to_be_sent_again(strict, origin):
    answer = strict.post("/feedback/", TYPED, headers={"Origin": origin} if origin else {})

    assert answer.status_code == 403
    assert "灯再亮一点" not in answer.content.decode()
    assert "再送一次" not in answer.content.decode()


def test_a_password_is_never_written_into_a_page(strict):
    answer = strict.post("/console/login", {"username": "village", "password": "sehr-geheim"}, headers=HERE)

    assert answer.status_code == 403
    assert "sehr-geheim" not in answer.content.decode()
