"""What is short is read. The numbers are those of the style page."""

import ast
from pathlib import Path

from tests.architecture.source import HOUSE, ROOT, functions_of, lines_of, listed, python_files, short, template_files

VIEW, FUNCTION, FILE, TEST_FILE, TEMPLATE = 25, 40, 400, 600, 150


def _too_long(paths: list[Path], most: int) -> list[str]:
    counted = [(path, len(path.read_text(encoding="utf-8").splitlines())) for path in paths]
    return [f"{short(path)}: {lines} lines, at most {most}" for path, lines in counted if lines > most]


def _is_view(function: ast.FunctionDef) -> bool:
    return bool(function.args.args) and function.args.args[0].arg == "request"


def test_a_file_has_at_most_400_lines():
    offenders = _too_long(python_files(), FILE)

    assert not offenders, listed(offenders)


def test_a_test_file_has_at_most_600_lines():
    offenders = _too_long(python_files(ROOT / "tests"), TEST_FILE)

    assert not offenders, listed(offenders)


def test_a_template_has_at_most_150_lines():
    offenders = _too_long(template_files(), TEMPLATE)

    assert not offenders, listed(offenders)


def test_a_function_has_at_most_40_lines():
    offenders = [
        f"{short(path)}:{f.lineno} {f.name}: {lines_of(f)} lines, at most {FUNCTION}"
        for path in python_files()
        for f in functions_of(path)
        if lines_of(f) > FUNCTION
    ]

    assert not offenders, listed(offenders)


def test_a_view_has_at_most_25_lines():
    views = [p for p in python_files() if "views" in p.relative_to(HOUSE).as_posix() or "calls" in p.parts]

    offenders = [
        f"{short(path)}:{f.lineno} {f.name}: {lines_of(f)} lines, at most {VIEW}"
        for path in views
        for f in functions_of(path)
        if _is_view(f) and lines_of(f) > VIEW
    ]

    assert not offenders, listed(offenders)


def test_no_file_is_called_utils_or_helpers():
    offenders = [short(p) for p in python_files() if p.stem in ("utils", "helpers", "util", "helper", "misc", "common")]

    assert not offenders, listed(offenders)
