"""`rongyi files`: uploaded files that wait for the virus scanner, and whether all are still what came."""

import click

from rongyi.project.cli.base import acting_from_command, json_option, print_result, progress_bar, say


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


@files.command()
@json_option
def verify(as_json):
    """把存下的文件全部读一遍,核对校验值(每天夜里自动核对一部分);有不符的逐一列出,退出码为1。"""
    with acting_from_command():
        from rongyi.archives.queries.faults import all_faults
        from rongyi.archives.services.nightly import check_all

        with progress_bar("核对") as progress:
            read = check_all(progress)
        broken = all_faults()
    if as_json:
        print_result({"files": read, "broken": broken}, as_json)
    else:
        for one in broken:
            say(f"{one['county']} {one['file']}:{one['words']}", err=True)
        say(f"已核对 {read} 个文件;{len(broken)} 个不符。")
    if broken:
        raise SystemExit(1)
