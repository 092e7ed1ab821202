"""What is on each picture: who looks at which page, and what they do there first."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

Act = Callable[[Page], None]
PICKER = "#people-search"
OPTION = "#people-list [role=option]"


@dataclass(frozen=True)
class Scene:
    name: str
    path: str
    role: str = ""
    then: Act | None = None
    language: str = "zh-hans"
    widths: tuple[int, ...] = (1280,)
    height: int = 0  # of the window, where the usual one would show too much or too little


def click(*selectors: str) -> Act:
    """Follows one link after the other."""

    def act(page: Page) -> None:
        for selector in selectors:
            page.locator(selector).first.click()
            page.wait_for_load_state("networkidle")

    return act


def type_initials(page: Page) -> None:
    page.locator(PICKER).press_sequentially("w", delay=20)
    page.locator(OPTION).first.wait_for()


def choose_somebody(page: Page) -> None:
    type_initials(page)
    page.keyboard.press("Enter")
    page.locator(".chips .chip, .chips li, .chips > *").first.wait_for()


def record_a_visit(page: Page) -> None:
    choose_somebody(page)
    page.keyboard.press("Enter")
    page.wait_for_load_state("networkidle")


def large_letters(page: Page) -> None:
    page.locator("main button[value=elder]").first.click()
    page.wait_for_load_state("networkidle")


def large_letters_by_menu(page: Page) -> None:
    page.locator(".top-tools summary").first.click()
    page.locator("button[value=elder]").first.click()
    page.wait_for_load_state("networkidle")


def refused_form(page: Page) -> None:
    page.locator("main form button[type=submit], main form .button").last.click()
    page.wait_for_load_state("networkidle")


ROW = "main tbody tr a[href]"
RECORD_OF_LEDGER = "main tbody a[href*='/console/records/'], main tbody a[href*='/console/visits/']"
PERSON_OF_LIST = "main tbody a[href*='/console/people/']"
ACCOUNT_OF_LIST = "main tbody a[href*='/accounts/']"

PAGES = (
    Scene("public-home", "/"),
    Scene("public-home-large", "/", then=large_letters),
    Scene("public-home-english", "/", language="en"),
    Scene("public-stations", "/stations/?q=常兴"),
    Scene("public-station", "/stations/610326101"),
    Scene("public-feedback", "/feedback/"),
    Scene("kiosk", "/kiosk/610326"),
    Scene("sign-in", "/console/login"),
    Scene("village-home", "/console/", "village"),
    Scene("village-home-english", "/console/", "village", language="en"),
    Scene("visits-due", "/console/visits/", "village"),
    Scene("visit-record", "/console/visits/new", "village", choose_somebody),
    Scene("visit-refused", "/console/visits/new", "village", refused_form),
    Scene("people", "/console/people/", "village"),
    Scene("person", "/console/people/", "village", click(PERSON_OF_LIST)),
    Scene("person-english", "/console/people/", "village", click(PERSON_OF_LIST), language="en"),
    Scene("person-edit", "/console/people/", "village", click(PERSON_OF_LIST, "main a[href$='/edit']")),
    Scene("person-reveal", "/console/people/", "village", click(PERSON_OF_LIST, "main a[href*='/reveal']")),
    Scene("person-new", "/console/people/new", "village"),
    Scene("imports", "/console/people/import", "town"),
    Scene("ledgers", "/console/ledgers/", "village"),
    Scene("ledger", "/console/ledgers/visits", "village"),
    Scene("ledger-export", "/console/ledgers/visits/export", "village"),
    Scene("record-new", "/console/records/new", "village"),
    Scene("me", "/console/me", "village"),
    Scene("own", "/my/", "veteran"),
    Scene("own-english", "/my/", "veteran", language="en"),
    Scene("own-large", "/my/", "veteran", large_letters_by_menu),
    Scene("station-notice", "/stations/610326101/notice"),
    Scene("town-home", "/console/", "town"),
    Scene("bureau-home", "/console/", "bureau"),
    Scene("bureau-people", "/console/people/", "bureau"),
    Scene("bureau-ledger", "/console/ledgers/visits", "bureau"),
    Scene("network", "/console/network/", "bureau"),
    Scene("network-picture", "/console/network/?view=picture", "bureau"),
    Scene("network-picture-files", "/console/network/?view=picture&by=empty", "bureau"),
    Scene("network-picture-town", "/console/network/?view=picture", "town"),
    Scene("network-list", "/console/network/?view=list", "bureau"),
    Scene("station", "/console/network/610326101", "bureau"),
    Scene("feedback", "/console/feedback/", "bureau"),
    Scene("section-home", "/console/", "section"),
    Scene("city-home", "/console/", "city"),
    Scene("huyi-home", "/console/", "huyi"),
    Scene("auditor-home", "/console/", "auditor"),
    Scene("trail", "/console/network/trail/", "auditor"),
    Scene("admin-home", "/console/", "admin"),
    Scene("accounts", "/console/network/accounts/", "admin"),
    Scene("account", "/console/network/accounts/", "admin", click(ACCOUNT_OF_LIST)),
    Scene("account-new", "/console/network/accounts/new", "admin"),
    Scene("tokens", "/console/network/accounts/tokens", "admin"),
    Scene("examination", "/console/examination", "admin"),
    Scene("gallery", "/console/gallery", "admin"),
    Scene("not-found", "/console/people/01900000-0000-7000-8000-000000000000", "village"),
    Scene("api-docs", "/api/v1/docs"),
)

GUIDE = (
    Scene("sign-in", "/console/login", height=640),
    Scene("village-home", "/console/", "village"),
    Scene("find", "/console/visits/new", "village", type_initials, height=640),
    Scene("record-visit", "/console/visits/new", "village", choose_somebody, widths=(1280, 390)),
    Scene("recorded", "/console/visits/new", "village", record_a_visit, height=700),
    Scene("person", "/console/people/", "village", click(PERSON_OF_LIST)),
    Scene("visits-due", "/console/visits/", "village"),
    Scene("ledger", "/console/ledgers/visits", "village"),
    Scene("export", "/console/ledgers/visits/export", "village", height=700),
    Scene("county-home", "/console/", "bureau"),
    Scene("county-ledger", "/console/ledgers/visits", "bureau"),
    Scene("network", "/console/network/?view=picture", "bureau"),
    Scene("accounts", "/console/network/accounts/", "admin"),
    Scene("trail", "/console/network/trail/", "auditor"),
    Scene("own", "/my/", "veteran"),
    Scene("large-letters", "/", then=large_letters, widths=(390,)),
)
