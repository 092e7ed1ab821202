"""`rongyi regions load`: administrative divisions from a CSV file."""

from pathlib import Path

import click

from rongyi.project.cli.base import acting_from_command, json_option, part, print_result, progress_bar

NAMED = (("renames", "更名"), ("moves", "改变上级"), ("vanished", "撤销"), ("stations_on_vanished", "撤销处仍有服务站"))


@click.group()
def regions():
    """行政区划。"""


@regions.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="只比较,不写入。")
@json_option
def load(file, dry_run, as_json):
    """装入或更新行政区划;FILE 的列为 level,code,name,parent,可为 .gz。有错时一行也不写入,退出码为1。"""
    with acting_from_command(), progress_bar("行政区划") as progress:
        report = part("rongyi.organisation.divisions:load_divisions")(file, progress=progress, dry_run=dry_run)
    print_result(report, as_json, _words)
    if report.fault_count:
        raise SystemExit(1)


def _words(report: dict) -> str:
    if report["fault_count"]:
        faults = [f"第 {fault['line']} 行:{fault['message']}{fault['mend']}" for fault in report["faults"]]
        return "\n".join([*faults, f"{report['fault_count']} 处错误,没有写入。"])
    counts = {
        "新增": "new",
        "更名": "renamed",
        "改隶": "moved",
        "撤销": "gone",
        "恢复": "returned",
        "未变": "unchanged",
    }
    lines = ["行政区划:" + ",".join(f"{word} {report[key]}" for word, key in counts.items())]
    lines += [f"  更名 {row['code']}:{row['was']} → {row['now']}" for row in report["renames"]]
    lines += [f"  撤销 {row['code']} {row['name']}" for row in report["vanished"]]
    lines += [f"  注意:撤销的区划上有服务站 {row['code']}" for row in report["stations_on_vanished"]]
    return "\n".join(lines)


@regions.command("open")
@click.argument("county")
@json_option
def open_(county, as_json):
    """给县区 COUNTY(六位代码)开设还没有的服务中心和服务站;可以反复运行。"""
    with acting_from_command():
        from rongyi.organisation.models import Region, Tier
        from rongyi.organisation.stations import open_stations

        if not Region.objects.filter(pk=county, tier=Tier.COUNTY).exists():
            raise click.UsageError(f"没有代码为 {county} 的县(区)。请先装入行政区划(rongyi regions load)。")
        opened = open_stations(county)
    print_result({"county": county, "opened": opened}, as_json, lambda r: f"新开设 {r['opened']} 个站。")
