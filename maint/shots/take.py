"""Pictures of the main pages, for each role, wide and narrow, from a small demo of their own.

`make shots` writes them to var/shots/; `make shots ARGS=--guide` makes those of the guide anew as well.
"""

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from maint.shots.rooms import ROOMS  # noqa: E402
from maint.shots.scenes import GUIDE, PAGES, Scene  # noqa: E402

SHOTS = ROOT / "var" / "shots"
PICTURES = ROOT / "docs" / "guide" / "pictures"
PASSWORD = "rongyi-demo"  # public: the demo's
PEOPLE = "8000"  # as `make run` has them, so that a reader of the guide sees what is on the pictures
SIZES = {1280: 800, 390: 844}
MOST_BYTES = 150 * 1024
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-color-profile=srgb",
]


@contextmanager
def running_demo(var: Path) -> Iterator[str]:
    """A demo with a folder of its own, so that what somebody has entered under var/ stays as it is."""
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    environment |= {"RONGYI_ENV": "demo", "RONGYI_VAR": str(var), "RONGYI_DEMO_PEOPLE": PEOPLE}
    command = [sys.executable, "-m", "rongyi.project.cli"]
    subprocess.run([*command, "setup"], env=environment, cwd=ROOT, check=True)
    port = free_port()
    server = subprocess.Popen([*command, "serve", "--port", str(port)], env=environment, cwd=ROOT)
    try:
        wait_until_ready(f"http://127.0.0.1:{port}")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_ready(address: str, seconds: int = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=2):
                return
        except OSError:
            time.sleep(0.3)
    raise SystemExit(f"{address} does not answer")


class Camera:
    """Opens pages as somebody; each role signs in once."""

    def __init__(self, browser: Browser, address: str):
        self.browser, self.address = browser, address
        self.signed_in: dict[str, dict] = {"": {}}

    @contextmanager
    def page(self, role: str, language: str, width: int, height: int) -> Iterator[Page]:
        context = self.browser.new_context(
            base_url=self.address,
            viewport={"width": width, "height": height},
            locale="en-GB" if language == "en" else "zh-CN",
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
            extra_http_headers={"Accept-Language": language},
            storage_state=self.signed_in[role] if role in self.signed_in else self.sign_in(role),
        )
        try:
            yield context.new_page()
        finally:
            context.close()

    def sign_in(self, role: str) -> dict:
        with self.page("", "zh-hans", 1280, 800) as page:
            page.goto("/console/login")
            page.fill("[name=username]", role)
            page.fill("[name=password]", PASSWORD)
            page.press("[name=password]", "Enter")
            page.wait_for_url(lambda url: not url.endswith("/login"))
            self.signed_in[role] = page.context.storage_state()
        return self.signed_in[role]


def take(page: Page, scene: Scene, target: Path, *, whole: bool) -> None:
    page.goto(scene.path)
    if scene.then:
        scene.then(page)
    page.wait_for_load_state("networkidle")
    if page.locator("[data-module*=chart], canvas").count():
        page.wait_for_timeout(800)  # it draws itself after the page is there
    target.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=target, full_page=whole, animations="disabled")


def shrink(file: Path) -> None:
    """Fewer colours until it is light enough: a guide is read on slow lines too."""
    picture = Image.open(file).convert("RGB")
    for colours in (128, 64, 32, 16):
        picture.quantize(colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(file, optimize=True)
        if file.stat().st_size <= MOST_BYTES:
            return
    raise SystemExit(f"{file.name} has {file.stat().st_size} bytes, at most {MOST_BYTES} are wanted")


def take_all(camera: Camera, chosen: str, *, guide: bool) -> list[str]:
    failures = []
    plan = [(scene, width, SHOTS) for scene in (*PAGES, *ROOMS) for width in SIZES]
    if guide:
        plan += [(scene, width, PICTURES) for scene in (*GUIDE, *ROOMS) for width in scene.widths]
    for scene, width, folder in plan:
        if not any(part in scene.name for part in chosen.split("|")):
            continue
        target = folder / f"{scene.name}-{width}.png"
        try:
            with camera.page(scene.role, scene.language, width, scene.height or SIZES[width]) as page:
                take(page, scene, target, whole=folder == SHOTS)
        except Exception as error:
            failures.append(f"{target.name}: {str(error).splitlines()[0]}")
            continue
        if folder == PICTURES:
            shrink(target)
        print(target.relative_to(ROOT), file=sys.stderr)
    return failures


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--guide", action="store_true", help="the pictures of docs/guide as well")
    options.add_argument("--only", default="", help="only scenes whose name has this in it, or one of a|b|c")
    options.add_argument("--address", help="a demo that runs already, instead of one of its own")
    given = options.parse_args()
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with tempfile.TemporaryDirectory(prefix="rongyi-shots-") as var, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        if given.address:
            failures = take_all(Camera(browser, given.address), given.only, guide=given.guide)
        else:
            with running_demo(Path(var)) as address:
                failures = take_all(Camera(browser, address), given.only, guide=given.guide)
        browser.close()
    for line in failures:
        print(line, file=sys.stderr)
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
