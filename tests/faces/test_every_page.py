"""Every page that somebody may open, in a real browser: each in each way of display, wide and narrow."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.architecture.source import listed
from tests.faces.pages import VIEWERS, Seen, client_of, names_not_to_be_seen, pages_of, session_of

pytestmark = [pytest.mark.journey, pytest.mark.sqlite_only, pytest.mark.django_db(transaction=True)]

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
LEAST_TARGET = 44
TO_REDRAW = 400
"""Milliseconds that a chart may take to follow its window."""
LOOK = """least => {
  const shown = e => {
    const r = e.getBoundingClientRect()
    return e.checkVisibility({visibilityProperty: true}) && r.width > 1 && r.height > 1 && r.right > 0 && r.bottom > 0
  }
  const name = e => e.outerHTML.match(/^<[^>]*>/)[0].slice(0, 90) + ' ' + e.textContent.trim().slice(0, 20)
  const alone = e => !e.matches('a') || getComputedStyle(e).display !== 'inline'
    || e.parentElement.textContent.trim() === e.textContent.trim()
  const target = e => e.matches('[type=radio], [type=checkbox]') ? e.closest('label') || e : e
  const small = e => {
    const r = e.getBoundingClientRect()
    return r.height < least - .5 || r.width < least - .5
  }
  const controls = 'a[href]:not(svg a), button, summary, select, textarea, input:not([type=hidden])'
  const all = least ? [...document.querySelectorAll(controls)].filter(shown) : []
  return {
    title: document.title, heads: document.querySelectorAll('h1').length,
    wide: document.documentElement.scrollWidth - innerWidth,
    menu: innerWidth < 800 && !!document.querySelector('#nav')?.checkVisibility(),
    small: all.filter(alone).map(target).filter(small).map(name),
  }
}"""
FOCUS = """() => {
  const marked = e => { const s = getComputedStyle(e); return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2 }
  const unseen = []
  for (const e of document.querySelectorAll('a[href], button, summary, select, textarea, input:not([type=hidden])')) {
    if (e.disabled || !e.checkVisibility()) continue
    e.focus({preventScroll: true})
    if (document.activeElement === e && !marked(e) && !marked(e.closest('.choice') || e)) unseen.push(e.outerHTML.slice(0, 90))
  }
  return unseen
}"""
_looked_at: set[tuple] = set()


@pytest.mark.parametrize("viewer", VIEWERS)
def test_a_page_has_no_barrier_in_any_mode_on_any_screen(page: Page, live_server, scene, viewer: str):
    client, wrong, complaints = client_of(viewer, scene), [], []
    pages, secret = list(pages_of(viewer, scene, client)), names_not_to_be_seen(viewer, scene)
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))

    for turn, (one, mode) in enumerate((p, mode) for p in pages for mode in p.modes):
        complaints.clear()
        show_as(page, live_server.url, session_of(client) | {"mode": mode, "theme": "light"})
        found = faults_of(page, live_server.url, one, mode, [WIDE, NARROW] if turn % 2 else [NARROW, WIDE])
        found += [f"console: {text}" for text in complaints if not (one.is_fault and "status of 40" in text)]
        found += [f"shows {name}" for name in secret if name in one.html]
        wrong += [f"{one.name} {one.address} as {viewer}, {mode}: {fault}" for fault in found]

    assert len(pages) >= 3
    assert not wrong, listed(wrong)


def show_as(page: Page, server: str, cookies: dict[str, str]) -> None:
    page.context.add_cookies([{"name": name, "value": value, "url": server} for name, value in cookies.items()])


def faults_of(page: Page, server: str, one: Seen, mode: str, sizes: list[dict]) -> list[str]:
    """What is wrong on one page; axe looks at the first width, the rest is looked at on both."""
    page.set_viewport_size(sizes[0])
    page.goto(server + one.address)
    if page.locator(".chart-canvas").count():
        page.locator(".chart-canvas svg").first.wait_for()
    found = axe_finds(page, mode) if is_new(one, mode) else []
    page.keyboard.press("Tab")
    found += [f"focus is not seen on {what}" for what in page.evaluate(FOCUS)]
    found += seen_at_once(page, mode)
    page.set_viewport_size(sizes[1])
    if page.locator(".chart-canvas").count():
        page.wait_for_timeout(TO_REDRAW)
    return found + seen_at_once(page, mode)


def is_new(one: Seen, mode: str) -> bool:
    """axe takes the most time by far, and pages of two roles often differ in their words alone."""
    shape = re.sub(r'>[^<]+<|(?:href|value|id|for|aria-\w+|data-\w+)="[^"]*"', "", one.html.partition("<main")[2])
    known = (mode, one.name, hash(shape)) in _looked_at
    _looked_at.add((mode, one.name, hash(shape)))
    return not known


def axe_finds(page: Page, mode: str) -> list[str]:
    rules = RULES + ["wcag2aaa"] * (mode != "standard")
    result = Axe().run(page, options={"runOnly": rules, "resultTypes": ["violations"]}).response
    assert len(result["passes"]) > 10  # axe really ran
    return [f"axe {v['id']}: {[node['target'] for node in v['nodes']][:4]}" for v in result["violations"]]


def seen_at_once(page: Page, mode: str) -> list[str]:
    width, look = page.viewport_size["width"], page.evaluate(LOOK, LEAST_TARGET if mode == "elder" else 0)
    found = [f"at {width} px smaller than {LEAST_TARGET}: {what}" for what in dict.fromkeys(look["small"])]
    if look["wide"] > 0:
        found.append(f"at {width} px it is {look['wide']} px too wide")
    if look["menu"]:
        found.append(f"at {width} px the menu stands in the way")
    if look["heads"] != 1:
        found.append(f"{look['heads']} h1")
    if not look["title"].strip(" ·"):
        found.append("no title")
    return found
