"""The API under /api/v1/: calls, their description, and a 404 of the same form for everything else."""

from django.urls import path, re_path
from ninja import NinjaAPI

from rongyi.api.calls import (
    archives,
    benefits,
    cases,
    confirmations,
    exports,
    hooks,
    imports,
    ledgers,
    merges,
    people,
    procedures,
    records,
    regions,
    rights,
    stations,
)
from rongyi.api.docs import docs, openapi
from rongyi.api.frame import framed, nowhere, with_operation
from rongyi.api.problems import install
from rongyi.api.reading import StrictParser

app_name = "api"


class Calls(NinjaAPI):
    def get_openapi_operation_id(self, operation) -> str:
        return operation.view_func.__name__


api = Calls(
    title="戎驿 Rongyi", version="1", openapi_url=None, docs_url=None, urls_namespace="api", parser=StrictParser()
)
install(api)
api.add_decorator(with_operation, mode="view")
for prefix, router in {
    "/hooks": hooks.router,
    "/regions": regions.router, "/stations": stations.router, "/people": people.router, "/imports": imports.router,
    "/records": records.router, "/ledgers": ledgers.router, "/exports": exports.router,
    "/confirmations": confirmations.router, "/archives": archives.router, "/merges": merges.router,
    "/consents": rights.consents, "/requests": rights.requests, "/procedures": procedures.router,
    "/cases": cases.router, "/benefits": benefits.router,
}.items():  # fmt: skip
    api.add_router(prefix, router)


def _framed_patterns() -> list:
    patterns = [pattern for pattern in api.urls[0] if pattern.name != "api-root"]
    for pattern in patterns:
        pattern.callback = framed(pattern.callback)
    return patterns


urlpatterns = [
    path("openapi.json", openapi, name="openapi"),
    path("docs", docs, name="docs"),
    *_framed_patterns(),
    re_path(r"^(?P<rest>.*)$", nowhere, name="nowhere"),
]
