"""The clerk's day: the list of what waits, its counts and its next page, with very many cases open in one county."""

import random
import re
import statistics
import time
from collections.abc import Callable
from datetime import date, timedelta

from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from rongyi.casework.access import place_of
from rongyi.casework.models import Case
from rongyi.casework.procedures import store
from rongyi.casework.queries import count_to_do, overdue_below, to_do
from rongyi.casework.services.versions import keep_version
from rongyi.kernel import clock
from rongyi.kernel.ids import uuid7
from rongyi.organisation.access import actor_of
from rongyi.organisation.models import Grant, Station
from rongyi.organisation.roles import Role

MATTERS = ("card_issue", "hardship_aid", "petition", "plaque")
STANDING = {
    "village": 0.10, "town": 0.35, "centre": 0.20, "bureau": 0.15, "leader": 0.08, "city": 0.08, "province": 0.04,
}  # fmt: skip
"""Which share of the open cases waits at which post."""
LATE, WITHOUT_LIMIT, RETURNED, TAKEN = 0.04, 0.10, 0.03, 0.30
TIMES = 25
PAGE = "/console/cases/"


def run(cases: int, seed: int = 1) -> dict:
    county = Station.objects.filter(tier="county").order_by("pk").values_list("pk", flat=True)[0]
    _fill(county, cases, random.Random(seed))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    town = Case.objects.filter(county=county, post="town").values_list("at_code", flat=True).first()
    people = {
        "section": (Role.SECTION_OFFICER, county),
        "leader": (Role.BUREAU_LEADER, county),
        "town": (Role.TOWN_HEAD, town),
    }
    return {"cases": cases, **{name: _day(name, *held) for name, held in people.items()}}


def _day(name: str, role: str, code: str) -> dict:
    user = get_user_model().objects.create(username=f"cases-{name}", display_name=name)
    Grant.objects.create(user=user, role=role, region_id=code, starts_on=date(2000, 1, 1))
    actor, client = actor_of(user), Client(SERVER_NAME="localhost")
    client.force_login(user, backend="rongyi.accounts.backends.PasswordBackend")
    page = client.get(PAGE)
    following = re.search(r"[?&;]cursor=([\w-]+)", page.content.decode())
    if page.status_code != 200 or following is None:
        raise RuntimeError(f"the list of {name} answers {page.status_code}")
    return {
        "waiting": count_to_do(actor)[0],
        "list": _taken(lambda: list(to_do(actor)[:31])),
        "counts": _taken(lambda: count_to_do(actor)),
        "below": _taken(lambda: list(overdue_below(actor)[:31])),
        "page": _timed(lambda: client.get(PAGE)),
        "next_page": _timed(lambda: client.get(PAGE, {"cursor": following[1]})),
    }


def _taken(ask: Callable) -> dict:
    with CaptureQueriesContext(connection) as queries:
        ask()
    return {**_timed(ask), "statements": len(queries)}


def _timed(ask: Callable) -> dict:
    ask()
    times = []
    for _again in range(TIMES):
        begin = time.perf_counter()
        ask()
        times.append((time.perf_counter() - begin) * 1000)
    times.sort()
    return {"p50_ms": round(statistics.median(times), 1), "p95_ms": round(times[int(TIMES * 0.95)], 1)}


def _fill(county: str, count: int, chance: random.Random) -> None:
    villages = list(
        Station.objects.filter(tier="village").in_subtree(county).order_by("pk").values_list("pk", flat=True)
    )
    posts = chance.choices(list(STANDING), list(STANDING.values()), k=count)
    for name in MATTERS:
        keep_version(name, store.current(name)[1])
    made = []
    for n, post in enumerate(posts):
        made.append(_case(county, n, post, chance.choice(villages), chance))
        if len(made) == 2000 or n + 1 == count:
            Case.objects.bulk_create(made)
            made = []


def _case(county: str, n: int, post: str, village: str, chance: random.Random) -> Case:
    name, today = MATTERS[n % len(MATTERS)], clock.today()
    procedure, version = store.current(name)
    step = next((step for step in procedure.steps if step.post == post), procedure.steps[0])
    due = today + timedelta(days=chance.randint(-20, -1) if chance.random() < LATE else chance.randint(0, 40))
    is_back, is_taken = chance.random() < RETURNED, chance.random() < TAKEN
    case = Case(
        id=uuid7(), county=county, region_code=village, number=f"B{n:09d}", procedure=name, definition_version=version,
        topic=procedure.topic, applicant="self", channel="counter", state="returned" if is_back else "open",
        step=step.key, post=post, at_code=place_of(post, village), began_on=today, entered_on=today, created_at=clock.now(),
        due_on=None if chance.random() < WITHOUT_LIMIT else due, stopped_on=today if is_back else None,
        stop_key="supplement" if is_back else "", handler_id=uuid7() if is_taken else None, claim=f"b{n}",
    )  # fmt: skip
    case.applicant_name, case.answers = "测量", {"kind": "vet"}
    return case
