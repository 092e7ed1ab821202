"""Many processes at one act, and processes that are killed in the middle of one."""

import contextlib
import multiprocessing
import os
import signal
import time

from django.db import connections

PROCESSES = 20


def at_once(act, *given, processes: int = PROCESSES) -> list:
    """The answers of `act(number, *given)` from as many processes as there are numbers."""
    connections.close_all()  # a forked child must not speak on its parent's connection
    context = multiprocessing.get_context("fork")
    answers, start = context.Queue(), context.Barrier(processes)

    def run(number: int) -> None:
        try:
            start.wait(60)
            answers.put(act(number, *given))
        except Exception as error:
            answers.put(f"{type(error).__name__} {getattr(error, 'code', error)}")
        finally:
            connections.close_all()

    workers = [context.Process(target=run, args=(n,)) for n in range(processes)]
    for one in workers:
        one.start()
    found = [answers.get(timeout=180) for _ in workers]
    for one in workers:
        one.join(30)
    return found


def killed_at(act, *given, moments) -> None:
    """Runs `act(*given)` once for each moment (seconds) and kills the process there with SIGKILL."""
    for moment in moments:
        connections.close_all()
        worker = multiprocessing.get_context("fork").Process(target=_quietly, args=(act, *given))
        worker.start()
        time.sleep(moment)
        if worker.is_alive():
            os.kill(worker.pid, signal.SIGKILL)
        worker.join(30)


def _quietly(act, *given) -> None:
    with contextlib.suppress(Exception):  # a loser that was refused is no news here
        act(*given)
