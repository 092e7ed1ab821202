import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rongyi.kernel.sheets.guard import behind_apostrophe, is_dangerous
from rongyi.kernel.sheets.reader import read_sheets
from rongyi.kernel.sheets.writer import Column, Stamp, sheet_name, write_csv, write_xlsx

STAMP = Stamp("常兴镇 & 王", datetime(2026, 9, 30, 1, 5, tzinfo=UTC), "EX-0007")
STAMP_TEXT = "导出人:常兴镇 & 王  时间:2026-09-30 09:05  编号:EX-0007"
COLUMNS = [
    Column("name", "姓名", width=10),
    Column("phone", "电话"),
    Column("visits", "次数", "integer"),
    Column("money", "金额(元)", "money"),
    Column("day", "日期", "date"),
    Column("at", "时间", "datetime"),
    Column("done", "完成", "boolean"),
]
ROW = {
    "name": "=HYPERLINK(1)",
    "phone": "00123",
    "visits": 3,
    "money": Decimal("-12.30"),
    "day": date(2026, 9, 30),
    "at": datetime(2026, 9, 30, 16, 30, tzinfo=UTC),
    "done": True,
}


def xlsx(columns, rows, title="走访台账", **options):
    target = io.BytesIO()
    count = write_xlsx(target, title=title, columns=columns, rows=rows, stamp=STAMP, **options)
    return count, openpyxl.load_workbook(io.BytesIO(target.getvalue())).active, target.getvalue()


def csv_lines(columns, rows, stamp=None) -> list[list[str]]:
    target = io.BytesIO()
    write_csv(target, columns=columns, rows=rows, stamp=stamp)
    assert target.getvalue().startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(target.getvalue().decode("utf-8-sig"), newline="")))


def test_another_reader_finds_every_cell_with_its_type():
    count, sheet, _data = xlsx(COLUMNS, [ROW])

    cells = [[(cell.value, cell.data_type, cell.number_format) for cell in row] for row in sheet.iter_rows(min_row=3)]
    assert count == 1
    assert (sheet.title, sheet["A1"].value, sheet["A2"].value) == ("走访台账", "走访台账", STAMP_TEXT)
    assert [value for value, *_ in cells[0]] == ["姓名", "电话", "次数", "金额(元)", "日期", "时间", "完成"]
    assert cells[1:] == [
        [
            ("=HYPERLINK(1)", "s", "@"),
            ("00123", "s", "@"),
            (3, "n", "0"),
            (-12.3, "n", "#,##0.00"),
            (datetime.fromisoformat("2026-09-30"), "d", "yyyy-mm-dd"),
            (datetime.fromisoformat("2026-10-01T00:30"), "d", "yyyy-mm-dd hh:mm"),
            ("是", "s", "@"),
        ]
    ]
    assert sheet.freeze_panes == "A4"
    assert sheet.print_title_rows == "$1:$3"
    assert "EX-0007" in sheet.oddFooter.left.text
    assert 10 <= sheet.column_dimensions["A"].width < 12


def test_rows_may_be_sequences_and_come_one_by_one():
    count, sheet, _data = xlsx([Column("a", "甲"), Column("b", "乙", "integer")], ((str(n), n) for n in range(3)))

    assert count == 3
    assert [[c.value for c in row] for row in sheet.iter_rows(min_row=3)] == [
        ["甲", "乙"],
        ["0", 0],
        ["1", 1],
        ["2", 2],
    ]


def test_a_row_of_the_wrong_length_is_an_error():
    with pytest.raises(ValueError, match="zip"):
        xlsx([Column("a", "甲"), Column("b", "乙")], [("only one",)])


def test_a_table_without_rows_keeps_title_stamp_and_header():
    count, sheet, data = xlsx([Column("a", "甲")], [])

    assert count == 0
    assert [sheet["A1"].value, sheet["A2"].value, sheet["A3"].value] == ["走访台账", STAMP_TEXT, "甲"]
    assert read_sheets(data, "a.xlsx")[0].rows[2:] == [["甲"]]


@pytest.mark.parametrize(
    ("column_type", "value", "written"),
    [
        ("integer", 610326195501011234, "610326195501011234"),
        ("integer", "610326", "610326"),
        ("money", float("nan"), "nan"),
        ("text", 5, "5"),
        ("text", ["甲", "乙"], "甲、乙"),
        ("text", "a\x00b\x0bc\nd\ud800", "abc\nd?"),
        ("text", "x" * 40_000, "x" * 32_766 + "…"),
        ("text", "", None),
        ("text", None, None),
        ("boolean", False, "否"),
        ("date", "不详", "不详"),
    ],
)
def test_odd_values_are_written_as_text_and_never_lost(column_type, value, written):
    _count, sheet, _data = xlsx([Column("a", "甲", column_type)], [[value]])

    assert sheet["A4"].value == written


def test_two_columns_of_one_label_are_both_written():
    _count, sheet, _data = xlsx([Column("a", "备注"), Column("b", "备注")], [("一", "二")])

    assert [[c.value for c in row] for row in sheet.iter_rows(min_row=3)] == [["备注", "备注 (2)"], ["一", "二"]]


@pytest.mark.parametrize("text", ["=1+1", "+86", "-1", "@x", "|x", "%x", "\tx"])
def test_a_dangerous_start_is_seen_behind_blanks_and_in_full_width(text):
    wide = chr(ord(text[0]) + 0xFEE0) + text[1:] if text[0] != "\t" else text

    variants = [
        text,
        " " + text,
        "\u3000" + text,
        "\x01" + text,
        "\u200b\ufeff" + text,
        "\r\n" + text,
        wide,
        "  " + wide,
    ]

    assert [v for v in variants if not is_dangerous(v)] == []
    assert behind_apostrophe(text) == "'" + text


@pytest.mark.parametrize("text", ["", " ", "王建国", "1-1", "a=b", "(=1)", "'=1"])
def test_ordinary_text_is_left_alone(text):
    assert behind_apostrophe(text) == text


def test_csv_has_text_behind_an_apostrophe_and_numbers_as_numbers():
    rows = [ROW, {"name": "王", "phone": "+8613800000000", "visits": -2}]

    lines = csv_lines(COLUMNS, rows, STAMP)

    assert lines == [
        ["姓名", "电话", "次数", "金额(元)", "日期", "时间", "完成"],
        ["'=HYPERLINK(1)", "00123", "3", "-12.30", "2026-09-30", "2026-10-01 00:30", "是"],
        ["王", "'+8613800000000", "-2", "", "", "", ""],
        [STAMP_TEXT],
    ]


def test_csv_goes_to_a_path_too(tmp_path):
    count = write_csv(tmp_path / "a.csv", columns=[Column("a", "甲")], rows=[["一"]])

    assert count == 1
    assert read_sheets(tmp_path / "a.csv", "a.csv")[0].rows == [["甲"], ["一"]]


@given(st.text(max_size=30))
def test_no_text_becomes_a_formula(text):
    lines = csv_lines([Column("a", "甲")], [[text]])
    _count, sheet, _data = xlsx([Column("a", "甲")], [[text]])

    assert not is_dangerous("".join(lines[1]))
    assert sheet["A4"].data_type in ("s", "n")
    assert sheet["A4"].data_type == "s" or sheet["A4"].value is None


@pytest.mark.parametrize(
    ("text", "name"),
    [("台账[1]:a/b", "台账_1__a_b"), ("'x'", "x"), ("", "表格"), ("长" * 40, "长" * 31), ("''", "表格")],
)
def test_sheet_names_are_such_as_excel_takes(text, name):
    assert sheet_name(text) == name
