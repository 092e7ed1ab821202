"""Opening pages as people of each role, and what is seen on the way."""

import gzip
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote

from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.architecture.matrix import FIXED, SCOPED, SIGNS_OUT
from tests.architecture.routes import Route, page_routes
from tests.architecture.scene import Scene
from tests.fixtures_people import MEI_VILLAGE

STATEMENT = re.compile(r'^\s*(INSERT\s+(?:OR\s+\w+\s+)?INTO|UPDATE|DELETE\s+FROM)\s+"?(\w+)"?', re.IGNORECASE)
REFERENCES = re.compile(
    r"""<(?:link[^>]+href|script[^>]+src|img[^>]+src|use[^>]+href|[a-z]+[^>]+data-(?:module|engine))=["'](/static/[^"'#?]+)"""
)
IMPORTS = re.compile(r"""(?:\bfrom|\bimport)\s*["']([./][^"']+\.js)["']""")


def pages_for(role: str, scene: Scene, *, place: str = MEI_VILLAGE) -> Iterator[tuple[Route, str]]:
    """(route, address) of every page that the role may open and finds something on."""
    for route in page_routes():
        if route.name in SIGNS_OUT or route.name == "api:nowhere" or not route.is_open_to(role):
            continue
        if route.name in SCOPED:
            yield route, reverse(route.name, kwargs=SCOPED[route.name](scene, place))
        elif route.name in FIXED:
            make, statuses = FIXED[route.name]
            if 404 not in statuses:
                yield route, reverse(route.name, kwargs=make(scene))
        elif not route.takes_arguments:
            yield route, reverse(route.name)


@contextmanager
def tables_written() -> Iterator[set[str]]:
    """The tables that statements inside write to."""
    found: set[str] = set()

    def watch(execute: Callable, sql: str, params, many: bool, context: dict):
        if written := STATEMENT.match(sql):
            found.add(written.group(2))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield found


def weight_of(client: Client, address: str) -> tuple[int, int, set[str]]:
    """(bytes as transferred, number of requests, files) of one page on a first visit."""
    html = client.get(address).content
    files: set[str] = set()
    for reference in REFERENCES.findall(html.decode()):
        _gather(reference.removeprefix("/static/"), files)
    weight = len(gzip.compress(html, 6)) + sum(len(gzip.compress(_found(f).read_bytes(), 6)) for f in files)
    return weight, 1 + len(files), files


def _gather(name: str, files: set[str]) -> None:
    if name in files:
        return
    files.add(name)
    path = _found(name)
    if path.suffix == ".js" and "vendor" not in path.parts:
        for imported in IMPORTS.findall(path.read_text(encoding="utf-8")):
            _gather(str((Path(name).parent / imported).as_posix()).replace("/./", "/"), files)


def _found(name: str) -> Path:
    found = finders.find(unquote(name))
    assert found, f"{name} is referenced by a page and does not exist"
    return Path(found)
