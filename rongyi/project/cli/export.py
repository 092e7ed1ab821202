"""`rongyi export ledger`: a ledger as a file."""

from pathlib import Path

import click

from rongyi.project.cli.base import acting_from_command, part, print_result, progress_bar

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
def ledger(name, station, start, end, output):
    """导出台账 NAME,例如 visits。"""
    if end < start:
        raise click.UsageError("截止日期早于起始日期。")
    with acting_from_command(), progress_bar("导出") as progress:
        write = part("rongyi.ledgers.exports:export_ledger_file")
        result = write(name, station=station, start=start.date(), end=end.date(), path=output, progress=progress)
    print_result(result or {"file": output}, as_json=False)
