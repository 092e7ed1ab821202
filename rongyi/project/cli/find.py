"""`rongyi find`: the same search as the pages."""

import click

from rongyi.project.cli.base import acting_from_command, json_option, part, print_result


@click.command()
@click.argument("text")
@click.option("--station", help="只在此站及其下级范围内查找。")
@json_option
def find(text, station, as_json):
    """按姓名、拼音、首字母、证件号或电话尾号查找。"""
    with acting_from_command():
        found = part("rongyi.registry.command_search:found_people")(text, station=station)
    if as_json:
        print_result({"items": found}, as_json)
    for person in [] if as_json else found:
        click.echo("  ".join(str(person[key]) for key in ("name", "id_number", "phone", "station")))
