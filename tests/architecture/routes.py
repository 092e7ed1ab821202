"""Every address of the house, with the right that it needs."""

from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

from rongyi.organisation.access import PUBLIC, Permission


@dataclass(frozen=True)
class Route:
    name: str
    pattern: str
    arguments: tuple[str, ...]
    permission: Permission | None
    is_api: bool = False
    method: str = "GET"

    @property
    def is_public(self) -> bool:
        return self.permission is PUBLIC

    def is_open_to(self, role: str) -> bool:
        """One's own account is open to whoever has signed in, whatever the role."""
        return self.is_public or self.permission.name == "accounts.own" or role in self.permission.roles

    @property
    def takes_arguments(self) -> bool:
        return bool(self.arguments)


def all_routes() -> list[Route]:
    found: dict[tuple[str, str], Route] = {}
    for route in _walk(get_resolver(), "", ""):
        found.setdefault((route.pattern, route.method), route)
    return [found[key] for key in sorted(found)]


def page_routes() -> list[Route]:
    return [route for route in all_routes() if not route.is_api]


def api_routes() -> list[Route]:
    return [route for route in all_routes() if route.is_api]


def _walk(resolver: URLResolver, prefix: str, namespace: str):
    for entry in resolver.url_patterns:
        text = prefix + _text(entry)
        if isinstance(entry, URLResolver):
            yield from _walk(entry, text, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)
        elif isinstance(entry, URLPattern):
            yield from _routes(entry, text, f"{namespace}{entry.name}")


def _text(entry) -> str:
    return entry.pattern._route if isinstance(entry.pattern, RoutePattern) else entry.pattern.regex.pattern


def _routes(entry: URLPattern, text: str, name: str):
    arguments = tuple(entry.pattern.converters) if isinstance(entry.pattern, RoutePattern) else ()
    operations = _operations().get(text) if text.startswith("api/v1/") else None
    if operations is None:
        yield Route(name, text, arguments, getattr(entry.callback, "permission", None))
        return
    for operation in operations:
        callbacks = operation.auth_callbacks
        permission = getattr(callbacks[0], "permission", None) if callbacks else None
        for method in operation.methods:
            yield Route(f"api:{operation.view_func.__name__}", text, arguments, permission, is_api=True, method=method)


def _operations() -> dict[str, list]:
    """{pattern: the calls behind it} of the API, whose views are made by a library."""
    try:
        from rongyi.api.urls import api
    except ImportError:
        return {}
    found: dict[str, list] = {}
    for bound in api._get_bound_routers():
        for path, view in bound.path_operations.items():
            text = "api/v1/" + (bound.prefix + path).strip("/").replace("{", "<").replace("}", ">")
            found.setdefault(text, []).extend(view.operations)
    return found
