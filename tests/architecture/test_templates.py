"""Every template is used, and no page names another host or holds style or script of its own."""

import ast
import re

import pytest

from tests.architecture.source import HOUSE, listed, python_files, short, template_files, tree_of

NAMES = re.compile(r"""\{%\s*(?:extends|include)\s+["']([^"']+)["']""")
ADDRESS = re.compile(r"""(?:https?:)?//[a-z0-9-]+(?:\.[a-z0-9-]+)+""", re.IGNORECASE)
KNOWN_BY_DJANGO = {"400.html", "403.html", "404.html", "500.html", "403_csrf.html"}
OFFERED = {"412.html", "503.html"}
"""Two error pages that docs/reference/components.md offers and that no page needs yet."""
NAMESPACES = ("http://www.w3.org/",)
"""Names of XML vocabularies look like addresses and are never fetched."""


def _named_in_python() -> list[re.Pattern]:
    """Every text that names a template, as a pattern: what is put in at run time may be anything."""
    found = []
    for path in python_files():
        for node in ast.walk(tree_of(path)):
            parts = node.values if isinstance(node, ast.JoinedStr) else [node]
            text = "".join(
                re.escape(str(part.value)) if isinstance(part, ast.Constant) else "[a-z_]+"
                for part in parts
                if isinstance(part, ast.Constant | ast.FormattedValue)
            )
            if ".html" in text.replace("\\", ""):
                found.append(re.compile(text.partition("\\#")[0].replace("%s", "[a-z_]+") + r"\Z"))
    return found


def _name(path) -> str:
    return path.as_posix().partition("/templates/")[2]


def test_every_template_is_used():
    used, patterns = KNOWN_BY_DJANGO | OFFERED, _named_in_python()
    for path in template_files():
        used |= set(NAMES.findall(path.read_text(encoding="utf-8")))

    unused = [
        short(path)
        for path in template_files()
        if _name(path) not in used and not any(p.match(_name(path)) for p in patterns)
    ]

    assert not unused, listed(unused)


def test_every_template_that_is_named_exists():
    there = {_name(path) for path in template_files()}

    missing = [
        f"{short(path)}: {name}"
        for path in template_files()
        for name in NAMES.findall(path.read_text(encoding="utf-8"))
        if name.partition("#")[0] not in there
    ]

    assert not missing, listed(missing)


@pytest.mark.parametrize("pattern", ["<style", "style=", "<script>", r" on[a-z]+=", "javascript:", r" hx-[a-z-]+="])
def test_no_template_holds_style_or_script_of_its_own(pattern):
    found = [
        f"{short(path)}:{number}"
        for path in template_files()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(pattern, line, re.IGNORECASE)
    ]

    assert not found, listed(found)


def test_no_page_and_no_asset_names_another_host():
    assets = [
        path
        for path in sorted(HOUSE.rglob("*"))
        if path.suffix in (".html", ".js", ".css", ".svg", ".json") and "vendor" not in path.parts and path.is_file()
    ]

    found = [
        f"{short(path)}: {address}"
        for path in assets
        for address in ADDRESS.findall(path.read_text(encoding="utf-8", errors="replace"))
        if not any(n in _around(path, address) for n in NAMESPACES)
    ]

    assert not found, listed(found)


def _around(path, address: str) -> str:
    text = path.read_text(encoding="utf-8", errors="replace")
    at = text.index(address)
    return text[max(at - 10, 0) : at + len(address) + 20]


def test_the_vendored_files_load_nothing_from_another_host():
    """An address in a comment or a licence is no harm; one that is imported or fetched is."""
    loads = re.compile(r"""(?:@import|url\(|importScripts\(|from)\s*["'(]*\s*(https?:)?//""")

    found = [
        short(path)
        for path in sorted(HOUSE.rglob("static/vendor/**/*"))
        if path.suffix in (".js", ".css", ".mjs") and loads.search(path.read_text(encoding="utf-8", errors="replace"))
    ]

    assert not found, listed(found)
