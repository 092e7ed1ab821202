"""One visit recorded, and twenty people recording at once; nothing may be lost and the chains must hold."""

import multiprocessing
import random
import time

from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from bench import actors, peers
from bench.dataset import COUNTY
from bench.harness import percentile, ratio, repeated, summary, timed
from rongyi.kernel import audit, clock
from rongyi.kernel.ids import uuid7
from rongyi.records import chain
from rongyi.records.models import Fact
from rongyi.registry.models import Person
from rongyi.visits.services import VisitInput, record_visit

WRITERS = 20
NOTE = "身体尚好,冬衣已送到,房顶漏雨待修。"


def run(people: int, seed: int, alone: int = 200, each: int = 50) -> dict:
    actor = actors.actors()["county"]
    chosen = random.Random(seed).choices(list(Person.objects.filter(county=COUNTY).order_by("pk")[:2000]), k=alone + 1)
    _record(actor, chosen[0])
    with CaptureQueriesContext(connection) as queries:
        _record(actor, chosen[0])
    ours, _facts = repeated(lambda person: _record(actor, person), chosen[1:])
    peers.make_bare_table()
    bare, _rows = repeated(_bare, chosen[1:])
    one = {"statements": len(queries), **ours, "bare_insert": bare}
    one["bare_insert_takes_times"] = ratio(one["p50_ms"], one["bare_insert"]["p50_ms"])
    return {"one": one, "together": _together(actor, each), "durability": _durability()}


def _record(actor, person) -> None:
    given = VisitInput(
        people=[person], at=clock.now(), channel="home", reason="routine", note=NOTE, needs=("housing",), id=uuid7(),
        region_code=person.region_code,
    )  # fmt: skip
    record_visit(actor=actor, given=given)


def _bare(person) -> None:
    peers.BareVisit.objects.create(person_id=person.pk, at=clock.now(), channel="home", reason="routine", note=NOTE)


def _together(actor, each: int) -> dict:
    before = Fact.objects.filter(county=COUNTY, kind="visit").count()
    context = multiprocessing.get_context("fork")
    ready, results = context.Barrier(WRITERS + 1), context.Queue()
    connections.close_all()
    writers = [context.Process(target=_writer, args=(actor, n, each, ready, results)) for n in range(WRITERS)]
    for writer in writers:
        writer.start()
    ready.wait(120)
    start = time.perf_counter()
    answers = [results.get(timeout=600) for _ in writers]
    took = time.perf_counter() - start
    for writer in writers:
        writer.join()
    done = sum(len(times) for times, _errors in answers)
    errors = [error for _times, errors in answers for error in errors]
    written = Fact.objects.filter(county=COUNTY, kind="visit").count() - before
    read, breaks = chain.verify()
    lines, faults = audit.verify()
    times = [value for mine, _errors in answers for value in mine]
    return {
        "writers": WRITERS, "recorded": done, "per_second": round(done / took, 1), **summary(times),
        "lost": done + WRITERS - written, "errors": len(errors), "first_error": errors[0] if errors else None,
        "slowest_writer_p95_ms": round(max(percentile(mine, 0.95) for mine, _e in answers if mine) * 1000, 1),
        "facts_verified": read, "chain_breaks": len(breaks), "audit_lines_verified": lines, "audit_breaks": len(faults),
    }  # fmt: skip


def _writer(actor, number: int, each: int, ready, results) -> None:
    """One clerk in a process of their own; twenty of them meet in the villages of one county."""
    people = random.Random(number).choices(list(Person.objects.filter(county=COUNTY).order_by("pk")[:2000]), k=each)
    times, errors = [], []
    _record(actor, people[0])  # a server at work has read its definitions long ago
    ready.wait(120)
    for person in people:
        try:
            times.append(timed(_record, actor, person)[0])
        except Exception as error:
            errors.append(repr(error)[:200])
    results.put((times, errors))


def _durability() -> dict:
    """Whether a commit waited for the disk: a rate says little without it."""
    names = ("fsync", "synchronous_commit") if connection.vendor == "postgresql" else ("journal_mode", "synchronous")
    found = {}
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f"show {name}" if connection.vendor == "postgresql" else f"pragma {name}")
            found[name] = cursor.fetchone()[0]
    return found
