"""English is complete, compiled, and keeps every placeholder."""

import os
import re
import runpy
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


def test_chinese_is_shown_with_the_marks_that_it_is_printed_with():
    typography = runpy.run_path(str(settings.BASE_DIR / "maint" / "messages" / "typography.py"))

    printed = typography["printed"]

    assert printed("已记录,不用再填。") == "已记录\uff0c不用再填。"
    assert printed("县(区)") == "县\uff08区\uff09"
    assert printed("%(name)s,请设置您的密码") == "%(name)s\uff0c请设置您的密码"
    assert printed("第一行应为 level,code,name,parent。") == "第一行应为 level,code,name,parent。"
    assert printed("Excel (.xlsx)") == "Excel (.xlsx)"


def test_the_catalogue_of_printed_chinese_is_made_of_the_texts_of_today():
    typography = runpy.run_path(str(settings.BASE_DIR / "maint" / "messages" / "typography.py"))

    made, kept = typography["catalogue"](), polib.mofile(str(typography["TARGET"]))

    assert {(e.msgctxt, e.msgid): forms(e) for e in kept} == {(e.msgctxt, e.msgid): forms(e) for e in made}
    assert [e.msgid for e in made for form in forms(e) if placeholders(form) != placeholders(e.msgid)] == []


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
