"""Errors in the language asked for: Chinese unless English is wanted."""

import pytest
from django.conf import settings
from django.utils import translation

from rongyi.api.docs import PROBLEMS, TITLES
from rongyi.api.messages import OTHERWISE, SAID
from rongyi.api.problems import TITLES as STATUS_TITLES
from tests.api.conftest import problem

CATALOGUE = settings.LOCALE_PATHS[0] / "en" / "LC_MESSAGES" / "django.po"
in_english = pytest.mark.skipif(not CATALOGUE.exists(), reason="the English texts are not written yet")
LANGUAGES = ["zh-Hans", pytest.param("en", marks=in_english)]


def is_chinese(text: str) -> bool:
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("path", "code"),
    [("/stations/999999", "not_found"), ("/people?colour=1", "unknown_filter"), ("/records?limit=0", "invalid")],
)
def test_an_error_is_said_in_the_language_asked_for(clerk, language, path, code):
    clerk.language = language

    response = clerk.get(path)

    body = response.json()
    said = [body["title"], body["detail"], *(e["message"] for e in body["errors"])]
    assert problem(response)[1] == code
    assert [is_chinese(text) for text in said] == [language == "zh-Hans"] * len(said)


@in_english
def test_every_text_of_the_api_has_an_english_one():
    texts = [*STATUS_TITLES.values(), *TITLES.values(), *(text for _code, _status, text in PROBLEMS)]
    texts += [text for _code, text in (*SAID.values(), OTHERWISE)]

    with translation.override("en"):
        missing = [str(text) for text in texts if is_chinese(str(text))]

    assert missing == []
