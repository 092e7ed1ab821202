# ruff: noqa: E501, DTZ001
"""Writes the three workbooks of one county as three sorts of people keep them: `python tests/data/make.py`.

The people are invented; the numbers have a right check digit unless a row is there to be wrong.
"""

from datetime import date, datetime
from pathlib import Path

import openpyxl
import xlwt

HERE = Path(__file__).parent
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def number(birth: str, serial: int) -> str:
    body = f"610326{birth}{serial:03d}"
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, WEIGHTS, strict=True)) % 11]


def wrong(birth: str, serial: int) -> str:
    right = number(birth, serial)
    return right[:17] + ("0" if right[17] != "0" else "1")


def short(birth: str, serial: int) -> str:
    """The old kind of fifteen digits."""
    right = number(birth, serial)
    return right[:6] + right[8:17]


TOWN = [
    # 村, 姓名, 性别, 身份证, 出生年月, 电话, 入伍, 退役, 军兵种, 立功, 残疾, 类别, 家属姓名, 家属电话, 备注
    ("横渠村", "王建国", "男", number("19550312", 101), "1955年3月", "138-1234-0001", "1974年12月", "1979.1", "陆军", "三等功1次", "", "退役士兵、参战", "李秀兰", "13912340001", ""),
    ("", "李卫东", "男", number("19580715", 103), "1958.7.15", "13812340002", "1976年2月", "1980年1月", "陆军", "", "因公七级", "残疾军人", "", "", ""),
    ("", "张  军", "男", number("19650101", 105), "65-1-1", "0917-5512345", "1983.11", "1987.12", "武警", "", "", "退役士兵", "张小明", "13912340003", "外出务工"),
    ("", "赵爱英", "女", number("19450820", 106), "1945年8月20日", "", "", "", "", "", "", "烈属", "", "", ""),
    ("", "刘德胜", "男", wrong("19520101", 107), "1952年1月", "13812340005", "1970年12月", "1975年3月", "空军", "", "", "退役士兵", "", "", "号码抄自户口本"),
    ("小计", "5人", "", "", "", "", "", "", "", "", "", "", "", "", ""),
    ("古城村委会", "陈志强", "男", number("19700506", 109), "1970年5月6日", "+86 13812340006", "一九八八年三月", "1992年12月", "海军", "优秀士兵", "", "退役士兵", "", "", ""),
    ("", "杨文", "男", number("19600202", 111), "1960-02-02", "13812340007", "腊月十五", "1983年1月", "陆军", "", "", "复员军人", "", "", ""),
    ("", "黄永福", "男", number("19620909", 113), "1963年9月", "13812340008", "1980年11月", "1984年10月", "陆军", "", "", "退役士兵", "", "", ""),
    ("", "周春生", "男", number("19750303", 115), "1975/3/3", "13812340009", "1993年12月", "1998年12月", "二炮", "三等功2次、优秀士兵", "8级(因战)", "残疾军人、退役士兵", "", "", ""),
    ("金渠村", "吴长江", "男", number("19680808", 117), "1968年8月", "13812340010", "1986年11月", "1990年3月", "陆军", "", "", "退役士兵", "", "", ""),
    ("古城村", "王建国", "男", number("19550312", 101), "1955年3月", "138-1234-0001", "1974年12月", "1979.1", "陆军", "三等功1次", "", "残疾军人", "", "", "又登记一次"),
    ("古城", "徐海山", "男", number("19800101", 119), "1980.1.1", "13812340012", "1998.12", "2003.12", "武警", "", "", "退役士兵", "", "", ""),
    ("", "徐海山", "男", number("19800101", 119), "1980.1.1", "13900000000", "1998.12", "2003.12", "武警", "", "", "退役士兵", "", "", "电话换过"),
    ("小计", "8人", "", "", "", "", "", "", "", "", "", "", "", "", ""),
    ("合计", "13人", "", "", "", "", "", "", "", "", "", "", "", "", ""),
]  # fmt: skip


