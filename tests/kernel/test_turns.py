"""The queue before SQLite's lock: in order, free of the dead, and never more than order."""

import multiprocessing
import os
import signal
import time
from contextlib import closing
from pathlib import Path

import pytest
from django.db import DatabaseError, OperationalError, connection, transaction

from rongyi.kernel.sqlite3.turns import CAN_QUEUE, Turns

pytestmark = pytest.mark.skipif(not CAN_QUEUE, reason="this system has no locks of an open file")
FORK = multiprocessing.get_context("fork")
SOON, LONG = 0.05, 20.0


@pytest.fixture
def path(tmp_path):
    return str(tmp_path / "d.sqlite3-turns")


def turns(path: str) -> Turns:
    return Turns(path, 0o600)


def last_drawn(path: str) -> bytes:
    file = Path(path)
    return file.read_bytes()[:8] if file.exists() else b""


def writer(path: str, name: str, told, go) -> None:
    mine = turns(path)
    told.put(("drawing", name))
    mine.take(LONG)
    with Path(f"{path}.order").open("a") as order:
        order.write(name)
    told.put(("writing", name))
    go.wait(LONG)
    mine.give()


def started(path: str, name: str, told, go) -> multiprocessing.Process:
    """A writer that stands in the queue, or writes."""
    drawn = last_drawn(path)
    process = FORK.Process(target=writer, args=(path, name, told, go))
    process.start()
    assert told.get(timeout=LONG) == ("drawing", name)
    end = time.monotonic() + LONG
    while last_drawn(path) == drawn and time.monotonic() < end:
        time.sleep(0.002)
    return process


def test_who_came_first_writes_first(path):
    told, go = FORK.Queue(), FORK.Event()
    with closing(turns(path)) as mine:
        mine.take(SOON)
        queue = [started(path, name, told, go) for name in "abcd"]
        go.set()
        mine.give()

        for process in queue:
            process.join()

    assert Path(f"{path}.order").read_text() == "abcd"


def test_nobody_waits_for_one_who_was_killed_while_writing(path):
    told, go = FORK.Queue(), FORK.Event()
    holder = started(path, "holder", told, go)
    assert told.get(timeout=LONG) == ("writing", "holder")
    os.kill(holder.pid, signal.SIGKILL)
    holder.join()

    with closing(turns(path)) as mine:
        came = mine.take(SOON)

    assert came


def test_one_who_was_killed_while_waiting_lets_nobody_past_the_writer(path):
    told, go = FORK.Queue(), FORK.Event()
    with closing(turns(path)) as mine, closing(turns(path)) as last:
        mine.take(SOON)
        waiting = started(path, "waiting", told, go)
        os.kill(waiting.pid, signal.SIGKILL)
        waiting.join()

        while_written = last.take(SOON)
        mine.give()
        afterwards = last.take(SOON)

    assert (while_written, afterwards) == (False, True)


def test_who_gives_up_waiting_stands_in_nobodys_way(path):
    with closing(turns(path)) as first, closing(turns(path)) as second, closing(turns(path)) as third:
        first.take(SOON)
        gave_up = second.take(SOON)
        first.give()

        came = third.take(SOON)

    assert (gave_up, came) == (False, True)


def test_a_forked_child_gives_nothing_back_that_is_its_parents(path):
    with closing(turns(path)) as mine, closing(turns(path)) as other:
        mine.take(SOON)
        child = FORK.Process(target=mine.close)
        child.start()
        child.join()

        came = other.take(SOON)

    assert not came


on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite has one writer at a time")


@on_sqlite
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_well", [True, False])
def test_a_transaction_gives_its_turn_back_however_it_ends(is_well):
    try:
        with transaction.atomic():
            during = free()
            if not is_well:
                raise DatabaseError
    except DatabaseError:
        pass

    assert (during, free()) == (False, True)


@on_sqlite
@pytest.mark.django_db(transaction=True)
def test_whoever_waits_too_long_is_told_so(monkeypatch):
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", SOON)
    with closing(own()) as other:
        other.take(SOON)

        with pytest.raises(OperationalError, match="locked"), transaction.atomic():
            pass

    with transaction.atomic():
        assert not free()


def own() -> Turns:
    return turns(f"{connection.settings_dict['NAME']}-turns")


def free() -> bool:
    with closing(own()) as mine:
        return mine.take(0)
