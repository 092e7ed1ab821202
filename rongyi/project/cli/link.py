"""`rongyi link`: all people of a county compared with each other."""

import click

from rongyi.project.cli.base import acting_from_command, json_option, part, print_result, progress_bar


@click.command()
@click.option("--station", help="只查此站所在的县区;不写则查所有县区。")
@json_option
def link(station, as_json):
    """全县查重:找出疑似同一人的档案,只提示,不合并。停下后再运行,会接着做。"""
    with acting_from_command(), progress_bar("查重") as progress:
        result = part("rongyi.merging.command:link_people")(station=station, progress=progress)
    print_result(result, as_json)
