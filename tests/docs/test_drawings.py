"""The drawing in docs/architecture.md is made from the imports of today."""

import runpy
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_drawing_of_the_architecture_shows_the_imports_of_today():
    imports = runpy.run_path(str(ROOT / "maint" / "drawings" / "imports.py"))

    drawn = imports["drawing"](ROOT / "rongyi")

    assert drawn == (ROOT / "docs" / "architecture.svg").read_text("utf-8"), "run maint/drawings/imports.py"
