"""A county's list of people on its way in: by Rongyi, by django-import-export, and by the fastest reader and a bulk load
that checks nothing. Each in a process and database of its own, from the same workbook of 25 columns."""

import random
import resource
import time
from datetime import date, timedelta
from pathlib import Path

from django.db import connection, models

from bench.dataset import COUNTY, DIVISIONS
from bench.harness import peak_mib, timed, watching_memory

HEADINGS = (
    "序号", "姓名", "性别", "出生日期", "身份证号", "民族", "文化程度", "婚姻状况", "政治面貌", "联系电话", "其他联系人及电话", "乡镇",
    "村(社区)", "现住址", "户籍地址", "人员类别", "标识", "入伍时间", "退役时间", "军兵种", "军衔", "立功受奖情况", "安置方式",
    "就业状况", "家庭人口",
)  # fmt: skip
SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
    "余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英建国华志文红卫东玉兰春生永福海山林新民成德胜忠义长江春梅兴旺宝金银水木火土天地光明"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
OLDEST, DAYS = date(1935, 1, 1), 23_000
"""Birthdays from 1935 to 1997."""


def write_workbook(path: Path, count: int, seed: int) -> None:
    """People as a county keeps them; needs the divisions, for the names of towns and villages."""
    from rustpy_xlsxwriter import write_worksheet

    from rongyi.organisation.models import Station

    stations = Station.objects.in_subtree(COUNTY).order_by("pk")
    names = dict(stations.values_list("pk", "region__name"))
    villages = [(names[code[:9]], names[code]) for code in stations.filter(tier="village").values_list("pk", flat=True)]
    chance = random.Random(seed)
    records = (dict(zip(HEADINGS, _person(n, chance, villages), strict=True)) for n in range(count))
    write_worksheet(records, str(path), sheet_name="名册")


def _person(number: int, chance: random.Random, villages: list[tuple[str, str]]) -> tuple:
    is_man = chance.random() < 0.9
    # every number once: the birthday counts up with the row, and the serial each time it begins anew
    birth = OLDEST + timedelta(days=number % DAYS)
    body = f"{COUNTY}{birth:%Y%m%d}{(2 * (number // DAYS) + is_man) % 1000:03d}"
    check = "10X98765432"[sum(int(d) * w for d, w in zip(body, WEIGHTS, strict=True)) % 11]
    town, village = villages[number % len(villages)]
    enlisted = date(birth.year + 18, 12, 1)
    name = chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=chance.choice((1, 2, 2, 2))))
    return (
        number + 1, name, "男" if is_man else "女", f"{birth:%Y年%-m月%-d日}", body + check,
        "汉族", chance.choice(("小学", "初中", "高中", "大专")), chance.choice(("已婚", "未婚", "丧偶")),
        chance.choice(("群众", "中共党员")), f"1{chance.randrange(30, 100)}{chance.randrange(10**8):08d}",
        f"{chance.choice(SURNAMES)}某 139{chance.randrange(10**8):08d}", town, village,
        f"{village}{chance.randrange(1, 12)}组{chance.randrange(1, 90)}号", f"陕西省宝鸡市眉县{town}{village}",
        chance.choice(("退役士兵", "退役士兵、参战", "复员军人", "残疾军人")), chance.choice(("", "", "带病回乡", "独居")),
        f"{enlisted:%Y年%-m月}", f"{enlisted.year + chance.randrange(2, 12)}.{chance.randrange(1, 13)}",
        chance.choice(("陆军", "海军", "空军", "武警")), chance.choice(("上等兵", "中士", "班长")),
        chance.choice(("", "", "", "三等功1次", "优秀士兵")), chance.choice(("自主就业", "安排工作", "")),
        chance.choice(("务农", "就业", "退休")), chance.randrange(1, 8),
    )  # fmt: skip


def prepare_network() -> None:
    from rongyi.organisation.divisions import load_divisions
    from rongyi.organisation.stations import open_stations

    load_divisions(DIVISIONS)
    open_stations(COUNTY)


def run(path: str, way: str, rows: int, seed: int) -> dict:
    source = Path(path)
    if way == "network":  # in a process of its own: what reading the divisions takes is no part of an import
        prepare_network()
        return {}
    if way == "write":
        write_workbook(source, rows, seed)
        return {"mib": round(source.stat().st_size / 2**20, 1)}
    before = peak_mib()
    found = {"rongyi": _rongyi, "import_export": _import_export, "floor": _floor}[way](source)
    return {"peak_mib": peak_mib(), "before_mib": before, "helpers_peak_mib": 0.0, **found}


