"""What is taken out opens elsewhere, says who took it, and stands on record."""

import csv
import io
from datetime import datetime

import openpyxl
import pypdf
import pytest

from rongyi.kernel.audit import AuditEntry
from rongyi.kernel.errors import Denied, NotFound, Refused
from rongyi.ledgers import exports
from rongyi.ledgers.exports import Exported, export_ledger, export_ledger_file
from rongyi.organisation.roles import Role
from rongyi.records.services import withdraw
from tests.fixtures_people import HUYI, MEI, MEI_SIBLING, MEI_VILLAGE, actor_for
from tests.ledgers.work import DAY, YEAR, leave, leave_many, visit
from tests.records.work import worker

pytestmark = pytest.mark.django_db
HEADS = ["序号", "日期", "人员", "服务站", "方式", "事由", "发现的需求", "情况", "经办人", "状态"]
FORMULA = '=HYPERLINK("x","y")'


def taken(actor, name="visits", **given) -> tuple[Exported, bytes]:
    done = export_ledger(actor, name, **{"format": "xlsx", **YEAR, **given})
    with done.file:
        return done, done.file.read()


def cells(content: bytes) -> list[list]:
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_a_workbook_opens_with_another_library_and_holds_typed_values(make_person, village_clerk):
    leave(visit(people=[make_person("王建国")], channel="phone", reason="festival", needs=["job"], note="送去年货"))

    done, content = taken(village_clerk)

    title, stamp, heads, row = cells(content)
    assert title[0] == "走访慰问台账"
    assert stamp[0].startswith("导出人:张三  时间:20")
    assert stamp[0].endswith(f"编号:{done.number}")
    assert heads == HEADS
    assert row == [
        1, datetime.combine(DAY, datetime.min.time()), "王建国", "横渠村委会退役军人服务站", "电话", "节日慰问", "就业", "送去年货", "李站长", "补记",
    ]  # fmt: skip
    assert done.name == f"走访慰问台账_横渠村委会退役军人服务站_{done.number}.xlsx"
    assert done.rows == 1


def test_a_csv_opens_in_excel_and_ends_with_who_took_it(make_person, village_clerk):
    leave(visit(people=[make_person("王建国")], note="一切都好"))

    done, content = taken(village_clerk, format="csv")

    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert content.startswith(b"\xef\xbb\xbf")
    assert lines[0] == HEADS
    assert lines[1][1:3] == ["2026-09-30", "王建国"]
    assert done.number in lines[2][0]


def test_a_paper_has_a_cover_page_numbers_and_the_stamp_on_each_page(make_person, village_clerk):
    leave_many(60, make_person("王建国"))

    done, content = taken(village_clerk, format="pdf")

    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]
    assert len(pages) >= 3
    assert "走访慰问台账" in pages[0]
    assert "盖章处" in pages[0]
    assert [f"{n} / {len(pages)}" in text for n, text in enumerate(pages, 1)] == [True] * len(pages)
    assert [done.number in text and "张三" in text for text in pages] == [True] * len(pages)
    assert ["序号" in text for text in pages[1:]] == [True] * (len(pages) - 1)
    assert "".join(pages).count("王建国") == 60


@pytest.mark.parametrize("format", ["xlsx", "csv"])
def test_a_formula_in_a_note_stays_text(make_person, village_clerk, format):
    leave(visit(people=[make_person()], note=FORMULA))

    _done, content = taken(village_clerk, format=format)

    if format == "csv":
        assert list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))[1][7] == "'" + FORMULA
    else:
        cell = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].cell(4, 8)
        assert (cell.data_type, cell.value) == ("s", FORMULA)


def test_markup_in_a_note_is_text_on_paper(make_person, village_clerk):
    leave(visit(people=[make_person()], note="<img src='file:///etc/passwd'><b>粗</b>"))

    _done, content = taken(village_clerk, format="pdf")

    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    assert "<b>粗</b>" in text.replace("\n", "")


