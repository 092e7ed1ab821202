"""Divisions from a file: what is new, renamed, gone; every fault with its line and mend; nothing cut loose."""

import gzip

import pytest

from rongyi.kernel import clock
from rongyi.kernel.audit import AuditEntry
from rongyi.organisation.divisions import load_divisions
from rongyi.organisation.models import Region, Station
from rongyi.organisation.stations import open_stations, place_name

pytestmark = pytest.mark.django_db
HEAD = "level,code,name,parent\n"
SMALL = HEAD + (
    "province,61,陕西省,\ncity,6103,宝鸡市,61\ncounty,610326,眉县,6103\ncounty,610303,金台区,6103\n"
    "town,610326101,横渠镇,610326\nvillage,610326101200,横渠村委会,610326101\nvillage,610326101201,古城村委会,610326101\n"
)


@pytest.fixture
def file(tmp_path):
    def write(text, name="divisions.csv"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def counts(report) -> dict:
    names = ("new", "renamed", "moved", "gone", "returned", "unchanged")
    return {name: getattr(report, name) for name in names if getattr(report, name)}


def test_a_first_file_is_all_new(file):
    report = load_divisions(file(SMALL))

    assert (counts(report), report.applied) == ({"new": 7}, True)
    assert Region.objects.get(pk="610326101").parent_code == "610326"
    entry = AuditEntry.objects.get()
    assert (entry.act, entry.outcome, entry.detail["new"]) == ("organisation.load_regions", "done", 7)


def test_the_same_file_again_changes_nothing(file):
    load_divisions(file(SMALL))

    assert counts(load_divisions(file(SMALL))) == {"unchanged": 7}


def test_a_compressed_file_with_other_line_ends_and_a_mark_is_read(file):
    text = "\ufeff" + SMALL.replace("\n", "\r\n")

    assert counts(load_divisions(file(gzip.compress(text.encode()), "d.csv.gz"))) == {"new": 7}


def test_a_new_name_keeps_the_former(file):
    load_divisions(file(SMALL))

    report = load_divisions(file(SMALL.replace("横渠镇", "张载镇")))

    assert counts(report) == {"renamed": 1, "unchanged": 6}
    assert report.renames == [{"code": "610326101", "was": "横渠镇", "now": "张载镇"}]
    assert Region.objects.get(pk="610326101").former_name == "横渠镇"


def test_what_is_gone_is_marked_and_keeps_its_station(file):
    load_divisions(file(SMALL))
    open_stations("610326")

    report = load_divisions(file(SMALL.replace("village,610326101201,古城村委会,610326101\n", "")))

    assert counts(report) == {"gone": 1, "unchanged": 6}
    assert report.stations_on_vanished == [{"code": "610326101201", "name": "古城村退役军人服务站"}]
    assert Region.objects.get(pk="610326101201").gone_on == clock.today()
    assert Station.objects.filter(pk="610326101201").exists()


def test_a_town_that_is_gone_takes_its_villages_along(file):
    load_divisions(file(SMALL))
    rest = "".join(line for line in SMALL.splitlines(True) if "610326101" not in line)

    assert counts(load_divisions(file(rest))) == {"gone": 3, "unchanged": 4}


def test_what_comes_back_is_no_longer_gone(file):
    load_divisions(file(SMALL))
    load_divisions(file(SMALL.replace("village,610326101201,古城村委会,610326101\n", "")))

    assert counts(load_divisions(file(SMALL))) == {"returned": 1, "unchanged": 6}
    assert Region.objects.get(pk="610326101201").gone_on is None


def test_a_file_of_one_county_leaves_the_others_alone(file):
    load_divisions(file(SMALL))
    reduced = "".join(line for line in SMALL.splitlines(True) if "610303" not in line)
    alone = HEAD + "".join(line for line in SMALL.splitlines(True) if "610326" in line)

    report = load_divisions(file(reduced))

    assert (counts(report), report.partly_listed) == ({"unchanged": 6}, ["6103"])
    assert counts(load_divisions(file(alone))) == {"unchanged": 4}
    assert not Region.objects.exclude(gone_on=None).exists()


def test_a_dry_run_tells_and_writes_nothing(file):
    report = load_divisions(file(SMALL), dry_run=True)

    assert (counts(report), report.applied) == ({"new": 7}, False)
    assert (Region.objects.count(), AuditEntry.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (HEAD + "province,61,陕西省,\ncounty,610326,眉县,6103\n", 3, "既不在文件里"),
        (HEAD + "province,61,陕西省,\ncity,6103,宝鸡市,610326\ncounty,610326,眉县,6103\n", 3, "绕成了圈"),
        (HEAD + "province,61,陕西省,61\n", 2, "绕成了圈"),
        (HEAD + "province,61,陕西省,\ncounty,61032,眉县,61\n", 3, "位数与层级不符"),
        (HEAD + "province,61,陕西省,\ncity,6203,宝鸡市,61\n", 3, "不在上级"),
        (HEAD + "province,61,陕西省,\ncity,6103,宝鸡市,61\ncity,6103,宝鸡,61\n", 4, "第3行已出现过"),
        (HEAD + "province,61,陕西省,\nregion,6103,宝鸡市,61\n", 3, "不认识"),
        (HEAD + "province,61,,\n", 2, "名称为空"),
        (HEAD + "province,61,陕西省\n", 2, "3列"),
        ("code,name\n61,陕西省\n", 1, "表头不对"),
        ("", 1, "表头不对"),
        (SMALL.encode("gb18030"), 2, "不是UTF-8编码"),
    ],
)
def test_a_faulty_file_is_refused_whole_with_line_and_mend(file, text, line, words):
    report = load_divisions(file(text))

    assert [(fault.line, words in fault.message, bool(fault.mend)) for fault in report.faults] == [(line, True, True)]
    assert Region.objects.count() == 0


def test_a_broken_archive_is_refused_in_words(file):
    report = load_divisions(file(b"\x1f\x8bnothing", "d.csv.gz"))

    assert ["压缩文件损坏" in fault.message for fault in report.faults] == [True]


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("横渠村委会", "横渠村"), ("梁村村委会", "梁村"), ("金河村村委会", "金河村"), ("青化村民委员会", "青化村"),
        ("人民路社区居委会", "人民路社区"), ("月河社区居民委员会", "月河社区"), ("东关居委会", "东关社区"),
        ("汤峪旅游开发区社区", "汤峪旅游开发区社区"), ("巴彦嘎查村委会", "巴彦嘎查"), ("村委会", "村委会"),
    ],
)  # fmt: skip
def test_a_place_loses_the_committee_in_its_name(name, place):
    assert place_name(name) == place


def test_a_county_gets_a_centre_and_stations_once(file):
    load_divisions(file(SMALL))

    opened = [open_stations("610326"), open_stations("610326")]

    assert opened == [4, 0]
    assert list(Station.objects.order_by("pk").values_list("pk", "name", "kind", "parent_code", "address")) == [
        ("610326", "眉县退役军人服务中心", "centre", "6103", "宝鸡市眉县"),
        ("610326101", "横渠镇退役军人服务站", "station", "610326", "宝鸡市眉县横渠镇"),
        ("610326101200", "横渠村退役军人服务站", "station", "610326101", "宝鸡市眉县横渠镇横渠村"),
        ("610326101201", "古城村退役军人服务站", "station", "610326101", "宝鸡市眉县横渠镇古城村"),
    ]
