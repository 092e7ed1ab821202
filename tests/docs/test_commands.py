"""docs/reference/commands.md says what the commands themselves say."""

import runpy
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_page_of_commands_is_made_of_their_help():
    commands = runpy.run_path(str(ROOT / "maint" / "drawings" / "commands.py"))

    written = commands["page"]()

    assert written == (ROOT / "docs" / "reference" / "commands.md").read_text("utf-8"), "run maint/drawings/commands.py"
