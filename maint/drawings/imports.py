"""Draws docs/architecture.svg from the code's own imports: floors as rows, arrows only downwards.

An arrow is drawn where no longer way of arrows says the same; each box names everything that its app imports.
"""

import ast
import sys
from pathlib import Path
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "docs" / "architecture.svg"

FLOORS = (
    ("project",),
    ("portal", "api"),
    ("visits",),
    ("registry",),
    ("ledgers",),
    ("records",),
    ("organisation",),
    ("accounts",),
    ("kernel",),
)
WORDS = {
    "project": "settings, addresses, the rongyi command, demo, backup",
    "portal": "public pages, first page of each role, figures",
    "api": "the HTTP API under /api/v1",
    "visits": "recording a visit, who is due",
    "registry": "personal files, search, import",
    "ledgers": "ledgers derived from the records, export",
    "records": "the spine: kinds, facts, chain, day counts",
    "organisation": "divisions, stations, roles, scope, commands",
    "accounts": "users, sign-in, second factor",
    "kernel": "no domain noun: encryption, audit, errors, sheets, components",
}
LEFT, MIDDLE, RIGHT = 20, 270, 520
COLUMN = {"portal": LEFT, "api": RIGHT, "visits": LEFT, "registry": LEFT, "ledgers": RIGHT}
WIDTH, HEIGHT, STEP, TOP = 440, 62, 98, 20
INK, SOFT, LINE, PAPER, FILL, SPINE = "#1d211a", "#575b50", "#4b5a26", "#ffffff", "#f4f5ef", "#9b1c1f"


def imports(source: Path) -> dict[str, set[str]]:
    """App by app, which other apps its files import or name by their dotted path."""
    found: dict[str, set[str]] = {app: set() for floor in FLOORS for app in floor}
    for file in sorted(source.rglob("*.py")):
        app = file.relative_to(source).parts[0]
        if app in found and "migrations" not in file.parts:
            found[app] |= {name for name in _named_in(ast.parse(file.read_text("utf-8"))) if name in found} - {app}
    return found


def _named_in(tree: ast.AST) -> set[str]:
    paths: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            paths += [name.name for name in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            paths += [f"{node.module}.{name.name}" for name in node.names]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and " " not in node.value:
            paths.append(node.value)
    return {path.split(".")[1] for path in paths if path.startswith("rongyi.")}


def floor_of(app: str) -> int:
    return next(number for number, floor in enumerate(FLOORS) if app in floor)


def arrows(found: dict[str, set[str]]) -> list[tuple[str, str]]:
    """Imports that no chain of other imports implies; one that leads upwards is a fault of the code."""
    for app, below in found.items():
        for other in below:
            if floor_of(other) <= floor_of(app):
                raise SystemExit(f"rongyi/{app} imports rongyi/{other}, which is not below it")
    implied = {(app, far) for app, below in found.items() for near in below for far in _reached(found, near)}
    return sorted((app, other) for app, below in found.items() for other in below if (app, other) not in implied)


def _reached(found: dict[str, set[str]], app: str) -> set[str]:
    return found[app].union(*(_reached(found, below) for below in found[app]))


def corner(app: str) -> tuple[int, int]:
    return COLUMN.get(app, MIDDLE), TOP + floor_of(app) * STEP


def _named(app: str, below: set[str]) -> str:
    order = [name for floor in FLOORS[floor_of(app) + 1 :] for name in floor]
    if not order:
        return "imports none of the others"
    return "imports all below" if below == set(order) else f"imports {', '.join(n for n in order if n in below)}"


def _box(app: str, below: set[str]) -> str:
    x, y = corner(app)
    named = _named(app, below)
    edge = SPINE if app == "records" else LINE
    return "\n".join(
        (
            f'<rect x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}" rx="6" fill="{FILL}" stroke="{edge}"/>',
            f'<text x="{x + 14}" y="{y + 22}" class="name">{app}</text>',
            f'<text x="{x + 14}" y="{y + 39}">{escape(WORDS[app])}</text>',
            f'<text x="{x + 14}" y="{y + 54}" class="soft">{named}</text>',
        )
    )


def _arrow(start: str, end: str) -> str:
    (x1, y1), (x2, y2) = corner(start), corner(end)
    lower, upper = max(x1, x2), min(x1 + WIDTH, x2 + WIDTH)
    if x1 == x2:
        near = far = x1 + WIDTH // 2
    elif lower < upper and floor_of(end) - floor_of(start) == 1:
        near = far = (lower + upper) // 2
    else:
        near, far = (x1 + 30, x2 + WIDTH - 30) if x1 > x2 else (x1 + WIDTH // 2, x2 + 30)
    return f'<path d="M{near} {y1 + HEIGHT} L{far} {y2 - 3}" class="arrow"/>'


def drawing(source: Path) -> str:
    found = imports(source)
    height = TOP * 2 + (len(FLOORS) - 1) * STEP + HEIGHT
    boxes = [_box(app, found[app]) for floor in FLOORS for app in floor]
    lines = [_arrow(start, end) for start, end in arrows(found)]
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 980 {height}" width="980" height="{height}">',
            "<title>The apps of rongyi as floors: each imports only from those below it</title>",
            f"<style>text{{font:13px system-ui,sans-serif;fill:{INK}}} .name{{font-weight:700;font-size:16px}} "
            f".soft{{fill:{SOFT};font-size:12px}} .arrow{{stroke:{LINE};fill:none;marker-end:url(#tip)}}</style>",
            '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
            f'<path d="M0 0 L8 4 L0 8 z" fill="{LINE}"/></marker></defs>',
            f'<rect width="980" height="{height}" fill="{PAPER}"/>',
            *lines,
            *boxes,
            "</svg>\n",
        )
    )


def main() -> None:
    TARGET.write_text(drawing(ROOT / "rongyi"), "utf-8")
    print(TARGET.relative_to(ROOT), file=sys.stderr)


if __name__ == "__main__":
    main()
