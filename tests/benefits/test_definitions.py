"""The shipped tables say what the sources say; a table that is wrong is refused with line and mend."""

from datetime import date

import pytest

from rongyi.benefits.enums import Item
from rongyi.benefits.models import CountyStandard
from rongyi.benefits.policy import FOLDER, item_rules, keys_of
from rongyi.benefits.services.standards import StandardInput, add_standard
from rongyi.benefits.standard_queries import Table, shipped
from rongyi.kernel.definitions.checks import FOLDERS
from rongyi.kernel.definitions.loading import load_file

HEAD = "title: {zh: 试, en: Try}\nsource: composed\n"
TABLE = """tables:
  - item: {item}
    per: year
    first: {first}
    {last}source: 文件
    trust: A
    rows: [{rows}]
"""


def amount(item: str, key: str, month: str, county: str = "610326") -> tuple | None:
    found = Table(county).find(item, key, month)
    return (found.fen, found.per, found.trust, found.region) if found else None


@pytest.mark.django_db
def test_the_shipped_amounts_are_those_of_the_sources():
    assert amount("disability", "1/war", "2024-08") == (13_188_000, "year", "A", "")
    assert amount("disability", "10/duty", "2026-11") == (1_196_400, "year", "A", "")
    assert amount("disability", "6/illness", "2022-08") == (3_623_000, "year", "A", "")
    assert amount("disability", "1/war", "2023-09") == (12_441_000, "year", "G", "")
    assert amount("disability", "2/war", "2023-09") is None
    assert amount("survivor", "martyr", "2019-08") == (2_798_000, "year", "M", "")
    assert amount("survivor", "martyr", "2026-11") is None
    assert amount("returned_ill", "", "2024-01", "420102") == (951_000, "year", "A", "42")
    assert amount("returned_ill", "", "2024-01", "350102") == (969_000, "year", "G", "35")
    assert amount("returned_ill", "", "2026-11") == (982_800, "year", "A", "")
    assert amount("rural_60", "", "2018-09") == (3_500, "month", "M", "")


def test_every_amount_has_a_source_a_mark_and_a_known_grade():
    rows = shipped()

    assert len(rows) == 78
    assert [r for r in rows if not r.source or r.key not in keys_of(r.item) or r.fen <= 0] == []
    shares = [r for r in rows if r.shares]
    assert [(r.item, r.region, r.shares) for r in shares] == [("returned_ill", "42", (567_000, 179_400, 0, 204_600))]
    assert set(item_rules()) == set(Item.values)


def faults_of(tmp_path, text: str) -> list[tuple[int, str]]:
    path = tmp_path / "try.yaml"
    path.write_text(text, "utf-8")
    return [(fault.line, str(fault.what)) for fault in load_file(path, FOLDERS[FOLDER], "try.yaml")[1]]


def table(first: str = "2024-08-01", last: str = "", rows: str = '{yuan: "1"}', item: str = "combat_test") -> str:
    return TABLE.format(item=item, first=first, last=f"last: {last}\n    " if last else "", rows=rows)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (table(item="pension"), "没有“pension”这个待遇项目"),
        (table(item="disability", rows='{key: 7/illness, yuan: "1"}'), "没有“7/illness”这一档"),
        (table(rows='{yuan: "0"}'), "金额是零"),
        (table(rows='{yuan: "-5"}'), "内容不合格"),
        (table(rows='{yuan: "10", shares: {central: "4", county: "5"}}'), "分担之和不等于金额"),
        (table(rows='{yuan: "1"}, {yuan: "2"}'), "写了两次"),
        (table(first="2024-08-15"), "应从一日起"),
        (table(last="2024-07-31"), "截止日期早于起始日期"),
        (table() + table(first="2025-08-01").removeprefix("tables:\n"), "日期重叠"),
        (table(last="2024-12-31") + table(first="2025-08-01").removeprefix("tables:\n"), "以前有空缺"),
    ],
)
def test_a_table_that_does_not_hold_is_refused(tmp_path, text, words):
    faults = faults_of(tmp_path, HEAD + text)

    assert [what for _line, what in faults if words in what or words == "内容不合格"], faults
    assert all(line > 2 for line, _what in faults)


def test_a_gap_that_is_said_is_none(tmp_path):
    said = (
        "missing:\n  - {item: combat_test, first: 2025-01-01, last: 2025-07-31, why: {zh: 没有找到, en: Not found}}\n"
    )
    text = HEAD + table(last="2024-12-31") + table(first="2025-08-01").removeprefix("tables:\n") + said

    assert faults_of(tmp_path, text) == []


@pytest.mark.django_db
def test_the_countys_own_row_goes_before_and_closes_the_former_one(section_officer):
    for first_on, fen in ((date(2024, 8, 1), 1_100_000), (date(2025, 8, 1), 1_200_000)):
        given = StandardInput("combat_test", first_on, fen, "陕退役军人发〔2025〕1号")
        add_standard(actor=section_officer, region_code="610326", given=given)

    rows = CountyStandard.objects.filter(county="610326").order_by("first_on").values_list("first_on", "last_on")
    assert list(rows) == [(date(2024, 8, 1), date(2025, 7, 31)), (date(2025, 8, 1), None)]
    assert amount("combat_test", "", "2025-07") == (1_100_000, "year", "G", "610326")
    assert amount("combat_test", "", "2025-08") == (1_200_000, "year", "G", "610326")
