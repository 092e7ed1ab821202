"""What every test stands on: keys, database, browser. People and rows are in fixtures_people.py and factories/."""

import shutil
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Error as BrowserError

HERE = Path(__file__).parent
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

pytest_plugins = ["tests.fixtures_people"] if (HERE / "fixtures_people.py").exists() else []


def pytest_configure(config):
    from rongyi.kernel.crypto.keyring import create_key_file
    from tests.emptying import install

    install()

    settings.RONGYI_FILES_DIR.mkdir(exist_ok=True)
    if not settings.RONGYI_KEY_FILE.exists():
        create_key_file(settings.RONGYI_KEY_FILE)


def pytest_collection_modifyitems(config, items):
    on_sqlite = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
    unwanted = "postgres_only" if on_sqlite else "sqlite_only"
    dropped = [item for item in items if item.get_closest_marker(unwanted)]
    if dropped:
        config.hook.pytest_deselected(items=dropped)
        items[:] = [item for item in items if not item.get_closest_marker(unwanted)]
    for item in items:
        if "browser" in item.fixturenames:  # the browser itself may stumble; what a page says wrongly fails at once
            item.add_marker(pytest.mark.flaky(reruns=1, only_rerun=[BrowserError]))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """The distribution's Chromium: Playwright would download a build of its own."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.fail("chromium is missing; `make test` installs it as root, otherwise: apt-get install chromium")
    return {**browser_type_launch_args, "executable_path": path, "args": CHROMIUM_ARGUMENTS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "locale": "zh-CN", "timezone_id": "Asia/Shanghai"}


@pytest.fixture(autouse=True)
def _each_county_for_itself(request):
    """No code of the house asks a county table without a county, unless it says that it means all of them."""
    if "db" not in request.fixturenames and not request.node.get_closest_marker("django_db"):
        yield
        return
    request.getfixturevalue("db")
    from rongyi.kernel.county_guard import guarding_counties

    with guarding_counties(house_only=True):
        yield
