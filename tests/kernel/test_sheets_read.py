import io
import struct
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from PIL import Image

from rongyi.kernel.sheets.reader import Sheet, read_sheets
from rongyi.kernel.sheets.safety import Limits, SheetRefused

TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def workbook(*rows, **sheets) -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "人员"
    for row in rows:
        book.active.append(row)
    for name, content in sheets.items():
        sheet = book.create_sheet(name)
        for row in content:
            sheet.append(row)
    return saved(book)


def saved(book) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def refused(data: bytes, name: str, limits: Limits = Limits()) -> tuple[str, str]:
    with pytest.raises(SheetRefused) as caught:
        read_sheets(data, name, limits)
    return caught.value.code, str(caught.value)


def archive(**entries) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in entries.items():
            file.writestr(name, content)
    return target.getvalue()


def test_cells_keep_their_types_and_places():
    data = workbook(
        [],
        [None, "姓名", "电话", "生日", "时间", "金额", "比例", "在"],
        [
            None,
            "王建国",
            "00123",
            date(1955, 1, 1),
            datetime.fromisoformat("2026-01-02T03:04"),
            12.5,
            13800000000,
            True,
        ],
    )

    sheets = read_sheets(data, "人员.XLSX")

    assert sheets == [
        Sheet(
            "人员",
            False,
            [
                [],
                [None, "姓名", "电话", "生日", "时间", "金额", "比例", "在"],
                [
                    None,
                    "王建国",
                    "00123",
                    date(1955, 1, 1),
                    datetime.fromisoformat("2026-01-02T03:04"),
                    12.5,
                    13800000000,
                    True,
                ],
            ],
        )
    ]
    assert type(sheets[0].rows[2][6]) is int


def test_hidden_sheets_are_read_and_marked():
    book = openpyxl.Workbook()
    book.active.title = "一"
    for name, state in (("二", "hidden"), ("三", "veryHidden")):
        book.create_sheet(name).sheet_state = state

    assert [(s.name, s.hidden, s.rows) for s in read_sheets(saved(book), "a.xlsx")] == [
        ("一", False, []),
        ("二", True, []),
        ("三", True, []),
    ]


def test_a_path_is_read_as_well_as_bytes(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook(["姓名"]))

    assert read_sheets(path, "a.xlsx") == read_sheets(path.read_bytes(), "a.xlsx") == [Sheet("人员", False, [["姓名"]])]


def test_an_open_document_sheet_is_read():
    content = (
        '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        '<table:table table:name="表"><table:table-row><table:table-cell office:value-type="string"><text:p>王</text:p>'
        "</table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
    )
    data = archive(
        **{
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": "<manifest/>",
            "content.xml": content,
        }
    )

    assert read_sheets(data, "a.ods") == [Sheet("表", False, [["王"]])]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_csv_is_read_in_the_codings_and_delimiters_of_offices(encoding, delimiter):
    lines = [["姓名", "电话", "备注"], ["王建国", "00123", f"含{delimiter}号"], ["𬱖", "", "第一行\n第二行"], ["赵"]]
    text = "\r\n".join(delimiter.join(f'"{cell}"' for cell in line) for line in lines)

    rows = read_sheets(text.encode(encoding), "名册.csv")[0].rows

    assert rows == [lines[0], lines[1], ["𬱖", None, "第一行\n第二行"], ["赵"]]


def test_numbers_in_csv_stay_text():
    assert read_sheets(b"0012,1e5,-3\n", "a.csv")[0].rows == [["0012", "1e5", "-3"]]


def test_an_open_quote_is_said_with_its_line():
    assert refused(b'a,b\n"c,d\n', "a.csv") == (
        "quotes",
        "CSV 第 2 行的引号不成对或内容过长。请改正这一行,或另存为 .xlsx 后再上传。",
    )


def test_a_renamed_picture_is_called_by_its_name():
    target = io.BytesIO()
    Image.new("RGB", (5, 5)).save(target, "PNG")

    assert refused(target.getvalue(), "名册.xlsx") == (
        "not_a_sheet",
        "这其实是一个PNG 图片,不是表格。请选择正确的文件。",
    )


