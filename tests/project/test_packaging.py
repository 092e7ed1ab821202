"""What a stranger's machine relies on: the lock, the two commands, the licence."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = ["run", "dev", "bench"]


def _named_in(name: str) -> list[str]:
    lines = (ROOT / "requirements" / f"{name}.in").read_text().splitlines()
    return [re.match(r"[\w.-]+", line)[0].lower() for line in lines if line and line[0] not in "#-"]


def _locked_in(name: str) -> dict[str, str]:
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    return dict(re.findall(r"^([\w.-]+)==([\w.]+)", text, re.MULTILINE))


@pytest.mark.parametrize("name", LOCKS)
def test_the_lock_pins_every_named_package_by_hash(name):
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    entries = re.split(r"\n(?=[\w.-]+==)", text.strip())

    unhashed = [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry]
    missing = {package.replace(".", "-").replace("_", "-") for package in _named_in(name)} - set(_locked_in(name))

    assert unhashed == []
    assert missing == set()


@pytest.mark.parametrize("name", LOCKS)
def test_the_lock_names_no_address(name):
    text = (ROOT / "requirements" / f"{name}.txt").read_text()

    assert re.findall(r"://|--(?:extra-)?index|--find-links|--trusted", text) == []


@pytest.mark.parametrize("name", ["dev", "bench"])
def test_packages_of_two_locks_have_one_version(name):
    run, other = _locked_in("run"), _locked_in(name)

    assert {package for package in run.keys() & other.keys() if run[package] != other[package]} == set()


def test_every_named_package_has_its_reason_and_licence_on_record():
    reasons = (ROOT / "docs" / "dependencies.md").read_text()
    rows = re.findall(r"^\| ([^|]+) \| [^|]{10,} \| [^|]{3,} \|$", reasons, re.MULTILINE)
    told = {package.strip() for row in rows for package in row.split(",")}

    assert {package for name in LOCKS for package in _named_in(name)} == told - {"package"}


def test_make_help_names_every_target_that_people_use():
    told = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert re.findall(r"^  make (\w+)", told, re.MULTILINE) == [
        "help", "run", "test", "lint", "bench", "shots", "lock", "messages", "format", "clean",
    ]  # fmt: skip


def test_the_continuous_check_is_the_same_command_that_people_use():
    assert (ROOT / ".ci" / "run").read_text().splitlines()[-1] == "exec make test"


def test_scripts_are_well_formed():
    scripts = sorted((ROOT / "maint" / "bootstrap").glob("*.sh"))

    faults = [script.name for script in scripts if subprocess.run(["bash", "-n", script], check=False).returncode]

    assert len(scripts) == 5
    assert faults == []


def test_the_licence_is_apache_2_and_the_package_says_so():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

    assert project["license"] == "Apache-2.0"
    assert "Version 2.0, January 2004" in (ROOT / "LICENSE").read_text()
