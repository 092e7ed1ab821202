"""What a heading means, where a table begins, and what the cells below it say."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rongyi.kernel.errors import Refused
from rongyi.kernel.sheets.reader import Fault
from rongyi.registry.imports.headers import find_header, what_line
from rongyi.registry.imports.parts import disability_in, honours_in
from rongyi.registry.imports.targets import keys_of
from rongyi.registry.imports.values import RowReader, read_number
from rongyi.registry.imports.villages import Villages, bare_village
from tests.fixtures_people import MEI, MEI_SIBLING, MEI_TOWN, MEI_VILLAGE, OTHER_TOWN_VILLAGE, id_number

N = id_number(date(1955, 3, 12), 101)
ENDINGS = ("", "村", "村委会", "村民委员会", "村退役军人服务站")
FRONTS = ("", "横渠镇", "眉县横渠镇", "陕西省宝鸡市眉县横渠镇", "横渠")
TAILS = ("", "3组", "三组", "第二村民小组", "东组")


@settings(max_examples=60)
@given(serial=st.integers(1, 998), birth=st.dates(date(1930, 1, 1), date(2005, 1, 1)), way=st.integers(0, 6))
def test_a_number_is_read_however_it_is_typed(serial, birth, way):
    own = id_number(birth, serial)
    typed = [
        own, own.lower(), f" {own[:6]} {own[6:14]}-{own[14:]} ", "".join(chr(ord(c) + 0xFEE0) for c in own), "'" + own,
        f'="{own}"', "\u200b" + own + "\t",
    ][way]  # fmt: skip

    assert read_number(typed).number == own


@given(birth=st.dates(date(1930, 1, 1), date(1999, 12, 31)), serial=st.integers(1, 998))
def test_fifteen_digits_become_eighteen_also_as_a_number(birth, serial):
    own = id_number(birth, serial)
    short = own[:6] + own[8:17]

    assert read_number(short).number == read_number(int(short)).number == read_number(float(short)).number == own


@given(
    birth=st.dates(date(1930, 1, 1), date(2005, 1, 1)),
    serial=st.integers(1, 998),
    place=st.integers(0, 16),
    by=st.integers(1, 9),
)
def test_one_wrong_digit_is_never_taken(birth, serial, place, by):
    own = id_number(birth, serial)
    wrong = own[:place] + str((int(own[place]) + by) % 10) + own[place + 1 :]

    with pytest.raises(Refused) as refusal:
        read_number(wrong)

    assert refusal.value.field == "id_number"


@pytest.mark.parametrize("cell", [6.10326195503121e17, 610326195503121000, "6.10326E+17", "6.10326195503121e17"])
def test_a_number_whose_last_digits_are_lost_is_named_as_such(cell):
    with pytest.raises(Refused) as refusal:
        read_number(cell)

    assert refusal.value.code == "id_as_number"


@pytest.fixture
def villages(network) -> Villages:
    return Villages(MEI)


def test_a_village_is_found_however_it_is_written(villages):
    for front in FRONTS:
        for ending in ENDINGS:
            for tail in TAILS if ending != "村退役军人服务站" else ("",):
                text = f"{front}古城{ending}{tail}"
                assert villages.code_of(text) == MEI_SIBLING, text


@settings(max_examples=200)
@given(st.text(max_size=12))
def test_whatever_is_written_is_one_village_nothing_or_refused(text):
    known = Villages.__new__(Villages)
    known.names, known.towns = {MEI_VILLAGE: "横渠村委会", MEI_TOWN: "横渠镇"}, {MEI_TOWN: "横渠镇"}
    known.town_of, known.above, known.known = {MEI_VILLAGE: MEI_TOWN}, ["眉县"], {}
    known.exact, known.loose = {"横渠村委会": [MEI_VILLAGE], "横渠村": [MEI_VILLAGE]}, {"横渠": [MEI_VILLAGE]}

    try:
        code = known.code_of(text)
    except Refused as refusal:
        assert refusal.code in ("unknown_station", "ambiguous_station")
    else:
        assert code in ("", MEI_VILLAGE, MEI_TOWN)


def test_a_village_that_two_towns_have_is_told_by_its_town(network):
    from rongyi.organisation.models import Region, Station

    code = "610326104299"
    Region.objects.create(code=code, tier="village", name="古城村委会", parent_code="610326104", source="test")
    Station.objects.create(region_id=code, tier="village", kind="station", parent_code="610326104", name="古城")
    villages = Villages(MEI)

    with pytest.raises(Refused, match="横渠镇古城村委会、常兴镇古城村委会") as refusal:
        villages.code_of("古城村")

    assert refusal.value.code == "ambiguous_station"
    assert villages.code_of("常兴镇古城村") == villages.code_of("古城", "常兴") == code
    assert Villages(MEI_TOWN).code_of("古城村") == MEI_SIBLING


def test_a_town_in_a_column_of_its_own_narrows_the_village(villages):
    assert villages.code_of("常兴村", "常兴镇") == OTHER_TOWN_VILLAGE
    with pytest.raises(Refused):
        villages.code_of("常兴村", "横渠镇")
    assert (bare_village("横渠村村民委员会"), bare_village("人民路社区居委会")) == ("横渠", "人民路")


@pytest.mark.parametrize(
    ("rows", "merges", "found"),
    [
        ([["姓名", "身份证号"]], [], (0, 0, ["姓名", "身份证号"])),
        ([["名册"], [], ["序号", "姓 名", "身份证\n号码", "备注"]], [], (2, 2, ["序号", "姓名", "身份证号码", "备注"])),
        (
            [["名册"], ["序号", "基本情况", None, "服役", None], [None, "姓名", "身份证号", "入伍时间", "退役时间"]],
            [(0, 0, 0, 4), (1, 1, 1, 2), (1, 3, 1, 4)],
            (1, 2, ["序号", "基本情况/姓名", "基本情况/身份证号", "服役/入伍时间", "服役/退役时间"]),
        ),
        (
            [["姓名", "身份证号", "时间", None], ["姓名", "身份证号", "入伍", "退役"], ["王建国", N, "1974", "1979"]],
            [(0, 2, 0, 3), (0, 0, 1, 0), (0, 1, 1, 1)],
            (0, 1, ["姓名", "身份证号", "时间/入伍", "时间/退役"]),
        ),
        ([["姓名", "身份证号", "电话", "电话"], ["王建国", N, "1", "2"]], [], (0, 0, ["姓名", "身份证号", "电话", "电话 (2)"])),
    ],
)  # fmt: skip
def test_the_heading_is_found_where_it_stands(rows, merges, found):
    header = find_header(rows, merges)

    assert (header.first, header.last, header.labels) == found


def test_a_column_of_somebody_else_is_not_the_person_s():
    labels = ["基本情况/姓名", "基本情况/身份证号", "家庭成员/姓名", "家庭成员/联系电话", "配偶/身份证号"]

    assert keys_of(labels) == {
        "基本情况/姓名": "name", "基本情况/身份证号": "id_number", "家庭成员/姓名": "ignore",
        "家庭成员/联系电话": "other_contact", "配偶/身份证号": "ignore",
    }  # fmt: skip


def test_of_two_columns_for_one_thing_the_more_usual_heading_wins():
    assert keys_of(["姓名", "电话", "手机号码", "身份证号"]) == {
        "姓名": "name",
        "手机号码": "phone",
        "身份证号": "id_number",
    }


@pytest.mark.parametrize(
    ("cells", "what"),
    [
        ([None, None, None], "blank"), (["合 计", "13", None], "total"), ([None, "小计", "5"], "total"), (["共计:12人"], "total"),
        (["填表人:张三", None, None], "note"), (["注:以身份证为准"], "note"), ([7, None, None], "blank"),
        (["序号", "姓名", "身份证号"], "heading"), ([1, "王建国", N], ""), ([1, "王建国", None], ""), ([1, None, N], ""),
    ],
)  # fmt: skip
def test_lines_that_are_nobody_are_told_from_people(cells, what):
    header = find_header([["序号", "姓名", "身份证号"]], [])

    assert what_line(cells, header, {"name": 1, "id_number": 2}) == what


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("三等功2次、优秀士兵", [("merit_3", None), ("merit_3", None), ("excellent", None)]),
        ("1985年荣立二等功一次", [("merit_2", 1985)]), ("个人三等功(2次)", [("merit_3", None)] * 2), ("无", []),
        ("嘉奖3次;1979年一等战功", [("excellent", None)] * 3 + [("war_merit_1", 1979)]),
    ],
)  # fmt: skip
def test_awards_are_counted_one_by_one(text, found):
    assert list(honours_in(text)) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [("因公七级", ("duty", 7)), ("7级", ("", 7)), ("八级(因战)", ("war", 8)), ("因病 六级", ("illness", 6)), ("十级", ("", 10)),
     ("无", ("", 0)), ("3", ("", 3))],
)  # fmt: skip
def test_a_grade_is_read_with_its_cause(text, found):
    assert disability_in(text) == found


def read(villages, **cells) -> tuple[dict, list[str], list[str]]:
    labels = ["姓名", "身份证号", *cells]
    reader = RowReader(labels, keys_of(labels), villages, MEI_VILLAGE)
    values, faults, notes = reader.read(["王建国", N, *cells.values()])
    return values, [fault.code for fault in faults], notes


@pytest.mark.parametrize(
    ("cells", "codes"),
    [
        ({"性别": "女"}, ["sex_differs"]), ({"性别": "1"}, []), ({"出生日期": "1955年4月"}, ["birth_differs"]), ({"出生年月": "1955.3"}, []),
        ({"出生年月": 1955}, []), ({"联系电话": Fault("#REF!")}, ["formula_error"]), ({"入伍时间": Fault("#N/A")}, ["formula_error"]),
        ({"残疾等级": "因病八级"}, ["grade"]), ({"残疾等级": "八级"}, ["required"]), ({"残疾等级": "十二级"}, ["grade"]),
        ({"家庭人口": "很多"}, ["invalid"]), ({"民族": "汉" * 21}, ["too_long"]), ({"入伍时间": "1979.1", "退役时间": "1974.12"}, ["period"]),
        ({"参战": "√"}, []), ({"参战": "也许"}, ["invalid"]), ({"类别": "富人", "联系电话": "138"}, ["invalid", "phone_form"]),
    ],
)  # fmt: skip
def test_every_cell_that_cannot_be_is_named(villages, cells, codes):
    assert read(villages, **cells)[1] == codes


def test_cells_become_the_parts_of_a_file(villages):
    values, faults, notes = read(
        villages, 村="古城村", 类别="退役士兵、参战", 服役起止时间="1974.12—1979.1", 军种="武警部队", 立功情况="三等功1次", 残疾等级="因公七级",
        工作单位="合作社", 职业="农民", 家庭人口="4人", 低保="是", 与军人关系="父子", 军人姓名="王大", 联系电话="138-1234-0000、0917-5512345",
    )  # fmt: skip

    assert faults == ["invalid"]  # 低保 says which relief, not yes
    values, faults, notes = read(
        villages, 低保="低保户", 参试="是", 带病回乡="否", 政治面貌="党员", 联系电话="+86 138 1234 0000"
    )
    assert (values["phone"], values["tags"], values["political_status"]) == ("13812340000", ["nuclear_test"], "party")
    assert values["parts"] == {"livelihood": [{"relief": "minimum"}]} and (faults, notes) == ([], [])
