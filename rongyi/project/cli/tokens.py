"""`rongyi token`: prints a token for the API, once."""

import click

from rongyi.project.cli.base import acting_from_command, json_option, part, print_result


@click.command()
@click.argument("username")
@click.option("--scope", default="read", show_default=True, type=click.Choice(["read", "write"]), help="只读或可写。")
@click.option("--days", default=90, show_default=True, type=click.IntRange(1, 366), help="有效天数。")
@json_option
def token(username, scope, days, as_json):
    """为用户 USERNAME 生成接口令牌;只显示这一次。"""
    with acting_from_command():
        secret = part("rongyi.accounts.services:issue_token")(username=username, scope=scope, days=days)
    print_result({"token": secret, "user": username, "scope": scope, "days": days}, as_json, lambda r: r["token"])
