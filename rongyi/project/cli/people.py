"""`rongyi import people`: a workbook as stations keep it."""

from pathlib import Path

import click

from rongyi.project.cli.base import acting_from_command, json_option, part, print_result, progress_bar


@click.group("import")
def import_():
    """导入。"""


@import_.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--station", required=True, help="服务站代码(即所在区划代码)。")
@click.option("--dry-run", is_flag=True, help="只检查,不写入。")
@json_option
def people(file, station, dry_run, as_json):
    """导入退役军人信息表;有问题的行写入旁边的工作簿。"""
    with acting_from_command(), progress_bar("导入") as progress:
        run = part("rongyi.registry.imports.command:import_people_file")
        result = run(file, station=station, dry_run=dry_run, progress=progress)
    print_result(result, as_json)
