"""`rongyi invite`: a new account with its link, above all the first administrator's."""

import click

from rongyi.project.cli.base import acting_from_command, json_option, print_result

ROLES = ["administrator", "auditor", "bureau_leader", "section_officer", "town_head", "village_clerk", "prefecture_officer", "province_officer"]  # fmt: skip


@click.command()
@click.argument("username")
@click.option("--name", required=True, help="姓名。")
@click.option("--role", default="administrator", show_default=True, type=click.Choice(ROLES), help="身份。")
@click.option("--region", default="", help="管辖地方的区划代码;系统管理员和审计可以不填。")
@json_option
def invite(username, name, role, region, as_json):
    """新建账号 USERNAME,显示设密码的链接;只显示这一次,3天内有效。"""
    with acting_from_command():
        path = _invite(username, name, role, region)
    print_result({"user": username, "path": path}, as_json, lambda r: f"请在浏览器里打开本系统地址加上:{r['path']}")


def _invite(username: str, name: str, role: str, region: str) -> str:
    from django.urls import reverse

    from rongyi.kernel import clock
    from rongyi.organisation.access import system_actor
    from rongyi.organisation.account_services import invite_user
    from rongyi.organisation.roles import Role

    _user, secret = invite_user(
        actor=system_actor("invite", "", Role.ADMINISTRATOR), username=username, display_name=name, role=role,
        region_code=region, starts_on=clock.today(),
    )  # fmt: skip
    return reverse("accounts:invitation", args=[secret])
