"""`rongyi demo`: invented people and two years of work, made through the same services as a clerk's work."""

import re

import click

from rongyi.project.cli.base import Failed, acting_from_command, json_option, part, print_result, progress_bar


def _codes(ctx, param, value: str) -> list[str]:
    codes = value.split(",")
    if not all(re.fullmatch(r"\d{6}", code) for code in codes):
        raise click.BadParameter("请用逗号分开六位县区代码,例如 610326,610118。")
    return codes


@click.command()
@click.option(
    "--counties", default="610326,610118,610402", show_default=True, callback=_codes, help="县区代码,逗号分开。"
)
@click.option("--people", default=8000, show_default=True, type=click.IntRange(1, 2_000_000), help="总人数。")
@click.option("--seed", default=1, show_default=True, type=int, help="种子:相同种子得到相同数据。")
@json_option
def demo(counties, people, seed, as_json):
    """装入演示数据(正式环境不可用)。"""
    with acting_from_command():
        from django.conf import settings

        if settings.PRODUCTION:
            raise Failed("正式环境不装入演示数据。如需演示,请设 RONGYI_ENV=demo 并使用另一个数据库。")
        from rongyi.registry.models import Person

        if Person.objects.exists():
            raise Failed("数据库里已有人员档案,演示数据不与它们混在一起。请换一个空数据库再装入。")
        with progress_bar("演示数据", seconds_between_lines=10) as progress:
            result = part("rongyi.project.demo:load_demo")(counties, people, seed, progress)
    print_result(result or {"people": people}, as_json)
