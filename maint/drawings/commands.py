"""Writes docs/reference/commands.md from the help of every command."""

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from rongyi.project.cli import cli

TARGET = Path(__file__).resolve().parents[2] / "docs" / "reference" / "commands.md"
HEAD = """# Commands
Written by `maint/drawings/commands.py` from the commands' own help. Exit status: 0 done, 1 the work failed, 2 wrong usage.
"""


def commands(
    group: click.Command, path: tuple[str, ...] = ("rongyi",)
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    context = click.Context(group)
    if not isinstance(group, click.Group):
        yield path, group
        return
    for name in group.list_commands(context):
        yield from commands(group.get_command(context, name), (*path, name))


def page() -> str:
    parts = [HEAD]
    for path, command in commands(cli):
        context = click.Context(command, info_name=" ".join(path), terminal_width=100, max_content_width=100)
        parts.append(f"## {' '.join(path)}\n```\n{command.get_help(context).rstrip()}\n```\n")
    return "\n".join(parts)


def main() -> None:
    TARGET.write_text(page(), "utf-8")
    print(TARGET, file=sys.stderr)


if __name__ == "__main__":
    main()
