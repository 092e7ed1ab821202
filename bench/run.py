"""`make bench`: runs the scenarios, each in processes of its own, and writes the figures under var/bench/.

make bench ARGS="--scenario search --people 1000000"
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench import table  # noqa: E402
from bench.harness import machine, ratio, versions  # noqa: E402
from bench.ratios import keep, kept_ratios, ratios, regressions  # noqa: E402

SCENARIOS = ("divisions", "visit", "pages", "search", "imports", "linkage", "payments", "campaign", "cases")
ENGINES = ("sqlite", "postgresql")
PEOPLE, FULL = 20_000, 1_000_000
MOST_FOR_WORK = 20_000
ROWS, QUICK_ROWS = 100_000, 300
"""Lines of the imported workbook."""
"""Recording and pages concern one county: more people elsewhere change nothing but the time to copy them."""


def main() -> int:
    given = _arguments()
    folder = Path(given.out or ROOT / "var" / "bench")
    (folder / "data").mkdir(parents=True, exist_ok=True)
    engines = _engines(given.engine)
    started = time.strftime("%Y-%m-%dT%H:%M:%S%z")
    report = {
        "started": started, "machine": machine(), "versions": versions(), "seed": given.seed, "people": given.people,
        "scenarios": {},
    }  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="run-", dir=folder) as place:
        (Path(place) / "static").mkdir()
        for scenario in given.scenario or SCENARIOS:
            report["scenarios"][scenario] = {}
            for engine in engines:
                run = Run(scenario, engine, given, folder, Path(place))
                report["scenarios"][scenario][engine] = run.measured()
                _show(scenario, engine, report["scenarios"][scenario][engine])
    report["ended"], report["machine"]["load_average_at_end"] = time.strftime("%Y-%m-%dT%H:%M:%S%z"), os.getloadavg()
    target = folder / f"bench-{time.strftime('%Y%m%d-%H%M%S')}.json"
    target.write_text(json.dumps(report, ensure_ascii=False, indent=2) + "\n")
    print(f"{target.relative_to(ROOT) if target.is_relative_to(ROOT) else target}")
    if not given.quick:
        _compare(ratios(report), given.keep)
    return 0


def _compare(now: dict[str, float], is_kept: bool) -> None:
    worse = regressions(now, kept_ratios())
    print(
        "\n".join(["Over a fifth dearer than at the last stored run, beside the same peers:", *worse])
        if worse
        else "No ratio is over a fifth dearer than stored."
    )
    if is_kept:
        keep(now)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__.splitlines()[0])
    parser.add_argument(
        "--scenario", action="append", choices=SCENARIOS, help="again for more than one; all by default"
    )
    parser.add_argument("--people", type=int, default=PEOPLE, help=f"default {PEOPLE:,}; the full size is {FULL:,}")
    parser.add_argument("--rows", type=int, default=ROWS, help=f"of the imported workbook; default {ROWS:,}")
    parser.add_argument("--engine", choices=(*ENGINES, "both"), default="both")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", help="folder of the figures and of the kept data; var/bench by default")
    parser.add_argument("--keep", action="store_true", help="stores the ratios for later runs to be compared with")
    parser.add_argument(
        "--quick", action="store_true", help="few questions and small files: shows that it works, no more"
    )
    return parser.parse_args()


def _engines(wanted: str) -> list[str]:
    chosen = list(ENGINES) if wanted == "both" else [wanted]
    if "postgresql" in chosen and not os.environ.get("BENCH_POSTGRES"):
        if wanted == "postgresql":
            sys.exit("BENCH_POSTGRES names no server; `make bench` starts one and sets it")
        print("BENCH_POSTGRES names no server: SQLite alone is measured (`make bench` starts one)", file=sys.stderr)
        chosen.remove("postgresql")
    return chosen


class Run:
    """One scenario on one engine: a new database, filled where needed, measured in a process of its own."""

    def __init__(self, scenario: str, engine: str, given: argparse.Namespace, folder: Path, place: Path):
        self.scenario, self.engine, self.given, self.folder, self.place = scenario, engine, given, folder, place
        self.people = given.people if scenario == "search" else min(given.people, MOST_FOR_WORK)

    def measured(self) -> dict:
        load = os.getloadavg()[0]
        url = self._new_database(self.scenario)
        if self.scenario == "divisions":
            result = self._divisions(url)
        elif self.scenario == "imports":
            result = self._imports()
        else:
            filled = self._child("fill", url, source=str(self._kept()))
            result = {"filled": filled} | self._child(self.scenario, url)
        return {"load_average_before": round(load, 2), "load_average_after": round(os.getloadavg()[0], 2), **result}

    def _divisions(self, url: str) -> dict:
        from bench.scenarios.divisions import rows_in, source

        path, missing = source(is_small=self.given.quick)
        self._child("migrate", url)
        ours = self._child("divisions", url, source=str(path), way="rongyi")
        other = self._new_database("peer")
        self._child("migrate", other)
        peer = self._child("divisions", other, source=str(path), way="bulk_create")
        return {
            "file": path.name, "rows": rows_in(path), "missing": missing, "rongyi": ours, "bulk_create": peer,
            "bulk_create_takes_times": ratio(ours["seconds"], peer["seconds"]),
            "bulk_create_holds_times": ratio(ours["peak_mib"], peer["peak_mib"]),
        }  # fmt: skip

    def _imports(self) -> dict:
        """One workbook, three ways in, each into a new database."""
        rows = QUICK_ROWS if self.given.quick else self.given.rows
        path = self.folder / "data" / f"list-{rows}-{self.given.seed}.xlsx"
        found = {}
        for way in (*(() if path.exists() else ("write",)), "rongyi", "import_export", "floor"):
            url = self._new_database(f"imports_{way}")
            self._child("migrate", url)
            self._child("imports", url, source=str(path), way="network", rows=rows)
            found[way] = self._child("imports", url, source=str(path), way=way, rows=rows)
        found.pop("write", None)
        return {
            "rows": rows,
            **found,
            "compared": _imports_compared(found["rongyi"], found["import_export"], found["floor"]),
        }

    def _kept(self) -> Path:
        """The people of this size, made now or kept from an earlier run."""
        from bench.dataset import kept_file

        path = kept_file(self.folder / "data", self.people, self.given.seed)
        if not path.exists():
            making = self.place / path.name
            made = self._child("make", f"sqlite:///{making}")
            print(f"== {self.people:,} people made in {made['seconds']} s", file=sys.stderr)
            making.rename(path)
        return path

    def _new_database(self, name: str) -> str:
        if self.engine == "sqlite":
            return f"sqlite:///{self.place / name}.sqlite3"
        import psycopg

        server = os.environ["BENCH_POSTGRES"]
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'drop database if exists "bench_{name}" with (force)')
            connection.execute(f'create database "bench_{name}"')
        return urlunsplit(urlsplit(server)._replace(path=f"/bench_{name}"))

    def _child(self, task: str, url: str, **more) -> dict:
        """Runs a task of bench/child.py on a database and returns what it measured."""
        order = {
            "task": task,
            "people": self.people,
            "files": self.given.people,
            "seed": self.given.seed,
            "quick": self.given.quick,
            **more,
        }
        answer = self.place / "answer.json"
        answer.unlink(missing_ok=True)
        environment = os.environ | {
            "DATABASE_URL": url, "RONGYI_ENV": "test", "RONGYI_VAR": str(self.place), "RONGYI_LOG": "ERROR",
            "RONGYI_KEYS": str(self.folder / "data" / "keys.json"), "DJANGO_SETTINGS_MODULE": "bench.settings",
        }  # fmt: skip
        command = [sys.executable, "-m", "bench.child", json.dumps(order), str(answer)]
        subprocess.run(command, cwd=ROOT, env=environment, check=True)
        return json.loads(answer.read_text())


def _imports_compared(ours: dict, peer: dict, floor: dict) -> dict:
    return {
        "import_export_takes_times": ratio(ours["seconds"], peer["seconds"]),
        "import_export_without_dry_run_takes_times": ratio(ours["seconds"], peer["write_seconds"]),
        "times_of_the_floor": ratio(floor["seconds"], ours["seconds"]),
        "peak_mib": round(ours["peak_mib"] + ours["helpers_peak_mib"], 1),
        "own_peak_mib": round(ours["own_peak_mib"] + ours["helpers_peak_mib"], 1),
    }


def _show(scenario: str, engine: str, result: dict) -> None:
    """The figures in short."""
    print(
        f"{scenario} · {engine}  (load average {result['load_average_before']} before, {result['load_average_after']} after)"
    )
    for line in getattr(table, scenario)(result):
        print(line)
    print(flush=True)


if __name__ == "__main__":
    sys.exit(main())
