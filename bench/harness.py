"""Measuring: times, percentiles, memory, load of the machine, and what machine it was."""

import math
import os
import platform
import resource
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

PACKAGES = ("Django", "psycopg", "gunicorn", "django-ninja", "cryptography")


def percentile(values: Iterable[float], part: float) -> float:
    """The nearest-rank percentile: a value that really was measured."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(part * len(ordered)) - 1)]


def summary(seconds: list[float], processor: list[float] | None = None) -> dict:
    """How long something took and how much of it this process worked, in milliseconds."""
    if not seconds:
        return {"n": 0}
    worked = {"p50_processor_ms": round(percentile(processor, 0.50) * 1000, 3)} if processor else {}
    return {
        "n": len(seconds),
        "p50_ms": round(percentile(seconds, 0.50) * 1000, 3),
        "p95_ms": round(percentile(seconds, 0.95) * 1000, 3),
        "p99_ms": round(percentile(seconds, 0.99) * 1000, 3),
        "max_ms": round(max(seconds) * 1000, 3),
        **worked,
    }


def timed(call: Callable, *args, **kwargs) -> tuple[float, object]:
    start = time.perf_counter()
    result = call(*args, **kwargs)
    return time.perf_counter() - start, result


def repeated(call: Callable, things: Iterable) -> tuple[dict, list]:
    """Calls once for each thing: (summary with the time of the processor too, the results)."""
    times, processor, results = [], [], []
    for thing in things:
        worked = time.process_time()
        took, result = timed(call, thing)
        processor.append(time.process_time() - worked)
        times.append(took)
        results.append(result)
    return summary(times, processor), results


def peak_mib() -> float:
    """The most memory that this process ever held."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


@contextmanager
def watching_memory(every: float = 0.05) -> Iterator[dict[str, float]]:
    """{"own_peak_mib"}: what this process held for itself alone. The peak of the system counts pages of the database
    file that SQLite maps too, which the system takes back whenever it likes."""
    found, over = {"own_peak_mib": 0.0}, threading.Event()

    def look() -> None:
        while not over.wait(every):
            found["own_peak_mib"] = max(found["own_peak_mib"], _own_mib())

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    try:
        yield found
    finally:
        over.set()
        watcher.join()


def _own_mib() -> float:
    path = Path("/proc/self/status")
    lines = path.read_text().splitlines() if path.exists() else []
    return round(next((int(line.split()[1]) / 1024 for line in lines if line.startswith("RssAnon:")), 0.0), 1)


def ratio(ours: float, peer: float) -> float:
    """How many times as long the peer takes; below one, the peer is faster."""
    return round(peer / ours, 2) if ours else 0.0


def hammer(call: Callable[[], None], *, threads: int, seconds: float) -> dict:
    """A closed model: each thread asks again as soon as it has its answer. `call` is made once for each thread."""
    times: list[float] = []
    errors: list[str] = []
    end = time.perf_counter() + seconds

    def work() -> None:
        ask = call()
        mine: list[float] = []
        while (start := time.perf_counter()) < end:
            try:
                ask()
            except Exception as error:
                errors.append(repr(error)[:120])
                continue
            mine.append(time.perf_counter() - start)
        times.extend(mine)

    begin = time.perf_counter()
    workers = [threading.Thread(target=work) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    took = time.perf_counter() - begin
    result = {"threads": threads, "per_second": round(len(times) / took, 1), **summary(times), "errors": len(errors)}
    return result | ({"first_error": errors[0]} if errors else {})


def machine() -> dict:
    memory = {}
    for line in Path("/proc/meminfo").read_text().splitlines() if Path("/proc/meminfo").exists() else ():
        name, _colon, rest = line.partition(":")
        memory[name] = int(rest.split()[0])
    return {
        "cores": os.cpu_count(),
        "processor": _processor(),
        "memory_mib": memory.get("MemTotal", 0) // 1024,
        "system": f"{platform.system()} {platform.release()}",
        "load_average": [round(value, 2) for value in os.getloadavg()],
    }


def _processor() -> str:
    path = Path("/proc/cpuinfo")
    lines = path.read_text().splitlines() if path.exists() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def versions() -> dict:
    found = {"Python": sys.version.split()[0], "SQLite": sqlite3.sqlite_version}
    return found | {name: version(name) for name in PACKAGES}
