"""`rongyi audit verify`: walks the chains of the audit trail and of the facts."""

import click

from rongyi.project.cli.base import json_option, plain, print_result, start_django


@click.group()
def audit():
    """审计。"""


@audit.command()
@click.option("--county", help="只查此县区。")
@json_option
def verify(county, as_json):
    """核对审计链和工作记录链;有断裂时指出第一处,退出码为1。"""
    start_django()
    from rongyi.project.chains import verify_chains

    read, breaks = verify_chains(county)
    if as_json:
        print_result({"entries": read, "breaks": [plain(fault) for fault in breaks]}, as_json)
    else:
        for fault in breaks:
            click.echo(f"断裂:{fault.chain} 链,县区 {fault.county},第 {fault.seq} 条:{fault.what}", err=True)
        click.echo(
            "已核对 " + ",".join(f"{name} {count} 条" for name, count in read.items()) + f";{len(breaks)} 处断裂。"
        )
    if breaks:
        raise SystemExit(1)
