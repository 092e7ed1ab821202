"""`rongyi export ledger`: a ledger as a file."""

from pathlib import Path

import click

from rongyi.project.cli.base import Failed, acting_from_command, part, print_result, progress_bar

DAY = click.DateTime(["%Y-%m-%d"])
FORMATS = (".xlsx", ".csv", ".pdf")


def _known_format(ctx, param, value: Path) -> Path:
    if value.suffix.lower() not in FORMATS:
        raise click.BadParameter(f"文件名须以 {'、'.join(FORMATS)} 结尾。")
    return value


@click.group()
def export():
    """导出。"""


@export.command()
@click.argument("name")
@click.option("--station", required=True, help="服务站代码。")
@click.option("--from", "start", required=True, type=DAY, help="起始日期,如 2026-01-01。")
@click.option("--to", "end", required=True, type=DAY, help="截止日期(含当日)。")
@click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path), callback=_known_format, help="输出文件。"
)
@click.option("--reason", default="", help="涉及人数多时要写明理由:提出申请,由另一个人在网页上批准后再取。")
def ledger(name, station, start, end, output, reason):
    """导出台账 NAME,例如 visits。"""
    if end < start:
        raise click.UsageError("截止日期早于起始日期。")
    asked = {"station": station, "start": start.date(), "end": end.date(), "path": output}
    with acting_from_command(), progress_bar("导出") as progress:
        if reason:
            result = part("rongyi.ledgers.command:ask_from_command")(name, reason=reason, **asked)
        else:
            result = _at_once(name, asked, progress)
    print_result(result or {"file": output}, as_json=False)


def _at_once(name, asked, progress) -> dict:
    from rongyi.ledgers.exports import ApprovalNeeded

    try:
        return part("rongyi.ledgers.exports:export_ledger_file")(name, progress=progress, **asked)
    except ApprovalNeeded as needed:
        raise Failed(f"{needed}\n请加上 --reason 写明理由再运行一次,批准后用 rongyi export take 取文件。") from needed


@export.command()
@click.argument("id")
@click.option("--station", required=True, help="服务站代码。")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="输出文件。")
def take(id, station, output):
    """取回已批准的导出文件;ID 是申请时显示的。"""
    with acting_from_command():
        result = part("rongyi.ledgers.command:take_from_command")(id, station=station, path=output)
    print_result(result, as_json=False)
