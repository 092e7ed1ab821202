"""A GET changes nothing, costs the same for few rows and many, shows a page of a list and not the whole of it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rongyi.kernel import audit
from tests.architecture.crawl import pages_for, tables_written, weight_of
from tests.architecture.matrix import NOTHING_THERE
from tests.architecture.scene import POSTS, Scene, add_many
from tests.architecture.source import listed
from tests.fixtures_people import MEI_VILLAGE

MAY_BE_WRITTEN = {
    "kernel_auditentry",
    "kernel_audithead",
    "django_session",
    "accounts_signinattempt",
    "organisation_openedfile",
    "accounts_requestcount",
}
"""The trail, the session, and what is counted: files opened, requests."""
MANY = 60
MOST_ON_A_PAGE = 50
ORDINARY, WITH_CHARTS = (60 * 1024, 8), (350 * 1024, 12)


@pytest.mark.parametrize("role", POSTS)
def test_a_get_writes_nothing_but_the_trail_and_the_session(scene: Scene, role: str):
    client, wrong = scene.client(role), []
    for route, address in pages_for(role, scene):
        with tables_written() as written:
            client.get(address)
        if written - MAY_BE_WRITTEN:
            wrong.append(f"{route.name} as {role}: {sorted(written - MAY_BE_WRITTEN)}")

    assert not wrong, listed(wrong)
    assert audit.verify()[1] == []


@pytest.mark.parametrize("role", POSTS)
def test_a_page_answers_without_an_incident(scene: Scene, role: str):
    client = scene.client(role)

    wrong = [
        f"{route.name} as {role}: {response.status_code}"
        for route, address in pages_for(role, scene)
        if (response := client.get(address)).status_code >= 400
        and response.status_code != 405
        and route.name not in NOTHING_THERE
    ]

    assert not wrong, listed(wrong)


@pytest.mark.parametrize("role", POSTS)
def test_a_page_asks_as_often_for_many_rows_as_for_few_and_shows_a_page_of_them(scene: Scene, role: str, everyone):
    client, names = scene.client(role), [f"多{chr(0x4E00 + n * 37)}{chr(0x5200 + n * 11)}" for n in range(MANY)]
    list(pages_for(role, scene))  # whatever the addresses need is there before the first count
    few = _counts(client, role, scene)
    add_many(MEI_VILLAGE, names, scene.people[MEI_VILLAGE], everyone)
    many = _counts(client, role, scene)

    more = [f"{name} as {role}: {few[name]} queries, then {many[name]}" for name in few if many[name] > few[name]]
    whole = [
        f"{route.name} as {role}: {shown} of {MANY} rows on one page"
        for route, address in pages_for(role, scene)
        if (shown := _shown(client, address, names)) > MOST_ON_A_PAGE
    ]

    assert not more + whole, listed(more + whole)


def _counts(client, role: str, scene: Scene) -> dict[str, int]:
    counts = {}
    for route, address in pages_for(role, scene):
        client.get(address)  # whatever is read once per process
        # the lesser of two: once a minute a session is touched and the calendar read anew, whatever the rows
        counts[route.name] = min(_queries_of(client, address) for _again in range(2))
    return counts


def _queries_of(client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries)


def _shown(client, address: str, names: list[str]) -> int:
    html = client.get(address).content.decode(errors="replace")
    return sum(name in html for name in names)


@pytest.mark.parametrize("role", POSTS)
def test_a_page_keeps_its_budget(scene: Scene, role: str):
    client, wrong = scene.client(role), []
    for route, address in pages_for(role, scene):
        if "text/html" not in client.get(address).headers.get("Content-Type", ""):
            continue
        weight, requests, files = weight_of(client, address)
        most, most_requests = WITH_CHARTS if any("echarts" in f for f in files) else ORDINARY
        if weight > most or requests > most_requests:
            wrong.append(f"{route.name} as {role}: {weight / 1024:.1f} KiB in {requests} requests")

    assert not wrong, listed(wrong)