def town_workbook() -> openpyxl.Workbook:
    """A town's own: a title, a heading in two rows, villages merged downwards, totals, a hidden sheet of years ago."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "横渠镇"
    sheet["A1"] = "眉县横渠镇退役军人信息采集花名册"
    sheet.merge_cells("A1:P1")
    sheet["A2"] = "填报单位:横渠镇退役军人服务站        填报时间:2026年10月20日"
    sheet.merge_cells("A2:P2")
    groups = {
        "A": ("序号", ()), "B": ("村(社区)", ()), "C": ("基本情况", ("姓名", "性别", "身份证号码", "出生年月", "联系电话")),
        "H": ("服役情况", ("入伍时间", "退役时间", "军兵种")), "K": ("立功受奖情况", ()), "L": ("残疾等级", ()),
        "M": ("人员类别", ()), "N": ("家庭成员", ("姓名", "联系电话")), "P": ("备注", ()),
    }  # fmt: skip
    for letter, (parent, children) in groups.items():
        column = openpyxl.utils.column_index_from_string(letter)
        sheet.cell(3, column, parent)
        for place, child in enumerate(children):
            sheet.cell(4, column + place, child)
        last = openpyxl.utils.get_column_letter(column + max(len(children) - 1, 0))
        sheet.merge_cells(f"{letter}3:{last}{3 if children else 4}")
    serial, row, start = 0, 5, 0
    for village, name, *rest in TOWN:
        if village and name.endswith("人"):
            sheet.cell(row, 1, village)
            sheet.cell(row, 3, name)
            _merge_village(sheet, start, row - 1)
            start = 0
        else:
            serial += 1
            for column, value in enumerate((serial, village or None, name, *rest), 1):
                sheet.cell(row, column, value or None)
            if village:
                _merge_village(sheet, start, row - 1)
                start = row
        row += 1
        if name == "5人":
            row += 1  # an empty line between the villages
    sheet.cell(row + 1, 1, "填表人:张晓梅      审核人:王建军      联系电话:0917-5512345")
    sheet.merge_cells(start_row=row + 1, start_column=1, end_row=row + 1, end_column=16)
    old = book.create_sheet("2019年旧名册")
    old.append(["姓名", "身份证号", "联系电话"])
    old.append(["孙旧人", number("19400101", 121), "5512346"])
    old.sheet_state = "hidden"
    book.create_sheet("填表说明").append(["一、姓名与身份证一致。二、电话填本人手机。"])
    return book


def _merge_village(sheet, first: int, last: int) -> None:
    if first and last > first:
        sheet.merge_cells(start_row=first, start_column=2, end_row=last, end_column=2)


VILLAGE_HEAD = (
    "序号",
    "姓名",
    "身份证号",
    "手机",
    "住址",
    "村组",
    "入伍年月",
    "退伍年月",
    "类别",
    "婚姻状况",
    "就业情况",
)
VILLAGE = [
    ("何长林", number("19540601", 131), 13712340001, "常兴村一组12号", "常兴村", datetime(1972, 12, 1), datetime(1977, 3, 1), "退伍军人", "已婚", "务农"),
    ("高明", f"{number('19570203', 133)[:6]} {number('19570203', 133)[6:14]} {number('19570203', 133)[14:]}", "1371234 0002", "二组", "常兴村委会", 1975.3, 1980.11, "退伍军人", "丧偶", "在家务农"),
    ("林水旺", number("19600828", 135).lower(), "１３７１２３４０００３", "三组", "常兴镇常兴村3组", "1978-11", "1983.1", "参战退役人员、退役士兵", "已婚", "打工"),
    ("罗成", short("19480505", 137), "", "一组", "眉县常兴镇常兴村", "1968年", "1973年4月", "老复员军人", "已婚", ""),
    ("郑安", float(number("19630707", 138)[:17] + "0"), 13712340005, "", "常兴村", "1981.10", "1985.1", "退役士兵", "已婚", "退休"),
    ("谢金木", number("19710910", 139), 13712340006, "", "常兴村", 1989.1, "1993.12", "退役士兵", "已婚", "个体"),
    ("唐光", number("19770401", 141), "13712340", "", "常兴村", "1995.12", "2000.12", "退役士兵", "未婚", "就业"),
    ("冯宝山", number("19820304", 143), 13712340008, "四组", "常兴", "2000年12月", "2005年12月", "退役士官", "已婚", "自主创业"),
    ("韩立", number("19900101", 145), "无", "", "", "２００８年１２月", "2013年9月", "退役士兵", "未婚", "待业"),
    ("曹青", number("19930615", 147), 13712340010, "", "常兴村", "20110901", "20160901", "退役士兵、义务兵家属", "已婚", "就业"),
]  # fmt: skip


def village_workbook() -> xlwt.Workbook:
    """A village's own, as an old program saves it: numbers and days in whatever way they were typed."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Sheet1")
    day = xlwt.easyxf(num_format_str="yyyy/m/d")
    for column, heading in enumerate(VILLAGE_HEAD):
        sheet.write(0, column, heading)
    for line, person in enumerate(VILLAGE, 1):
        for column, value in enumerate((line, *person)):
            sheet.write(line, column, value, *([day] if isinstance(value, datetime) else []))
    for line in range(len(VILLAGE) + 1, len(VILLAGE) + 4):
        sheet.write(line, 0, line)  # numbered in advance, never filled in
    return book


OLD_HEAD = "XH,XM,XB,CSRQ,GMSFHM,LXDH,XZQH,DXLX,RWSJ,TYSJ,JTZZ,BZ"
OLD = [
    ("宋忠", "1", "19500110", number("19500110", 151), "13612340001", "610326101200", "退役士兵", "19681201", "19730401", "横渠村", ""),
    ("邓义", "1", "19610520", number("19610520", 153), "13612340002", "610326101201", "残疾军人", "19791101", "19840101", "古城村", ""),
    ("许英", "2", "19660606", number("19660606", 154), "13612340003", "610326104200", "现役军人家属", "", "", "常兴村", ""),
    ("傅强", "2", "19690909", number("19690909", 155), "13612340004", "610326101200", "退役士兵", "19871101", "19911201", "横渠村", "性别录错"),
    ("沈林", "1", "19730000", number("19730312", 157), "13612340005", "610118001010", "退役士兵", "19911201", "19951201", "", "代码不对"),
    ("曾山", "1", "19850808", number("19850808", 159), "13612340006", "610326104200", "退役士兵", "20031200", "20081201", "常兴村", ""),
    ("𬱖明", "1", "19880101", number("19880101", 161), "13612340007", "610326101201", "退役士兵", "20061201", "20111201", "古城村", "生僻字"),
]  # fmt: skip


def old_export() -> str:
    """What an old system writes: abbreviations of pinyin, noughts for what it does not know, codes for villages."""
    lines = [OLD_HEAD]
    for line, person in enumerate(OLD, 1):
        name, sex, birth, own, *rest = person
        lines.append(",".join((str(line), name, sex, birth, f'"=""{own}"""', *rest)))
    return "\r\n".join([*lines, "合计,7,,,,,,,,,,"]) + "\r\n"


def main() -> None:
    book = town_workbook()
    book.properties.created = book.properties.modified = datetime.combine(date(2026, 10, 20), datetime.min.time())
    book.save(HERE / "横渠镇退役军人花名册.xlsx")
    village_workbook().save(str(HERE / "常兴村退伍军人名单.xls"))
    (HERE / "旧系统导出.csv").write_bytes(old_export().encode("gb18030"))


if __name__ == "__main__":
    main()
