"""`rongyi audit`: walks the chains of the audit trail and of the facts; checks and rebuilds the counts kept with them."""

from pathlib import Path

import click

from rongyi.project.cli.audit_heads import breaks_of_heads, seal
from rongyi.project.cli.base import (
    acting_from_command,
    json_option,
    plain,
    print_result,
    progress_bar,
    say,
    start_django,
)

WORDS = {
    "gap or insertion": "缺号,或插入了不该有的记录",
    "does not follow the former entry": "与上一条接不上",
    "does not follow the former fact": "与上一条接不上",
    "changed after it was written": "写入后被改动过",
    "state does not follow from the chain": "状态与更正、撤回记录不符",
    "day or people do not follow from the fact": "日期或人员与记录本身不符",
    "the tail is cut or the head was changed": "末尾被截去,或链头被改动",
    "entries without a head": "有记录而没有链头",
    "facts without a head": "有记录而没有链头",
    "was signed and is gone: the tail is cut": "签封过的一条不在了,末尾被截去",
    "is another one than was signed": "与签封过的不同,被换过",
    "the signature does not fit": "签封文件的签名不符",
    "a file before this one is missing or was changed": "它前面的签封文件缺失或被改动",
}
CHAINS = {"audit": "审计", "records": "工作记录", "heads": "签封文件"}


@click.group()
def audit():
    """审计。"""


audit.add_command(seal)


@audit.command()
@click.option("--county", help="只查此县区。")
@click.option(
    "--heads", type=click.Path(exists=True, file_okay=False, path_type=Path), help="连同此文件夹里签封的链头一起核对。"
)
@click.option(
    "--key",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="核对签封用的公钥;默认用本机的签封密钥。",
)
@json_option
def verify(county, heads, key, as_json):
    """核对审计链和工作记录链;有断裂时指出第一处,退出码为1。"""
    start_django()
    from rongyi.project.chains import verify_chains

    with progress_bar("核对") as progress:
        read, breaks = verify_chains(county, progress=progress)
    if heads:
        read["heads"], found = breaks_of_heads(heads, key)
        breaks += found
    if as_json:
        print_result({"entries": read, "breaks": [plain(fault) for fault in breaks]}, as_json)
    else:
        for fault in breaks:
            chain, what = CHAINS.get(fault.chain, fault.chain), WORDS.get(fault.what, fault.what)
            say(f"断裂:{chain}链 {fault.county},第 {fault.seq} 条:{what}", err=True)
        say("已核对 " + ",".join(f"{name} {count} 条" for name, count in read.items()) + f";{len(breaks)} 处断裂。")
    if breaks:
        raise SystemExit(1)


@audit.command()
@click.option("--county", help="只查此县区。")
@click.option("--rebuild", is_flag=True, help="按工作记录重新计算。")
@json_option
def rollups(county, rebuild, as_json):
    """核对统计表与工作记录是否一致;不一致时退出码为1。"""
    with acting_from_command():
        from rongyi.records import rollups

        chosen, found = [county] if county else rollups.counties(), []
        with progress_bar("核对统计") as progress:
            for done, code in enumerate(chosen, 1):
                if rebuild:
                    rollups.rebuild(code)
                found += rollups.differences(code)
                progress(done, len(chosen))
    if as_json:
        print_result({"counties": len(chosen), "differences": found}, as_json)
    else:
        for line in found:
            say(line, err=True)
        say(f"{'已重新计算' if rebuild else '已核对'} {len(chosen)} 个县区的统计;{len(found)} 处不一致。")
    if found:
        raise SystemExit(1)
