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
@click.option("--dry-run", is_flag=True, help="只报告差别,不写入。")
@json_option
def load(file, dry_run, as_json):
    """装入或更新行政区划;FILE 的列为 level,code,name,parent,可为 .gz。"""
    with acting_from_command(), progress_bar("行政区划") as progress:
        report = part("rongyi.organisation.divisions:load_divisions")(file, progress=progress, dry_run=dry_run)
    print_result(report, as_json, _words)
    if report.faults:
        raise SystemExit(1)


def _words(report: dict) -> str:
    if report["faults"]:
        lines = [f"第{f['line']}行:{f['message']}{f['mend']}" for f in report["faults"]]
        hidden = report["fault_count"] - len(lines)
        return "\n".join([*lines, *([f"……另有{hidden}处"] if hidden else []), "文件有错,什么都没有装入。"])
    counts = (("new", "新增"), ("renamed", "更名"), ("moved", "改变上级"), ("gone", "撤销"), ("returned", "恢复"),
              ("unchanged", "未变"))  # fmt: skip
    lines = [",".join(f"{label} {report[key]}" for key, label in counts)]
    for key, label in NAMED:
        lines += [f"{label} {item['code']} {_change(item)}" for item in report[key]]
    if report["partly_listed"]:
        lines.append("以下地方文件只列了少部分下级,其余保持不动:" + "、".join(report["partly_listed"]))
    if not report["applied"]:
        lines.append("这是试运行,没有写入。")
    return "\n".join(lines)


def _change(item: dict) -> str:
    return f"{item['was']} → {item['now']}" if "was" in item else item["name"]