def _rongyi(path: Path) -> dict:
    from django.core.files import File

    from rongyi.organisation.access import system_actor
    from rongyi.organisation.roles import Role
    from rongyi.registry.imports.jobs import finish_import, start_import
    from rongyi.registry.models import Person, SearchToken
    from rongyi.registry.queries import find

    actor = system_actor("测量", COUNTY, Role.SECTION_OFFICER)
    with path.open("rb") as file, watching_memory() as memory:
        read, job = timed(start_import, actor=actor, upload=File(file, path.name), station=COUNTY)
    shown = {key: getattr(job, key) for key in ("rows", "created", "updated", "unchanged", "held", "rejected")}
    worked = time.process_time()
    with watching_memory() as memory_of_writing:
        wrote, counts = timed(finish_import, actor=actor, job=job)
    worked = time.process_time() - worked
    own = max(memory["own_peak_mib"], memory_of_writing["own_peak_mib"])
    # the larger of the two processes that read and prepare; asked now, since one that is started later is counted with
    # the pages of its parent
    peak, helpers = peak_mib(), round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024, 1)
    if counts != shown or counts["created"] != Person.objects.filter(county=COUNTY).count():
        raise AssertionError(f"shown {shown}, written {counts}")
    someone = Person.objects.filter(county=COUNTY).order_by("-pk").first()
    if someone.pk not in {p.pk for p in find(actor, someone.id_number).items}:
        raise AssertionError("who was imported is not found")
    with path.open("rb") as file:
        again, job = timed(start_import, actor=actor, upload=File(file, path.name), station=COUNTY)
    if job.unchanged != counts["created"]:  # a few of many end their service in a month that is still to come
        raise AssertionError(f"the same workbook again: {job.unchanged} of {counts['created']} unchanged")
    return {
        "seconds": round(read + wrote, 2), "preview_seconds": round(read, 2), "write_seconds": round(wrote, 2),
        "write_processor_seconds": round(worked, 2), "own_peak_mib": own,
        "peak_mib": peak, "helpers_peak_mib": helpers,
        "again_seconds": round(again, 2), "rows_per_second": round(counts["rows"] / (read + wrote)),
        "counts": counts, "tokens": SearchToken.objects.filter(county=COUNTY).count(),
    }  # fmt: skip


class BarePerson(models.Model):
    """A person as one row of text: nothing sealed, nothing to be found by, no act on record."""

    c0 = models.CharField(max_length=20)
    c1 = models.CharField(max_length=50)
    c2 = models.CharField(max_length=6)
    c3 = models.CharField(max_length=20)
    id_number = models.CharField(max_length=18, unique=True)
    locals().update({f"c{n}": models.CharField(max_length=120, blank=True, null=True) for n in range(5, 25)})

    class Meta:
        app_label = "registry"  # the peer asks for an app that is installed
        db_table = "bench_bare_person"


def _make_bare_table() -> list[str]:
    with connection.schema_editor() as editor:
        editor.create_model(BarePerson)
    return [field.attname for field in BarePerson._meta.concrete_fields if not field.primary_key]


def _import_export(path: Path) -> dict:
    """As its admin does it: a dry run for the preview, then the same again for good, each from the workbook."""
    from import_export.formats.base_formats import XLSX
    from import_export.resources import ModelResource

    names = _make_bare_table()

    class People(ModelResource):
        class Meta:
            model = BarePerson
            import_id_fields = ["id_number"]
            clean_model_instances = True
            fields = names

    def once(dry_run: bool):
        dataset = XLSX().create_dataset(path.read_bytes())
        dataset.headers = names
        return People().import_data(dataset, dry_run=dry_run, raise_errors=True, use_transactions=True)

    preview, _result = timed(once, True)
    wrote, result = timed(once, False)
    rows = BarePerson.objects.count()
    return {
        "seconds": round(preview + wrote, 2), "preview_seconds": round(preview, 2), "write_seconds": round(wrote, 2),
        "rows_per_second": round(rows / (preview + wrote)), "rows": rows, "new": result.totals["new"],
    }  # fmt: skip


def _floor(path: Path) -> dict:
    names = _make_bare_table()
    took, rows = timed(_loaded, path, names)
    return {"seconds": round(took, 2), "rows_per_second": round(rows / took), "rows": rows}


def _loaded(path: Path, names: list[str]) -> int:
    import python_calamine

    sheet = python_calamine.load_workbook(path).get_sheet_by_index(0)
    rows = sheet.iter_rows()
    next(rows)
    table, columns = BarePerson._meta.db_table, ", ".join(names)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"copy {table} ({columns}) from stdin") as copy:
                for row in rows:
                    copy.write_row([str(cell) for cell in row])
        else:
            cursor.execute("begin")
            marks = ", ".join(["%s"] * len(names))
            cursor.executemany(f"insert into {table} ({columns}) values ({marks})", ([str(c) for c in r] for r in rows))
            cursor.execute("commit")
    return BarePerson.objects.count()
