"""The list of people and the page of a person: under load beside a bare Django view, and in a slowed browser."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.test import Client

from bench import actors, server
from bench.harness import ratio
from rongyi.kernel import clock
from rongyi.kernel.ids import uuid7
from rongyi.registry.models import Person
from rongyi.registry.services import add_part
from rongyi.visits.services import VisitInput, record_visit

THREADS = 8
VISITS = 12
FILE = (
    ("category", {"code": "R02", "proof_kind": "退伍证", "verified_on": "2020-01-01"}),
    ("category", {"code": "R07", "proof_kind": "残疾军人证", "verified_on": "2020-01-01"}),
    ("service", {"enlisted_on": "1990-12-01", "discharged_on": "1993-12-01"}),
    ("disability", {"cause": "duty", "grade": "9", "certificate_number": "陕军A012345", "rated_on": "1994-03-01"}),
    ("relative", {"relation": "spouse", "name": "王某", "phone": "13800000000"}),
    ("household", {"members": "3"}),
    ("work", {"status": "farming"}),
    ("credential", {"kind": "plaque", "number": "陕A123456"}),
)
"""What the measured file holds, beside the person's own fields."""
SLOWED = 4
OPENINGS = 5
ROOT = Path(__file__).resolve().parents[2]


def run(people: int, seed: int, seconds: float = 8.0, with_browser: bool = True) -> dict:
    users, who = actors.staff(), actors.actors()
    town = who["town"].home_code
    person = Person.objects.visible_to(who["village"]).filter(birth_date__lt="1972-01-01").order_by("pk").first()
    for _ in range(VISITS):
        given = VisitInput([person], clock.now(), "home", "routine", note="一切都好。", id=uuid7())
        record_visit(actor=who["village"], given=given)
    for part, values in FILE:
        person.refresh_from_db()
        add_part(actor=who["village"], person=person, part=part, given=values, version=person.version)
    client = Client()
    client.force_login(users["town"])
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    pages = {
        "list": ("/console/people/", f"/bench/people/{town}"),
        "person": (f"/console/people/{person.pk}", f"/bench/person/{person.pk}"),
    }
    with server.running() as port:
        result = {name: _under_load(port, cookie, *paths, seconds) for name, paths in pages.items()}
        if with_browser and (shutil.which("chromium") or shutil.which("chromium-browser")):
            for name, (path, _bare) in pages.items():
                result[name]["browser"] = _in_browser(port, cookie, path)
    return result | {"model": f"closed, {THREADS} threads in one client process on the same machine"}


def _under_load(port: int, cookie: str, path: str, bare: str, seconds: float) -> dict:
    headers = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={cookie}", "Accept-Encoding": "gzip"}
    page = _asked_by_another_process(port, path, headers, seconds)
    peer = _asked_by_another_process(port, bare, {"Accept-Encoding": "gzip"}, seconds)
    return {
        "page": page, "bare_view": peer, "page_bytes_gzip": len(server.asker(port, path, headers)()),
        "bare_bytes_gzip": len(server.asker(port, bare, {"Accept-Encoding": "gzip"})()),
        "bare_view_serves_times": ratio(page["per_second"], peer["per_second"]),
    }  # fmt: skip


def _asked_by_another_process(port: int, path: str, headers: dict, seconds: float) -> dict:
    """The client's own work must not wait for this process's lock."""
    order = json.dumps({"port": port, "path": path, "headers": headers, "seconds": seconds, "threads": THREADS})
    command = [sys.executable, "-m", "bench.client"]
    answer = subprocess.run(command, input=order, capture_output=True, text=True, cwd=ROOT, env=os.environ, check=True)
    return json.loads(answer.stdout)


def _in_browser(port: int, cookie: str, path: str) -> dict:
    """Bytes over the wire and times of a first and of a later opening, on a processor slowed four times."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    url = f"http://127.0.0.1:{port}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        first, later = [], []
        for _ in range(OPENINGS):
            context = browser.new_context(locale="zh-CN")
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": url}])
            page = context.new_page()
            first.append(_opened(page, url + path))
            later.append(_opened(page, url + path))
            context.close()
        browser.close()
    return {"processor_slowed": SLOWED, "first": _middle(first), "later": _middle(later)}


def _opened(page, url: str) -> dict:
    devtools = page.context.new_cdp_session(page)
    octets: list[float] = []
    devtools.send("Network.enable")
    devtools.on("Network.loadingFinished", lambda event: octets.append(event["encodedDataLength"]))
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    page.goto(url, wait_until="load")
    # usable: parsed, deferred scripts have run, and the main thread has answered once more
    usable = page.evaluate("() => new Promise(done => setTimeout(() => done(performance.now()), 0))")
    times = page.evaluate("() => performance.getEntriesByType('navigation')[0].toJSON()")
    paint = page.evaluate("() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null")
    devtools.detach()
    return {
        "bytes": int(sum(octets)), "requests": len(octets), "first_paint_ms": paint, "usable_ms": usable,
        "loaded_ms": times["loadEventEnd"],
    }  # fmt: skip


def _middle(openings: list[dict]) -> dict:
    middle = {}
    for name in openings[0]:
        values = sorted(one[name] for one in openings if one[name] is not None)
        middle[name] = round(values[len(values) // 2]) if values else None
    return middle
