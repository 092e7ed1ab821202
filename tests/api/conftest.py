"""Scripts that call: a client with a token of somebody who holds a role somewhere."""

import json
import uuid
from dataclasses import dataclass

import pytest
from django.test import Client

from rongyi.accounts.tokens import create_token
from rongyi.organisation.roles import Role
from tests.fixtures_people import MEI_VILLAGE, make_user

BASE = "/api/v1"


@dataclass
class Caller:
    """What a script has: a token, and a language that it wants to read errors in."""

    token: str
    language: str = "zh-Hans"

    def get(self, path: str, **headers):
        return Client().get(BASE + path, headers=self._headers(headers))

    def send(self, method: str, path: str, body, *, key: str | None = "", **headers):
        """`key=""` makes a new Idempotency-Key for a POST, None leaves it out."""
        if method == "POST" and key is not None:
            headers["Idempotency-Key"] = key or str(uuid.uuid4())
        raw = body if isinstance(body, bytes | str) else json.dumps(body)
        content_type = headers.pop("Content-Type", "application/json")
        return Client().generic(method, BASE + path, raw, content_type=content_type, headers=self._headers(headers))

    def post(self, path: str, body, **given):
        return self.send("POST", path, body, **given)

    def patch(self, path: str, body, **given):
        return self.send("PATCH", path, body, **given)

    def _headers(self, more: dict) -> dict:
        token = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return {**token, "Accept-Language": self.language, **more}


@pytest.fixture
def caller(network):
    """`caller(Role.VILLAGE_CLERK, code)` is a script with a token of somebody who holds that role there."""

    def make(role: str = Role.VILLAGE_CLERK, code: str = MEI_VILLAGE, scope: str = "write") -> Caller:
        return Caller(create_token(make_user(role, code), scope=scope))

    return make


@pytest.fixture
def clerk(caller) -> Caller:
    return caller()


def problem(response) -> tuple[int, str, list]:
    """(status, code, [(place, code)]) of an error, after proving that it has the form of all of them."""
    body = response.json()
    assert response.headers["Content-Type"].startswith("application/problem+json"), response.content
    assert {"type", "title", "status", "detail", "errors"} <= set(body)
    assert body["status"] == response.status_code
    assert body["title"] and body["detail"]
    errors = [(".".join(map(str, e["loc"])), e["code"]) for e in body["errors"]]
    assert all(set(e) == {"loc", "code", "message"} and e["message"] for e in body["errors"])
    return response.status_code, body["type"].partition("#")[2], errors
