"""`rongyi doctor`: what is wrong with this installation and what to do about it."""

import click

from rongyi.project.cli.base import json_option, plain, print_result, say, start_django


@click.command()
@json_option
def doctor(as_json):
    """检查设置、数据库、密钥、磁盘、字体、时区和后台任务,并说明怎么办;有问题时退出码为1。"""
    start_django()
    from rongyi.project.doctor import OK, PROBLEM, examine

    findings = examine()
    problems = sum(finding.state == PROBLEM for finding in findings)
    if as_json:
        print_result({"problems": problems, "findings": [plain(finding) for finding in findings]}, as_json)
    for finding in [] if as_json else findings:
        sign = {"ok": "正常", "hint": "提示", "problem": "问题"}[finding.state]
        say(f"[{sign}] {finding.check}: {finding.found}")
        if finding.state != OK:
            say(f"       办法:{finding.mend}")
    if problems:
        raise SystemExit(1)