@pytest.mark.parametrize(
    ("data", "name", "code", "message"),
    [
        (b"", "a.xlsx", "empty", "文件是空的"),
        (b"x", "a.doc", "extension", "不能读取这种文件(.doc)"),
        (b"x", "a", "extension", "没有扩展名"),
        (b"%PDF-1.7", "a.csv", "not_a_sheet", "PDF 文件"),
        (b"<html><table></table></html>", "a.xls", "web_page", "网页格式"),
        (b"name,phone\n", "a.xlsx", "kind_differs", "内容却是 .csv"),
        (workbook(["a"]), "a.xls", "kind_differs", "内容却是 .xlsx"),
        (workbook(["a"]), "a.csv", "kind_differs", "内容却是 .xlsx"),
        (workbook(["a"])[:3000], "a.xlsx", "damaged", "不完整或已损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.xls", "damaged", "不完整或已损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", "password", "密码"),
        (archive(**{"a.txt": "x"}), "a.xlsx", "not_a_sheet", "压缩包"),
        (archive(**{"word/document.xml": "x"}), "a.xlsx", "not_a_sheet", "Word"),
        (archive(**{"xl/workbook.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"}), "a.xlsx", "entities", "外部定义"),
        (archive(**{"xl/workbook.xml": "no xml", "[Content_Types].xml": TYPES}), "a.xlsx", "damaged", "损坏"),
        (b"\x00\x01\x02\x03", "a.csv", "encoding", "文字编码"),
        (b"\xff\xff\xff\xff\xff", "a.csv", "encoding", "文字编码"),
    ],
)
def test_what_cannot_be_read_says_what_and_how_to_mend_it(data, name, code, message):
    answered = refused(data, name)

    assert answered[0] == code
    assert message in answered[1]


def test_limits_are_kept_and_named():
    rows = [["x", "y", "z"]] * 4
    data = workbook(*rows, 二=[["x"]])

    assert [
        refused(data, "a.xlsx", Limits(bytes=1000))[0],
        refused(data, "a.xlsx", Limits(rows=3)),
        refused(data, "a.xlsx", Limits(columns=2)),
        refused(data, "a.xlsx", Limits(sheets=1))[0],
        refused(data, "a.xlsx", Limits(entries=3))[0],
        refused(data, "a.xlsx", Limits(unpacked=2000))[0],
        refused(b"a,b\n" * 4, "a.csv", Limits(rows=3))[0],
        refused(b"a,b\n" * 4, "a.csv", Limits(columns=1))[0],
    ] == [
        "too_big",
        ("rows", "工作表“人员”超过 3 行。请拆成几份上传。"),
        ("columns", "工作表“人员”有 3 列,超过 2 列。请删去多余的列后再上传。"),
        "sheets",
        "bomb",
        "bomb",
        "rows",
        "columns",
    ]
    assert len(read_sheets(data, "a.xlsx", Limits(rows=4, columns=3, sheets=2))[0].rows) == 4


def test_an_archive_that_unpacks_too_far_is_not_read():
    data = archive(**{"xl/workbook.xml": "<a/>", "xl/worksheets/sheet1.xml": b" " * (60 * 2**20)})

    assert len(data) < 100_000
    assert refused(data, "a.xlsx")[0] == "bomb"


def test_an_archive_that_lies_about_its_sizes_is_not_read():
    data = bytearray(archive(**{"xl/workbook.xml": "<a/>" + " " * 100_000}))
    at = data.rindex(b"PK\x01\x02")

    data[at + 24 : at + 28] = struct.pack("<I", 10)

    assert refused(bytes(data), "a.xlsx")[0] == "damaged"


def test_two_cells_at_the_far_corners_do_not_exhaust_the_memory():
    book = openpyxl.Workbook()
    book.active["A1"] = book.active["XFD1048576"] = "x"

    assert refused(saved(book), "a.xlsx")[0] in ("too_large", "rows")


def test_the_parser_gets_no_more_memory_than_the_limit():
    book = openpyxl.Workbook()
    book.active["A1"] = book.active["ALL20000"] = "x"

    assert refused(saved(book), "a.xlsx", Limits(memory=400 * 2**20))[0] == "too_large"


def test_formatted_empty_rows_are_no_rows():
    book = openpyxl.Workbook()
    book.active["A1"] = "x"
    book.active["C900"].font = openpyxl.styles.Font(bold=True)

    assert read_sheets(saved(book), "a.xlsx", Limits(rows=1, columns=1))[0].rows == [["x"]]
