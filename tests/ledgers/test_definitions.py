"""A ledger shows what the house knows; anything else is told with its line."""

import shutil

import pytest
from django.conf import settings as house

from rongyi.kernel.definitions import check_all
from rongyi.kernel.errors import Refused
from rongyi.ledgers.queries import ledger, ledger_names


@pytest.fixture
def folder(tmp_path, settings):
    shutil.copytree(house.DEFINITIONS_DIR / "ledgers", tmp_path / "ledgers")
    settings.DEFINITIONS_DIR = tmp_path
    return tmp_path / "ledgers"


def faults_after(folder, old: str, new: str, name="reception.yaml") -> list[tuple[int, str]]:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new), encoding="utf-8")
    return [(fault.line, fault.what) for fault in check_all(folder.parent)]


def test_the_definitions_that_we_ship_are_sound():
    assert check_all(house.DEFINITIONS_DIR) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "what"),
    [
        ("kinds: [visit]", "kinds: [visit, war]", 6, "没有“war”这种工作记录。"),
        ("key: needs,", "key: wishes,", 15, "没有“wishes”这个栏目。"),
        ("key: needs,", "key: reason,", 15, "栏目“reason”写了两次。"),
        ("filters: [reason, needs]", "filters: [reason, note]", 19, "不能按“note”筛选。"),
        ("channel: [counter]", "channel: [counter, pigeon]", 8, "没有“pigeon”这个选项。"),
        ("channel: [counter]", "note: [a]", 8, "不能以“note”为条件。"),
        ("orientation: landscape", "orientation: round", 22, "“orientation”的值不在可选之列。"),
        ("filled_at: visits:record", "filled_at: visits:war", 26, "没有“visits:war”这个页面。"),
    ],
)
def test_what_the_house_does_not_know_is_named_with_its_line(folder, old, new, line, what):
    assert faults_after(folder, old, new) == [(line, what)]


def test_the_mend_names_what_may_be_written(folder):
    faults_after(folder, "key: needs,", "key: wishes,")

    mend = check_all(folder.parent)[0].mend

    assert mend.startswith("可以写的有:")
    assert {"needs", "reason", "note", "people", "station"} <= set(
        mend.removeprefix("可以写的有:").rstrip("。").split("、")
    )


@pytest.mark.django_db
def test_a_faulty_ledger_stays_shut_and_the_others_open(folder, village_clerk):
    faults_after(folder, "key: needs,", "key: wishes,")

    with pytest.raises(Refused, match="定义文件有错"):
        ledger("reception")

    assert [book.name for book in ledger_names()] == [
        "archives",
        "cards",
        "cases",
        "collection",
        "confirmation",
        "payments",
        "visits",
    ]


def test_a_column_that_a_county_adds_is_there_at_the_next_reading(folder):
    before = [c.key for c in ledger("reception").columns]

    faults_after(folder, "  - {key: state, width: 10}", "  - {key: recorded, width: 17}\n  - {key: state, width: 10}")

    assert [c.key for c in ledger("reception").columns] == [*before[:-1], "recorded", "state"]
