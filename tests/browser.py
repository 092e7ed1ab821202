"""What every test in a browser measures the same way."""

from playwright.sync_api import Page


def width_of(page: Page) -> int:
    """How wide the page would like to be, in CSS pixels; asked only of a page that stands, never of one on its way."""
    page.wait_for_load_state("load")
    return page.wait_for_function("document.documentElement && document.documentElement.scrollWidth").json_value()


def fits(page: Page) -> bool:
    """Whether nothing scrolls sideways."""
    return width_of(page) <= page.evaluate("window.innerWidth")
