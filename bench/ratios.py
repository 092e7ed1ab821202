"""What of a run holds on another machine: ratios to the peers of the same run, kept in docs/reference/performance.json."""

import json
from collections.abc import Iterator
from pathlib import Path

KEPT = Path(__file__).resolve().parents[1] / "docs" / "reference" / "performance.json"
ALLOWED = 1.2


def ratios(report: dict) -> dict[str, float]:
    """{scenario engine what: how many times the peer's cost}; less is better in each."""
    return {
        f"{_name(scenario, report)} {engine} {what}": round(value, 3)
        for scenario, engines in report["scenarios"].items()
        for engine, result in engines.items()
        for what, value in _READERS.get(scenario, _nothing)(result)
    }


def _name(scenario: str, report: dict) -> str:
    """Search alone depends on how many people there are."""
    return f"search of {report['people']:,}" if scenario == "search" else scenario


def regressions(now: dict[str, float], kept: dict[str, float]) -> list[str]:
    """Lines for what costs over a fifth more than at the last stored run."""
    return [
        f"  {name}: {value} instead of {kept[name]}"
        for name, value in now.items()
        if name in kept and value > kept[name] * ALLOWED
    ]


def kept_ratios() -> dict[str, float]:
    return json.loads(KEPT.read_text()) if KEPT.exists() else {}


def keep(now: dict[str, float]) -> None:
    KEPT.write_text(json.dumps(dict(sorted((kept_ratios() | now).items())), indent=2) + "\n")


def _nothing(result: dict) -> Iterator[tuple[str, float]]:
    yield from ()


def _divisions(result: dict) -> Iterator[tuple[str, float]]:
    yield "seconds to bulk_create", result["rongyi"]["seconds"] / result["bulk_create"]["seconds"]
    yield "memory to bulk_create", result["rongyi"]["peak_mib"] / result["bulk_create"]["peak_mib"]


def _visit(result: dict) -> Iterator[tuple[str, float]]:
    one, many = result["one"], result["together"]
    yield "statements", one["statements"]
    yield "p50 to a bare insert", one["p50_ms"] / one["bare_insert"]["p50_ms"]
    yield "p99 of all writers to a fair share", many["p99_ms"] * many["per_second"] / many["writers"] / 1000


def _pages(result: dict) -> Iterator[tuple[str, float]]:
    for name in ("list", "person"):
        yield f"{name} to the bare view", result[name]["bare_view"]["per_second"] / result[name]["page"]["per_second"]


def _search(result: dict) -> Iterator[tuple[str, float]]:
    for name, kind in result["kinds"].items():
        if kind.get("icontains_takes_times"):
            yield f"{name} to icontains", 1 / kind["icontains_takes_times"]


def _imports(result: dict) -> Iterator[tuple[str, float]]:
    """Fixed costs weigh more in a small workbook, so each size is compared with itself."""
    ours = result["rongyi"]["seconds"]
    for name, peer in (("django-import-export", "import_export"), ("the floor", "floor")):
        yield f"of {result['rows']:,} rows, seconds to {name}", ours / result[peer]["seconds"]


_READERS = {"divisions": _divisions, "visit": _visit, "pages": _pages, "search": _search, "imports": _imports}
