"""What the written pages point to is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
LINK = re.compile(r"\]\(([^)\s]+)\)")
MOST_BYTES = 150 * 1024


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_each_link_of_a_page_leads_to_a_file(page):
    targets = [target.split("#")[0] for target in LINK.findall(page.read_text("utf-8"))]

    broken = [
        target for target in targets
        if target and not re.match(r"[a-z]+:", target) and not (page.parent / target).exists()
    ]  # fmt: skip

    assert broken == []


def test_each_picture_of_the_guide_is_used_and_light():
    pictures = list((ROOT / "docs" / "guide" / "pictures").iterdir())
    text = "".join(page.read_text("utf-8") for page in PAGES)

    assert [p.name for p in pictures if p.name not in text or p.stat().st_size > MOST_BYTES] == []


def test_each_setting_that_the_code_reads_from_the_environment_is_told():
    told = (ROOT / "docs" / "operations.md").read_text("utf-8")
    settings = (ROOT / "rongyi" / "project" / "settings.py").read_text("utf-8")

    read = set(re.findall(r'environ(?:\.get\(|\[)"([A-Z_]+)"', settings))

    assert sorted(name for name in read if name not in told) == []
