"""`rongyi files`: uploaded files that still wait for the virus scanner."""

import click

from rongyi.project.cli.base import acting_from_command, json_option, print_result, progress_bar


@click.group()
def files():
    """上传的文件。"""


@files.command()
@json_option
def check(as_json):
    """把还没有检查过的文件再送杀毒软件检查;有没通过的,退出码为1。"""
    with acting_from_command():
        from rongyi.kernel.files.store import is_scanned, rescan_unchecked

        if not is_scanned():
            raise click.ClickException("没有配置杀毒软件,请先设置 RONGYI_CLAMD。")
        with progress_bar("检查") as progress:
            counts = rescan_unchecked(progress)
    print_result(
        counts, as_json, lambda c: f"通过 {c['clean']} 个,没通过 {c['refused']} 个,还没有答复 {c['unchecked']} 个。"
    )
    if counts["refused"]:
        raise SystemExit(1)
