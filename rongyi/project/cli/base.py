"""What the subcommands share: starting Django, one way to print results, progress, and failures as plain words."""

import dataclasses
import importlib
import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import click

from rongyi.kernel.printed import printed

Progress = Callable[[int, int | None], None]
"""Called as progress(done, total); total is None where nobody knows it."""

json_option = click.option("--json", "as_json", is_flag=True, help="以 JSON 输出结果。")


def say(text: str, *, err: bool = False) -> None:
    """For people: with the marks of print. What scripts read goes out as it is."""
    click.echo(printed(text), err=err)


class Failed(click.ClickException):
    """The work failed: exit status 1."""

    def show(self, file=None):
        say(self.format_message(), err=True)


def start_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rongyi.project.settings")
    import django
    from django.utils import translation

    django.setup()
    translation.activate(os.environ.get("RONGYI_LANGUAGE", "zh-hans"))


@contextmanager
def acting_from_command() -> Iterator[None]:
    """The audit trail says `cli` for whatever is done inside."""
    start_django()
    from rongyi.kernel.audit import acting_from

    with acting_from("cli"):
        yield


@contextmanager
def as_failures() -> Iterator[None]:
    """Errors that have words for the reader lose their traceback; faults of ours keep it."""
    try:
        yield
    except (click.ClickException, click.exceptions.Exit, click.Abort, SystemExit):
        raise
    except Exception as error:
        words = _words_of(error)
        if words is None:
            raise
        raise Failed(words) from error


def _words_of(error: Exception) -> str | None:
    from django.core.exceptions import ImproperlyConfigured, ValidationError
    from django.db import OperationalError

    from rongyi.kernel.errors import Denied, NotFound, Refused

    if isinstance(error, OperationalError):
        return f"数据库用不了:{error}".strip() + "\n请先运行 rongyi doctor 查看原因。"
    if isinstance(error, ValidationError):
        return "\n".join(error.messages)
    if isinstance(error, (Refused, Denied, NotFound, ImproperlyConfigured, OSError)):
        return str(error)
    return None


def part(path: str):
    """Fetches `package.module:name`; says in plain words when this installation does not have that part."""
    module, name = path.split(":")
    try:
        return getattr(importlib.import_module(module), name)
    except ModuleNotFoundError as error:
        if not module.startswith(error.name or "?"):
            raise
        raise Failed(f"本安装缺少 {module},无法执行此命令。") from error
    except AttributeError as error:
        raise Failed(f"{module} 里没有 {name},无法执行此命令。") from error


def plain(result):
    """A result as JSON knows it: dataclasses and mappings become dicts."""
    if dataclasses.is_dataclass(result) and not isinstance(result, type):
        return dataclasses.asdict(result)
    if isinstance(result, Mapping):
        return dict(result)
    return result


def print_result(result, as_json: bool, line: Callable[[dict], str] | None = None) -> None:
    """One JSON document, or words: `line` makes them, otherwise each entry is a line of its own."""
    result = plain(result)
    if as_json:
        click.echo(json.dumps(result, ensure_ascii=False, default=str))
    elif line is not None:
        say(line(result))
    else:
        for key, value in result.items():
            click.echo(f"{key}: {value}")


@contextmanager
def progress_bar(label: str, *, seconds_between_lines: float | None = None) -> Iterator[Progress]:
    """A bar on a terminal once the work has lasted two seconds; in a log file a line now and then, if asked for."""
    if sys.stderr.isatty():
        with _terminal_bar(label) as report:
            yield report
    elif seconds_between_lines is not None:
        yield _line_reporter(label, seconds_between_lines)
    else:
        yield lambda done, total=None: None


@contextmanager
def _terminal_bar(label: str) -> Iterator[Progress]:
    from tqdm import tqdm

    with tqdm(desc=label, delay=2, mininterval=0.2, dynamic_ncols=True, leave=True) as bar:

        def report(done: int, total: int | None = None) -> None:
            if total is not None and bar.total != total:
                bar.total = total
            bar.update(done - bar.n)

        yield report


def _line_reporter(label: str, seconds: float) -> Progress:
    last = time.monotonic()

    def report(done: int, total: int | None = None) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= seconds or done == total:
            last = now
            say(f"   {label} {done}" + (f"/{total}" if total else ""), err=True)

    return report
