"""`rongyi definitions check`: every definition file, with file, line and mend."""

from pathlib import Path

import click

from rongyi.project.cli.base import json_option, part, plain, print_result, say, start_django


@click.group()
def definitions():
    """定义文件(事项、台账、指标等)。"""


@definitions.command()
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@json_option
def check(folder, as_json):
    """检查全部定义文件;有错时退出码为1。"""
    start_django()
    from django.conf import settings

    folder = folder or settings.DEFINITIONS_DIR
    faults = list(part("rongyi.kernel.definitions:check_all")(folder))
    files = sum(1 for file in folder.rglob("*.y*ml"))
    if as_json:
        print_result({"files": files, "faults": [plain(fault) for fault in faults]}, as_json)
    else:
        for fault in faults:
            say(str(fault), err=True)
        say(f"{files} 个定义文件,{len(faults)} 处错误。")
    if faults:
        raise SystemExit(1)
