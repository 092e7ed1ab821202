"""Whatever is sent, the answer is one that the description foresees: never a fault of ours, always a problem with form."""

import json
from urllib.parse import quote

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rongyi.api.docs import document
from rongyi.organisation.roles import Role
from tests.api.conftest import BASE, problem
from tests.fixtures_people import MEI

SHARED = settings(
    max_examples=40, deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
OPERATIONS = [
    (method.upper(), path, operation)
    for path, methods in document()["paths"].items()
    for method, operation in methods.items()
]
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=30),
    st.sampled_from(["610326101200", "R02", "visit", "home", "2026-11-20", "2026-11-20T09:30:00+08:00", "-1", "0.00"]),
)  # fmt: skip
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
)
WORDS = st.text(max_size=40) | st.sampled_from(["610326", "1", "200", "2026-01-01", "R02", "visits", "json", "csv"])


def _schema_of(operation: dict) -> dict:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if not content:
        return {}
    return document()["components"]["schemas"][content["schema"]["$ref"].rsplit("/", 1)[-1]]


@st.composite
def requests_of(draw, method: str, path: str, operation: dict):
    """A request with the right names and any values, now and then with a wrong name."""
    for parameter in operation["parameters"]:
        if parameter["in"] == "path":
            path = path.replace("{{{}}}".format(parameter["name"]), quote(draw(WORDS.filter(bool)), safe=""))
    names = [p["name"] for p in operation["parameters"] if p["in"] == "query"] + ["colour"]
    query = draw(st.dictionaries(st.sampled_from(names), WORDS, max_size=3))
    fields = [*list(_schema_of(operation).get("properties", {})), "colour"]
    body = draw(st.dictionaries(st.sampled_from(fields), JSON, max_size=len(fields)) | JSON)
    headers = draw(
        st.dictionaries(st.sampled_from(["If-Match", "Idempotency-Key"]), st.sampled_from(["1", '"1"', "*", ""]))
    )
    return path + "?" + "&".join(f"{name}={quote(value, safe='')}" for name, value in query.items()), body, headers


@pytest.mark.parametrize(
    ("method", "path", "operation"), OPERATIONS, ids=[f"{method} {path}" for method, path, _o in OPERATIONS]
)
def test_no_request_makes_a_fault_of_ours(caller, method, path, operation):
    script = caller(Role.SECTION_OFFICER, MEI)

    @SHARED
    @given(request=requests_of(method, path, operation))
    def holds(request):
        address, body, headers = request
        response = Client().generic(
            method, address, json.dumps(body), content_type="application/json",
            headers={"Authorization": f"Bearer {script.token}", **headers},
        )  # fmt: skip
        if response.status_code >= 400:
            assert problem(response)[0] < 500, address
        else:
            assert str(response.status_code) in {"304", *map(str, operation["responses"])}

    holds()


@SHARED
@given(raw=st.binary(min_size=1, max_size=200))
def test_any_bytes_are_answered_with_a_problem(caller, raw):
    response = caller(Role.SECTION_OFFICER, MEI).post("/records", raw)

    assert problem(response)[0] in (400, 422)


def test_the_description_is_whole_and_names_every_call(network):
    body = Client().get(f"{BASE}/openapi.json").json()

    calls = {(m, p.removeprefix(BASE)) for p, methods in body["paths"].items() for m in methods}
    assert body["openapi"].startswith("3.1")
    assert calls == {
        ("get", "/regions/{code}"), ("get", "/regions/{code}/children"), ("get", "/stations"),
        ("get", "/stations/{code}"), ("get", "/people"), ("post", "/people"), ("get", "/people/{id}"),
        ("patch", "/people/{id}"), ("get", "/people/{id}/timeline"), ("get", "/people/{id}/file"),
        ("post", "/people/{id}/reveal"),
        ("post", "/imports"), ("get", "/imports/{id}"), ("get", "/imports/{id}/report.xlsx"), ("get", "/records"),
        ("get", "/imports/{id}/columns"), ("post", "/imports/{id}/columns"), ("post", "/imports/{id}/apply"),
        ("post", "/imports/{id}/resume"), ("get", "/confirmations"), ("get", "/confirmations/{id}"),
        ("get", "/archives"), ("get", "/archives/{id}"), ("post", "/archives/{id}/borrow"),
        ("post", "/archives/{id}/return"), ("get", "/merges"), ("get", "/merges/{id}"),
        ("post", "/merges/{id}/decide"), ("get", "/consents"), ("post", "/consents"),
        ("post", "/consents/{id}/withdraw"), ("get", "/requests"), ("post", "/requests"), ("get", "/requests/{id}"),
        ("post", "/requests/{id}/answer"), ("get", "/procedures"), ("get", "/procedures/{name}"), ("get", "/cases"),
        ("post", "/cases"), ("get", "/cases/to-do"), ("get", "/cases/{id}"), ("post", "/cases/{id}/actions/{act}"),
        ("get", "/hooks"), ("post", "/hooks"), ("get", "/hooks/{id}"), ("post", "/hooks/{id}/end"),
        ("get", "/hooks/{id}/deliveries"), ("post", "/hooks/{id}/again"),
        ("get", "/benefits/runs"), ("post", "/benefits/runs"), ("get", "/benefits/runs/{id}"),
        ("post", "/confirmations/{id}/confirm"), ("get", "/exports"), ("post", "/exports"), ("get", "/exports/{id}"),
        ("get", "/exports/{id}/file"),
        ("post", "/records"), ("get", "/records/{id}"), ("post", "/records/{id}/correct"),
        ("post", "/records/{id}/withdraw"), ("get", "/ledgers"), ("get", "/ledgers/{name}"),
    }  # fmt: skip
    references = set(_references(body))
    assert references <= {f"#/components/schemas/{name}" for name in body["components"]["schemas"]}


def _references(part):
    if isinstance(part, dict):
        if "$ref" in part:
            yield part["$ref"]
        for inner in part.values():
            yield from _references(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _references(inner)


@pytest.mark.parametrize("language", ["zh-Hans", "en"])
def test_the_page_of_the_description_names_every_call_and_every_error(network, language):
    html = Client().get(f"{BASE}/docs", headers={"Accept-Language": language}).content.decode()

    assert [p for p in document()["paths"] if p not in html] == []
    assert 'id="stale"' in html and 'id="idempotency_key_missing"' in html
    assert "<script>" not in html and "style=" not in html
