"""`rongyi regions load`: administrative divisions from a CSV file."""

from pathlib import Path

import click

from rongyi.project.cli.base import acting_from_command, json_option, part, print_result, progress_bar


@click.group()
def regions():
    """行政区划。"""


@regions.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
def load(file, as_json):
    """装入或更新行政区划;FILE 的列为 level,code,name,parent,可为 .gz。"""
    with acting_from_command(), progress_bar("行政区划") as progress:
        result = part("rongyi.organisation.divisions:load_divisions")(file, progress)
    print_result(result, as_json)
