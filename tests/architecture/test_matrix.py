"""Route by role by place: 403 without the right, 404 out of reach, an answer in reach."""

import json
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from tests.architecture.matrix import BODIES, ELSEWHERE, FIXED, NOTHING_THERE, SCOPED, SIGNS_OUT
from tests.architecture.routes import Route, all_routes, api_routes, page_routes
from tests.architecture.scene import PLACES, POSTS, Scene
from tests.architecture.source import listed

OWN = "own"


def test_every_route_says_which_right_it_needs():
    silent = [route.pattern for route in all_routes() if route.permission is None]

    assert not silent, listed(silent)


def test_every_route_with_arguments_has_a_row():
    known = set(SCOPED) | set(FIXED)

    missing = sorted({route.name for route in all_routes() if route.takes_arguments} - known)

    assert not missing, listed(missing)


def test_the_tables_name_no_route_that_is_gone():
    there = {route.name for route in all_routes()}

    gone = sorted((set(SCOPED) | set(FIXED) | SIGNS_OUT | set(ELSEWHERE) | NOTHING_THERE) - there)

    assert not gone, listed(gone)


def test_a_stranger_is_led_to_the_sign_in_and_sees_public_pages_only(scene: Scene):
    wrong = []
    for route, _where, _place, address in _known_pages(scene, {OWN: "610326101200"}):
        for method in ("get", "post"):
            status = getattr(Client(), method)(address).status_code
            if status == 405:
                continue
            if not route.is_public and status not in (302, 403):
                wrong.append(f"{method} {route.name}: {status} for a stranger")
            if status >= 500:
                wrong.append(f"{method} {route.name}: {status}")

    assert not wrong, listed(wrong)


@pytest.mark.parametrize("role", POSTS)
def test_a_page_opens_in_reach_for_who_has_the_right_and_for_nobody_else(scene: Scene, role: str):
    client, wrong = scene.client(role), []
    for route, where, _place, address in _known_pages(scene, PLACES[role]):
        status = client.get(address).status_code
        expected = _expected(route, role, where)
        if status not in expected:
            wrong.append(f"{route.name} for {role}, {where}: {status}, not {sorted(expected)}")

    assert not wrong, listed(wrong)


@pytest.mark.parametrize("role", POSTS)
def test_an_act_is_for_who_has_the_right_in_reach_and_for_nobody_else(scene: Scene, role: str):
    """With nothing filled in, so that nothing is done where it is allowed."""
    client, wrong = scene.client(role), []
    for route, where, _place, address in _known_pages(scene, PLACES[role]):
        if route.name in SIGNS_OUT or route.is_public:
            continue
        status = client.post(address).status_code
        if status == 405:
            continue
        if not _fits(status, route, role, where):
            wrong.append(f"post {route.name} for {role}, {where}: {status}")

    assert not wrong, listed(wrong)


@pytest.mark.parametrize("role", POSTS)
def test_a_call_answers_in_reach_and_nowhere_else(scene: Scene, role: str):
    headers, wrong = {"Authorization": f"Bearer {scene.token(role)}"}, []
    for route in api_routes():
        for where, place in PLACES[role].items() if route.name in SCOPED else [(OWN, "610326101200")]:
            status = _call(route, scene, place, headers)
            if not _fits(status, route, role, where):
                wrong.append(f"{route.method} {route.name} for {role}, {where}: {status}")

    assert not wrong, listed(wrong)


def _known_pages(scene: Scene, places: dict[str, str]):
    """(route, where, place, address) of every page; a thing is tried at each place."""
    for route in page_routes():
        if route.name == "api:nowhere":
            continue
        if route.name in SCOPED:
            for where, place in places.items():
                yield route, where, place, _address(route, scene, place)
        elif route.name in FIXED or not route.takes_arguments:
            yield route, OWN, "", _address(route, scene, "")


def _expected(route: Route, role: str, where: str) -> set[int]:
    if not route.is_open_to(role):
        return {403, 405}
    if where != OWN or route.name in NOTHING_THERE:
        return {404, 405}
    if route.name in FIXED:
        return FIXED[route.name][1]
    return ELSEWHERE.get(route.name, {200}) | {405}


def _fits(status: int, route: Route, role: str, where: str) -> bool:
    if not route.is_open_to(role):
        return status == 403 or (route.is_api and status == 415)
    if where != OWN:
        return status == 404
    return status not in (401, 403) and status < 500 and (status != 404 or _may_be_missing(route))


def _may_be_missing(route: Route) -> bool:
    return route.name in NOTHING_THERE or (route.name in FIXED and 404 in FIXED[route.name][1])


def _address(route: Route, scene: Scene, place: str) -> str:
    if route.name in SCOPED:
        given = SCOPED[route.name](scene, place)
    else:
        given = FIXED[route.name][0](scene) if route.name in FIXED else {}
    return reverse(_url_name(route), kwargs=given)


def _url_name(route: Route) -> str:
    """Calls of one address share the name of the first of them."""
    if not route.is_api:
        return route.name
    return next(f"api:{p.name}" for p in _api_patterns() if f"api/v1/{p.pattern._route}" == route.pattern)


def _api_patterns():
    from rongyi.api.urls import urlpatterns

    return [p for p in urlpatterns if hasattr(p.pattern, "_route")]


def _call(route: Route, scene: Scene, place: str, headers: dict) -> int:
    more = {"Idempotency-Key": str(uuid.uuid4()), "If-Match": '"no version of ours"'}
    body = json.dumps(BODIES.get(route.name, {}))
    response = Client().generic(
        route.method, _address(route, scene, place), body, content_type="application/json", headers={**headers, **more}
    )
    return response.status_code
