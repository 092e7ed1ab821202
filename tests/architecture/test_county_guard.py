"""Inside a county every statement names it: on a sharded database one that does not asks every shard."""

import json
import uuid

import pytest
from django.test import Client

from rongyi.kernel.county import all_counties
from rongyi.kernel.county_guard import CountyMissing, fault_of, guarding_counties
from rongyi.organisation.roles import Role
from rongyi.records.models import Fact
from tests.architecture.crawl import pages_for
from tests.architecture.scene import POSTS, Scene
from tests.architecture.source import listed
from tests.fixtures_people import MEI_VILLAGE, id_number

WITHIN_A_COUNTY = [role for role, code in POSTS.items() if len(code) >= 6]


@pytest.mark.parametrize(
    ("sql", "table"),
    [
        ('SELECT "records_fact"."id" FROM "records_fact" WHERE "records_fact"."kind" = %s', "records_fact"),
        ('UPDATE "records_fact" SET "state" = %s WHERE "records_fact"."id" = %s', "records_fact"),
        ('DELETE FROM "records_fact" WHERE "id" IN (%s)', "records_fact"),
        ('SELECT 1 FROM "records_fact" WHERE "records_fact"."county" = %s', None),
        ('SELECT 1 FROM "records_fact" WHERE "records_fact"."region_code" >= %s', None),
        ('INSERT INTO "records_fact" ("id") VALUES (%s)', None),
        ('SELECT 1 FROM "accounts_user" WHERE "id" = %s', None),
    ],
)
def test_the_guard_knows_a_statement_that_names_no_county(sql, table):
    found = fault_of(sql)

    assert found == table


def test_a_query_over_everything_is_stopped_unless_it_says_so(db):
    with guarding_counties():
        with pytest.raises(CountyMissing):
            list(Fact.objects.filter(kind="visit"))
        with all_counties():
            everywhere = list(Fact.objects.filter(kind="visit"))

    assert everywhere == []


@pytest.mark.parametrize("role", WITHIN_A_COUNTY)
def test_pages_of_people_who_work_in_a_county_ask_no_other(scene: Scene, role: str):
    client, asked = scene.client(role), []
    for route, address in pages_for(role, scene):
        statements: list[str] = []
        with guarding_counties(collect=statements):
            client.get(address)
        asked += [f"{route.name} as {role}: {sql[:200]}" for sql in dict.fromkeys(statements)]

    assert not asked, listed(asked)


def test_the_work_of_a_clerk_asks_no_other_county(scene: Scene):
    """Recording, changing, finding and withdrawing, as scripts do it."""
    headers = {"Authorization": f"Bearer {scene.token(Role.VILLAGE_CLERK)}", "If-Match": '"1"'}
    person, fact = scene.people[MEI_VILLAGE], scene.facts[MEI_VILLAGE]
    visit = {
        "kind": "visit", "people": [str(person.pk)], "occurred_at": "2026-11-20", "channel": "home",
        "data": {"reason": "routine"},
    }  # fmt: skip
    work = [
        ("POST", "/records", visit),
        ("POST", f"/records/{fact}/withdraw", {"reason": "记错"}),
        ("PATCH", f"/people/{person.pk}", {"phone": "13800001111", "tags": ["ill"]}),
        ("POST", f"/people/{person.pk}/reveal", {"reason": "电话核对"}),
        ("POST", "/people", {"name": "新人", "id_number": id_number(), "station": MEI_VILLAGE, "categories": ["R02"]}),
        *(("GET", path, {}) for path in ("/people?q=景", "/people", "/records", f"/people/{person.pk}/timeline")),
        ("GET", "/ledgers/visits", {}),
    ]
    asked: list[str] = []

    with guarding_counties(collect=asked):
        answers = [
            Client().generic(
                method, f"/api/v1{path}", json.dumps(body), content_type="application/json",
                headers={**headers, "Idempotency-Key": str(uuid.uuid4())},
            ).status_code
            for method, path, body in work
        ]  # fmt: skip

    assert answers == [201, 200, 200, 200, 201, 200, 200, 200, 200, 200]
    assert not asked, listed([sql[:250] for sql in dict.fromkeys(asked)])
