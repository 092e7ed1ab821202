"""`Model.objects` belongs where scope is put on: models, queries and services. A view never filters by itself."""

import ast
from pathlib import Path

from tests.architecture.source import HOUSE, listed, python_files, short, tree_of

MAY_QUERY = ("models", "queries", "services", "commands", "management", "migrations")
ALLOWED = {
    # who acts, and what the layout of their pages shows
    "rongyi/organisation/access.py",
    # the network itself, loaded as a whole by one command
    "rongyi/organisation/stations.py",
    # the spine's own bookkeeping, inside the transaction of a fact
    "rongyi/records/chain.py",
    "rongyi/records/rollups.py",
    # a projection kept in the transaction of each fact
    "rongyi/visits/contacts.py",
    "rongyi/registry/tokens.py",
    # services that have a folder of their own: a workbook on its way into the files
    "rongyi/registry/imports/applying.py",
    "rongyi/registry/imports/jobs.py",
    "rongyi/registry/imports/chunks.py",
    "rongyi/registry/imports/repeated.py",
    "rongyi/registry/imports/templates.py",
    "rongyi/registry/imports/villages.py",
    # the names of those who acted, for the trail that their reader may see
    "rongyi/organisation/trail_words.py",
}
"""Each with its reason. A file that need not be here any more fails the second test."""
OPEN_TO_ALL = {"Region"}
"""The official list of divisions lies in nobody's scope."""


def _is_free(path: Path) -> bool:
    """Kernel and accounts lie below scope; the project's commands act with the rights of who runs the machine."""
    parts = path.relative_to(HOUSE).parts
    named = {part.removesuffix(".py") for part in parts}
    if "views" in named:
        return False
    is_below = parts[0] in ("kernel", "project", "accounts")
    return is_below or any(n == m or n.endswith(f"_{m}") for n in named for m in MAY_QUERY)


def _uses(path: Path) -> list[int]:
    scoped = set() if "views" in path.parts else _scoped_at_once(path)
    return [
        node.lineno
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute)
        and node.attr in ("objects", "_base_manager", "_default_manager")
        and isinstance(node.value, ast.Name)
        and node.value.id[:1].isupper()
        and node.value.id not in OPEN_TO_ALL
        and node not in scoped
    ]


def _scoped_at_once(path: Path) -> set[ast.expr]:
    """`Model.objects` in `Model.objects.visible_to(actor)`."""
    return {
        node.value for node in ast.walk(tree_of(path)) if isinstance(node, ast.Attribute) and node.attr == "visible_to"
    }


def test_model_objects_is_used_only_where_scope_is_put_on():
    offenders = [
        f"{short(path)}:{line}"
        for path in python_files()
        if not _is_free(path) and short(path) not in ALLOWED
        for line in _uses(path)
    ]

    assert not offenders, listed(offenders)


def test_the_list_of_exceptions_holds_nothing_that_is_no_longer_needed():
    used = {short(path) for path in python_files() if _uses(path) and not _is_free(path)}

    stale = sorted(ALLOWED - used)
    assert not stale, listed(stale)
