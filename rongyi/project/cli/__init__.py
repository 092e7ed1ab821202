"""The `rongyi` command. Each subcommand lies in a file of its own and is imported only when it is called."""

import importlib
import sys

import click

from rongyi.kernel.printed import printed
from rongyi.project.cli.base import as_failures

COMMANDS = {
    "archives": "archives:archives",
    "audit": "audit:audit",
    "backup": "backup:backup",
    "certificate": "certificate:certificate",
    "definitions": "definitions:definitions",
    "demo": "demo:demo",
    "doctor": "doctor:doctor",
    "export": "export:export",
    "files": "files:files",
    "find": "find:find",
    "import": "people:import_",
    "invite": "invite:invite",
    "link": "link:link",
    "money": "money:money",
    "regions": "regions:regions",
    "restore": "backup:restore",
    "serve": "serve:serve",
    "setup": "setup:setup",
    "sweep": "sweep:sweep",
    "token": "tokens:token",
    "worker": "worker:worker",
}


class LazyGroup(click.Group):
    def list_commands(self, ctx):
        return sorted(COMMANDS)

    def get_command(self, ctx, name):
        if name not in COMMANDS:
            return None
        module, attribute = COMMANDS[name].split(":")
        return as_printed(getattr(importlib.import_module(f"rongyi.project.cli.{module}"), attribute))

    def invoke(self, ctx):
        with as_failures():
            return super().invoke(ctx)


def as_printed(command: click.Command) -> click.Command:
    """Help with the marks of print, down to the last option."""
    command.help = printed(command.help) if command.help else command.help
    for parameter in command.params:
        if getattr(parameter, "help", None):
            parameter.help = printed(parameter.help)
    for below in getattr(command, "commands", {}).values():
        as_printed(below)
    return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
def cli():
    """戎驿:退役军人服务站的工作系统。"""


def main() -> None:
    """Exit status: 0 done, 1 the work failed, 2 wrong usage."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # old terminals come up with ASCII
    as_printed(cli)(prog_name="rongyi")
