"""The house's own files, as the whole-house tests read them."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
HOUSE = ROOT / "rongyi"
GENERATED = ("migrations", "vendor", "locale")


def python_files(base: Path = HOUSE) -> list[Path]:
    return [p for p in sorted(base.rglob("*.py")) if not set(p.relative_to(base).parts) & set(GENERATED)]


def template_files() -> list[Path]:
    return sorted(HOUSE.glob("*/templates/**/*.html"))


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def short(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions_of(path: Path):
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def lines_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Without decorators and docstring: what has to be held in the head."""
    body = function.body
    if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant) and len(body) > 1:
        docstring = body[0].end_lineno - body[0].lineno + 1
    else:
        docstring = 0
    return function.end_lineno - function.lineno + 1 - docstring


def listed(offenders: list) -> str:
    """All of them, one a line: pytest would cut the list short."""
    return "\n" + "\n".join(str(offender) for offender in offenders)
