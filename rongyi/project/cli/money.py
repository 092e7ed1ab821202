"""`rongyi money`: proves that the journals balance."""

import click

from rongyi.project.cli.base import json_option, plain, print_result, say, start_django

WORDS = {
    "numbers have a gap or the tail is cut": "凭证缺号,或末尾被截去",
    "lines are of another unit": "分录与凭证的单位不同",
    "lines do not sum to zero": "凭证借贷不等",
    "entry was never finished": "凭证没有记完",
    "balance is not the sum of its lines": "余额不等于分录之和",
    "balance is below zero": "余额为负",
    "reversal is not the mirror of its entry": "冲销与原凭证不符",
}


@click.group()
def money():
    """账目。"""


@money.command()
@click.option("--county", help="只查此县区。")
@json_option
def verify(county, as_json):
    """核对账目:凭证借贷相等,余额等于分录之和,没有缺号;不符时逐条列出,退出码为1。"""
    start_django()
    from rongyi.kernel.money import verify as verified

    read, faults = verified(county)
    if as_json:
        print_result({"entries": read, "faults": [plain(fault) for fault in faults]}, as_json)
    else:
        for fault in faults:
            say(f"不符:{fault.county},{fault.where}:{WORDS.get(fault.what, fault.what)}", err=True)
        say(f"已核对凭证 {read} 张;{len(faults)} 处不符。")
    if faults:
        raise SystemExit(1)
