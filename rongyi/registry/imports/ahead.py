"""The rows of the next bundles are made by a second process while this one writes.

Sealing and search tokens are half of the work of a large import and need no database. Plain values go to that process
through a pipe and nowhere else; it ends with whoever started it, and what it does not answer is made here.
"""

import json
import logging
import marshal
import os
import struct
import subprocess
import sys
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from django.conf import settings

from rongyi.kernel import clock
from rongyi.kernel.bulk import writing_much
from rongyi.registry.imports.chunks import chunks_of
from rongyi.registry.imports.deciding import Line
from rongyi.registry.models import ImportChunk, ImportJob
from rongyi.registry.services.bulk import Opened, prepare_files

log = logging.getLogger("rongyi.incidents")
FEW = 20
"""Up to so many new files of a bundle are opened as objects, one by one; beyond, as rows."""
HELPED_FROM = 4000
"""With fewer new files the start of a process takes longer than it saves."""
AHEAD = 2
"""Bundles that are made or ready while one is written; each takes some ten MiB."""
SIZE = struct.Struct("<Q")
SETTINGS = ("RONGYI_KEY_FILE", "RONGYI_CIPHER", "RONGYI_DIGEST")
Bundle = tuple[ImportChunk, Opened | None]


def bundles(job: ImportJob) -> Generator[Bundle, None, None]:
    """Each bundle that is not written yet, with the rows of its new files; None where they are few."""
    waiting = dict(chunks_of(job).filter(is_applied=False).values_list("pk", "created"))
    chunks = (chunks_of(job).get(pk=pk) for pk in waiting)
    if sum(waiting.values()) < HELPED_FROM or os.cpu_count() == 1:
        yield from ((chunk, made(chunk.lines, job.region_code, clock.now())) for chunk in chunks)
        return
    with writing_much(), Helper() as helper:
        yield from helper.bundles(chunks, job.region_code)


def made(text: str, region_code: str, now: datetime) -> Opened | None:
    """The rows of the new files among the lines of a bundle."""
    return rows_of_lines((Line(*kept) for kept in json.loads(text)), region_code, now)


def rows_of_lines(lines: Iterable[Line], region_code: str, now: datetime) -> Opened | None:
    values = [{"region_code": region_code, **line.values} for line in lines if line.outcome == "created"]
    return prepare_files(values, now=now) if len(values) > FEW else None


class Helper:
    """The second process, seen from the first. One thread speaks with it, so that nobody waits for a full pipe."""

    def __init__(self) -> None:
        command = [sys.executable, "-P", "-m", "rongyi.registry.imports.ahead_process"]
        places = os.pathsep.join(path or str(Path.cwd()) for path in sys.path)
        environment = os.environ | {"DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE, "PYTHONPATH": places}
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen(command, env=environment, **pipes)  # type: ignore[call-overload]
        self.thread = ThreadPoolExecutor(1)
        own = {name: str(getattr(settings, name)) for name in SETTINGS if hasattr(settings, name)}
        self.thread.submit(send, self.process.stdin, own)

    def __enter__(self) -> "Helper":
        return self

    def __exit__(self, *_error: object) -> None:
        self.process.kill()
        self.thread.shutdown(cancel_futures=True)
        for pipe in (self.process.stdin, self.process.stdout):
            with suppress(BrokenPipeError):
                pipe.close()
        self.process.wait()

    def bundles(self, chunks: Iterable[ImportChunk], region_code: str) -> Iterator[Bundle]:
        asked: deque[tuple[ImportChunk, Future | None]] = deque()
        for number, chunk in enumerate(chunks):
            # the first is made here, while the process starts
            order = (chunk.lines, region_code, clock.now().isoformat())
            asked.append((chunk, self.thread.submit(self._answer, order) if number else None))
            if len(asked) > AHEAD:
                yield self._taken(*asked.popleft(), region_code)
        while asked:
            yield self._taken(*asked.popleft(), region_code)

    def _answer(self, order: tuple) -> tuple | None:
        send(self.process.stdin, order)
        return receive(self.process.stdout)

    @staticmethod
    def _taken(chunk: ImportChunk, answer: Future | None, region_code: str) -> Bundle:
        if answer is not None and not answer.cancel():
            try:
                found = answer.result()
                return chunk, Opened(*found) if found else None
            except (OSError, EOFError, ValueError):  # it has died: then here, as without it
                log.warning("the second process of an import has ended before its time")
        return chunk, made(chunk.lines, region_code, clock.now())


def send(pipe, what) -> None:
    data = marshal.dumps(what)
    pipe.write(SIZE.pack(len(data)) + data)
    pipe.flush()


def receive(pipe):
    head = pipe.read(SIZE.size)
    if len(head) < SIZE.size:
        raise EOFError
    return marshal.loads(pipe.read(SIZE.unpack(head)[0]))  # noqa: S302  from a process of ours
