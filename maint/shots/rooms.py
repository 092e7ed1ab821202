"""Pictures of the rooms around the file: import, archives, merging, confirmation, rights."""

from pathlib import Path

from playwright.sync_api import Page

from maint.shots.scenes import Scene, click

WORKBOOK = Path(__file__).resolve().parents[2] / "tests" / "data" / "横渠镇退役军人花名册.xlsx"
STATION = "610326101"
FIRST_OF_ROOM = "main tbody td a[href*='/archives/pieces/']"
FIRST_CASE = "main tbody a[href*='/merging/0']"
PERSON = "main tbody a[href*='/console/people/']"
REQUESTS = "main a[href*='/console/rights/people/']"
FIGURES = "main .panel a:has-text('进度')"


def send_workbook(page: Page) -> None:
    """Only looked at: nothing is written before somebody says so."""
    page.locator("[name=station]").select_option(STATION)
    page.locator("[name=file]").set_input_files(WORKBOOK)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(lambda url: url.rstrip("/").split("/")[-1] != "import")
    page.locator("main .cards, main [data-state=previewed]").first.wait_for(timeout=90_000)


def columns_of_workbook(page: Page) -> None:
    send_workbook(page)
    page.goto(page.url.split("?")[0] + "/columns")


def find_who_is_due(page: Page) -> None:
    page.locator("main input[type=search], main input[role=combobox]").first.press_sequentially("w", delay=20)
    page.locator("[role=option]").first.wait_for()


ROOMS = (
    Scene("import", "/console/people/import", "town", height=640),
    Scene("import-preview", "/console/people/import", "section", send_workbook, height=900),
    Scene("import-columns", "/console/people/import", "section", columns_of_workbook, height=900),
    Scene("archives", "/console/archives/", "village"),
    Scene("archive-piece", "/console/archives/?state=out", "village", click(FIRST_OF_ROOM)),
    Scene("archive-lend", "/console/archives/", "village", click(FIRST_OF_ROOM, "main a[href$='/lend']"), height=700),
    Scene("archive-file", "/console/archives/pieces/new", "village"),
    Scene("archive-counts", "/console/archives/counts", "village", height=640),
    Scene("merging", "/console/merging/", "section"),
    Scene("merging-pair", "/console/merging/", "section", click(FIRST_CASE), height=900),
    Scene("merging-held", "/console/merging/held", "section", height=640),
    Scene("confirmations", "/console/confirmations/", "village", height=640),
    Scene("confirmation-record", "/console/confirmations/record", "village", find_who_is_due, widths=(1280, 390)),
    Scene("confirmation-figures", "/console/confirmations/", "section", click(FIGURES), height=900),
    Scene("verification", "/console/verification/", "town"),
    Scene("proposals", "/console/people/proposals/", "town", height=640),
    Scene("proposal", "/console/people/proposals/", "town", click("main tbody a.button"), height=640),
    Scene("rights-requests", "/console/rights/", "section", height=640),
    Scene("rights-person", "/console/people/", "village", click(PERSON, REQUESTS)),
    Scene("own-rights", "/my/rights/", "veteran"),
)
