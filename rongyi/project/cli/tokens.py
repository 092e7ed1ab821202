"""`rongyi token`: prints a token for the API, once."""

import click

from rongyi.project.cli.base import Failed, acting_from_command, json_option, print_result


@click.command()
@click.argument("username")
@click.option("--scope", default="read", show_default=True, type=click.Choice(["read", "write"]), help="只读或可写。")
@click.option("--days", default=90, show_default=True, type=click.IntRange(1, 366), help="有效天数。")
@json_option
def token(username, scope, days, as_json):
    """为用户 USERNAME 生成接口令牌;只显示这一次。"""
    with acting_from_command():
        secret = _issue(username, scope, days)
    print_result({"token": secret, "user": username, "scope": scope, "days": days}, as_json, lambda r: r["token"])


def _issue(username: str, scope: str, days: int) -> str:
    from rongyi.accounts.models import User
    from rongyi.organisation.access import system_actor
    from rongyi.organisation.account_services import issue_token
    from rongyi.organisation.roles import Role

    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise Failed(f"没有启用的用户 {username}。")
    actor = system_actor("token", "", Role.ADMINISTRATOR)
    return issue_token(actor=actor, user=user, scope=scope, days=days)
