"""Route by role by place: 403 without the right, 404 out of reach, an answer in reach."""

import json
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from tests.architecture.matrix import BODIES, ELSEWHERE, FIXED, POST_ONLY, SCOPED
from tests.architecture.routes import Route, all_routes, api_routes, page_routes
from tests.architecture.scene import PLACES, POSTS, Scene
from tests.architecture.source import listed


def test_every_route_says_which_right_it_needs():
    silent = [route.pattern for route in all_routes() if route.permission is None]

    assert not silent, listed(silent)


def test_every_route_with_arguments_has_a_row():
    known = set(SCOPED) | set(FIXED) | {"api:nowhere"}

    missing = sorted({route.name for route in all_routes() if route.takes_arguments} - known)

    assert not missing, listed(missing)


def test_the_tables_name_no_route_that_is_gone():
    there = {route.name for route in all_routes()}

    gone = sorted((set(SCOPED) | set(FIXED) | POST_ONLY | set(ELSEWHERE)) - there)

    assert not gone, listed(gone)


def test_a_stranger_is_led_to_the_sign_in_and_sees_public_pages_only(scene: Scene):
    wrong = []
    for route in page_routes():
        if route.takes_arguments and route.name not in FIXED and route.name not in SCOPED:
            continue
        status = Client().get(_address(route, scene, "610326101200")).status_code
        if not route.is_public and status != 302:
            wrong.append(f"{route.name}: {status} for a stranger")
        if route.is_public and status >= 500:
            wrong.append(f"{route.name}: {status}")

    assert not wrong, listed(wrong)


@pytest.mark.parametrize("role", POSTS)
def test_a_page_opens_for_who_has_the_right_and_for_nobody_else(scene: Scene, role: str):
    client, wrong = scene.client(role), []
    for route in page_routes():
        if route.takes_arguments or route.name in POST_ONLY:
            continue
        status = client.get(reverse(route.name)).status_code if route.name != "api:nowhere" else 404
        expected = _expected(route, role)
        if status not in expected:
            wrong.append(f"{route.name} for {role}: {status}, not {sorted(expected)}")

    assert not wrong, listed(wrong)


@pytest.mark.parametrize("role", POSTS)
def test_a_thing_is_there_in_reach_and_nowhere_else(scene: Scene, role: str):
    client, wrong = scene.client(role), []
    for route in page_routes():
        if route.name not in SCOPED:
            continue
        for where, place in PLACES[role].items():
            status = client.get(_address(route, scene, place)).status_code
            expected = _expected_of_thing(route, role, where)
            if status != expected:
                wrong.append(f"{route.name} for {role}, {where}: {status}, not {expected}")

    assert not wrong, listed(wrong)


@pytest.mark.parametrize("role", POSTS)
def test_a_call_answers_in_reach_and_nowhere_else(scene: Scene, role: str):
    headers, wrong = {"Authorization": f"Bearer {scene.token(role)}"}, []
    for route in api_routes():
        for where, place in PLACES[role].items() if route.name in SCOPED else [("own", "610326101200")]:
            status = _call(route, scene, place, headers)
            if role not in route.permission.roles:
                fits = status in (403, 415)
            elif where != "own":
                fits = status == 404
            else:
                fits = status not in (401, 403, 404) and status < 500
            if not fits:
                wrong.append(f"{route.method} {route.name} for {role}, {where}: {status}")

    assert not wrong, listed(wrong)


def _expected(route: Route, role: str) -> set[int]:
    if route.is_public:
        return ELSEWHERE.get(route.name, {200})
    return ELSEWHERE.get(route.name, {200}) if role in route.permission.roles else {403}


def _expected_of_thing(route: Route, role: str, where: str) -> int:
    if role not in route.permission.roles:
        return 403
    return 200 if where == "own" else 404


def _address(route: Route, scene: Scene, place: str) -> str:
    if route.name == "api:nowhere":
        return "/api/v1/nowhere"
    if route.name in SCOPED:
        return reverse(route.name, kwargs=SCOPED[route.name](scene, place))
    return reverse(route.name, kwargs=FIXED.get(route.name, ({}, 0))[0])


def _call(route: Route, scene: Scene, place: str, headers: dict) -> int:
    more = {"Idempotency-Key": str(uuid.uuid4()), "If-Match": '"no version of ours"'}
    body = json.dumps(BODIES.get(route.name, {}))
    response = Client().generic(
        route.method, _address(route, scene, place), body, content_type="application/json", headers={**headers, **more}
    )
    return response.status_code
