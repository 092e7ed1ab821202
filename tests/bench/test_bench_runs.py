"""The benchmark runs from end to end at a tiny size; what it measures there says nothing."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("scenario", "expected"),
    [
        ("search", {"load_average_before", "filled", "data", "kinds", "whole_table_icontains"}),
        ("visit", {"load_average_before", "filled", "one", "together", "durability"}),
    ],
)
def test_a_scenario_measures_a_few_people_and_writes_its_figures(tmp_path, scenario, expected):
    command = [sys.executable, "bench/run.py", "--quick", "--engine", "sqlite", "--people", "300"]

    done = subprocess.run(
        [*command, "--scenario", scenario, "--out", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )

    assert done.returncode == 0, done.stderr
    report = json.loads(next(tmp_path.glob("bench-*.json")).read_text())
    figures = report["scenarios"][scenario]["sqlite"]
    assert set(figures) == expected
    assert {"cores", "memory_mib", "load_average"} <= set(report["machine"])
    if scenario == "visit":
        together = figures["together"]
        assert (together["lost"], together["errors"], together["chain_breaks"], together["audit_breaks"]) == (
            0,
            0,
            0,
            0,
        )
