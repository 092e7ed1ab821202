"""English is complete, compiled, and keeps every placeholder."""

import os
import re
import shutil
import subprocess
import sys

import polib
import pytest
from django.conf import settings

CATALOGUE = settings.BASE_DIR / "rongyi" / "locale" / "en" / "LC_MESSAGES" / "django.po"
PLACEHOLDER = re.compile(r"%\(\w+\)[0-9]*[sd]|</?\w+>")


@pytest.fixture(scope="module")
def entries():
    return polib.pofile(str(CATALOGUE))


def forms(entry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def placeholders(text: str) -> set[str]:
    return {re.sub(r"\)[0-9]+", ")", found) for found in PLACEHOLDER.findall(text)}


def test_no_english_text_is_missing_or_doubtful(entries):
    unfinished = [entry.msgid for entry in entries if entry.fuzzy or not all(forms(entry))]

    assert unfinished == []


def test_each_english_text_keeps_the_placeholders_of_its_chinese_one(entries):
    differing = [
        entry.msgid for entry in entries for form in forms(entry) if placeholders(form) != placeholders(entry.msgid)
    ]

    assert differing == []


def test_the_compiled_catalogue_is_that_of_the_written_one(entries):
    def texts(catalogue):
        return {(entry.msgctxt, entry.msgid): tuple(forms(entry)) for entry in catalogue if not entry.obsolete}

    assert texts(polib.mofile(str(CATALOGUE.with_suffix(".mo")))) == texts(entries)


def test_every_text_that_the_code_marks_for_translation_is_in_the_catalogue(entries, tmp_path):
    copied = tmp_path / "rongyi"
    wanted = shutil.ignore_patterns("static", "__pycache__", "*.mo")
    shutil.copytree(settings.BASE_DIR / "rongyi", copied, ignore=wanted)
    command = [sys.executable, "-m", "django", "makemessages", "--locale", "en", "--no-obsolete", "--no-wrap"]
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    done = subprocess.run(command, cwd=copied, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr

    extracted = polib.pofile(str(copied / "locale" / "en" / "LC_MESSAGES" / "django.po"))

    def keys(catalogue):
        return {(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in catalogue}

    assert keys(extracted) == keys(entries)