def test_an_export_is_on_record_with_its_number_and_without_a_value(make_person, village_clerk):
    leave(visit(people=[make_person("王建国")], note="一切都好"))

    done, _content = taken(village_clerk, filters={"reason": "routine"})

    line = AuditEntry.objects.get(act="ledgers.export")
    assert (line.outcome, line.actor_id, line.region_code) == ("done", village_clerk.user_id, MEI_VILLAGE)
    assert line.detail == {
        "ledger": "visits", "version": line.detail["version"], "number": done.number, "format": "xlsx", "rows": 1, "people": 1,
    }  # fmt: skip


def test_without_an_entry_there_is_no_file(make_person, village_clerk, monkeypatch):
    leave(visit(people=[make_person()]))
    monkeypatch.setattr("rongyi.kernel.audit.append", lambda lines: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        export_ledger(village_clerk, "visits", format="csv")


@pytest.mark.parametrize(
    ("role", "code", "station", "error"),
    [
        (Role.VILLAGE_CLERK, MEI_VILLAGE, MEI_SIBLING, NotFound),
        (Role.VILLAGE_CLERK, MEI_VILLAGE, MEI, NotFound),
        (Role.BUREAU_LEADER, HUYI, MEI, NotFound),
        (Role.AUDITOR, MEI, MEI, Denied),
        (Role.ADMINISTRATOR, "", MEI, Denied),
    ],
)
def test_who_may_not_take_it_out_is_refused_and_on_record(network, role, code, station, error):
    with pytest.raises(error):
        export_ledger(actor_for(role, code), "visits", station=station, format="xlsx")

    assert [(e.act, e.outcome, e.region_code) for e in AuditEntry.objects.all()] == [
        ("ledgers.export", "denied", station)
    ]


def test_the_prefecture_takes_out_no_name(make_person, prefecture_officer):
    leave(visit(people=[make_person("郗不见")], note="郗不见腿脚不便"))

    for format in ("xlsx", "csv", "pdf"):
        _done, content = taken(prefecture_officer, format=format)
        text = str(cells(content)) if format == "xlsx" else content.decode("utf-8", "replace")
        if format == "pdf":
            text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
        assert "不可见" in text
        assert "郗不见" not in text


def test_filters_hold_for_the_file_too(make_person, village_clerk):
    kept, gone = leave(visit(people=[make_person()], note="留"), visit(people=[make_person("赵秀兰")], note="撤"))
    withdraw(actor=worker(), fact=gone, reason="记重了")

    usual = [row[7] for row in cells(taken(village_clerk)[1])[3:]]
    whole = [row[7] for row in cells(taken(village_clerk, filters={"state": "all"})[1])[3:]]

    assert (usual, sorted(whole)) == (["留"], ["撤", "留"])
    assert kept.state == "valid"


def test_an_empty_ledger_is_a_file_with_heads(village_clerk):
    assert cells(taken(village_clerk)[1])[2] == HEADS
    assert taken(village_clerk, format="csv")[0].rows == 0
    assert "没有记录" in pypdf.PdfReader(io.BytesIO(taken(village_clerk, format="pdf")[1])).pages[1].extract_text()


def test_an_unknown_format_is_refused(village_clerk):
    with pytest.raises(Refused, match=r"可选:xlsx、csv、pdf"):
        export_ledger(village_clerk, "visits", format="docx")


def test_more_rows_than_paper_holds_are_refused_in_words(make_person, village_clerk, monkeypatch):
    leave_many(4, make_person())
    monkeypatch.setattr(exports, "MOST_ROWS_ON_PAPER", 3)

    with pytest.raises(Refused, match="打印稿最多 3 条,现有 4 条"):
        export_ledger(village_clerk, "visits", format="pdf")


def test_the_command_line_writes_the_file_and_stands_on_record(make_person, tmp_path):
    leave_many(5, make_person())

    done = export_ledger_file("visits", station=MEI, start=DAY.replace(day=1), end=DAY, path=tmp_path / "走访.xlsx")

    line = AuditEntry.objects.get(act="ledgers.export")
    assert done == {"file": str(tmp_path / "走访.xlsx"), "rows": 5, "number": line.detail["number"]}
    assert len(cells((tmp_path / "走访.xlsx").read_bytes())) == 8


def test_the_command_line_knows_no_station_that_is_not_there(network, tmp_path):
    with pytest.raises(Refused, match="没有代码为 999999 的服务站"):
        export_ledger_file("visits", station="999999", start=DAY, end=DAY, path=tmp_path / "a.csv")
