"""Lines of a workbook with what was decided on them, kept sealed in bundles."""

import hashlib
import json
from collections.abc import Iterator

from rongyi.registry.imports.deciding import OUTCOMES, Line
from rongyi.registry.models import ImportChunk, ImportJob

COUNTED = ("rows", *OUTCOMES)


def keep(job: ImportJob, number: int, lines: list[Line]) -> str:
    """Writes a bundle; returns its digest."""
    chunk = ImportChunk(county=job.county, job=job, number=number, rows=len(lines))
    return _write(chunk, lines)


def rekeep(chunk: ImportChunk, lines: list[Line]) -> str:
    """Writes a bundle anew after something about its lines has changed."""
    return _write(chunk, lines)


def _write(chunk: ImportChunk, lines: list[Line]) -> str:
    counts = dict.fromkeys(OUTCOMES, 0)
    for line in lines:
        counts[line.outcome] += 1
    for outcome, count in counts.items():
        setattr(chunk, outcome, count)
    text = json.dumps([line.packed() for line in lines], default=str, ensure_ascii=False)
    chunk.lines = text
    chunk.save()
    return hashlib.sha256(text.encode()).hexdigest()


def lines_of(chunk: ImportChunk) -> list[Line]:
    return [Line(*packed) for packed in json.loads(chunk.lines)]


def chunks_of(job: ImportJob):
    return ImportChunk.objects.filter(county=job.county, job=job).order_by("number")


def counts_of(job: ImportJob) -> dict[str, int]:
    """Of the whole workbook, however often its writing was interrupted."""
    totals = dict.fromkeys(COUNTED, 0)
    for counts in chunks_of(job).values_list(*COUNTED):
        for name, count in zip(COUNTED, counts, strict=True):
            totals[name] += count
    return totals


def lines_with(job: ImportJob, outcomes: tuple[str, ...], offset: int = 0, limit: int | None = None) -> Iterator[Line]:
    """Lines that came out so, in the order of the workbook; bundles that hold none of them are not opened."""
    left = limit
    for counts in chunks_of(job).values("pk", *outcomes):
        pk = counts.pop("pk")
        here = sum(counts.values())
        if here <= offset:
            offset -= here
            continue
        chunk = ImportChunk.objects.get(county=job.county, pk=pk)
        found = [line for line in lines_of(chunk) if line.outcome in outcomes][offset:]
        offset = 0
        for line in found:
            if left is not None and left <= 0:
                return
            yield line
            left = left - 1 if left is not None else None
