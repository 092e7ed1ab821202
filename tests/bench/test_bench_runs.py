"""The benchmark runs from end to end at a tiny size; what it measures there says nothing."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WHOLE = {"lost": 0, "errors": 0, "chain_breaks": 0, "audit_breaks": 0}


@pytest.mark.sqlite_only
def test_scenarios_measure_a_few_people_and_write_their_figures(tmp_path):
    command = [sys.executable, "bench/run.py", "--quick", "--engine", "sqlite", "--people", "300", "--out", tmp_path]

    done = subprocess.run(
        [*command, "--scenario", "search", "--scenario", "visit"], cwd=ROOT, capture_output=True, text=True, timeout=300
    )

    assert done.returncode == 0, done.stderr
    report = json.loads(next(tmp_path.glob("bench-*.json")).read_text())
    assert {"cores", "memory_mib", "load_average"} <= set(report["machine"])
    search, visit = report["scenarios"]["search"]["sqlite"], report["scenarios"]["visit"]["sqlite"]
    assert set(search) == {
        "load_average_before",
        "load_average_after",
        "filled",
        "data",
        "kinds",
        "whole_table_icontains",
    }
    assert all(kind["orm"]["n"] == kind["http"]["n"] == 5 for kind in search["kinds"].values())
    assert {name: visit["together"][name] for name in WHOLE} == WHOLE
