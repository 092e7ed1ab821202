"""`rongyi archives`: whether the scanned originals are still what came."""

import click

from rongyi.project.cli.base import acting_from_command, json_option, plain, print_result, progress_bar, say

WORDS = {
    "unreadable": "文件丢失或被改动,打不开",
    "changed": "内容与入库时的校验值不符",
    "infected": "没有通过安全检查",
}


@click.group()
def archives():
    """档案室。"""


@archives.command()
@click.option("--county", default="", help="只查此县区。")
@json_option
def verify(county, as_json):
    """逐件核对扫描原件的校验值;有不符的逐一列出,退出码为1。"""
    with acting_from_command():
        from rongyi.archives.services.verifying import verify_scans

        with progress_bar("核对") as progress:
            read, broken = verify_scans(county, progress)
    if as_json:
        print_result({"files": read, "broken": [plain(one) for one in broken]}, as_json)
    else:
        for one in broken:
            say(f"{one.code}(扫描件 {one.scan}):{WORDS[one.what]}", err=True)
        say(f"已核对 {read} 个扫描原件;{len(broken)} 个不符。")
    if broken:
        raise SystemExit(1)
