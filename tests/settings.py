"""Settings of the tests: everything that is written lies in a folder that goes with the process."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_memory = Path("/dev/shm")
PLACE = Path(tempfile.mkdtemp(prefix="rongyi-test-", dir=_memory if _memory.is_dir() else None))
_owner = os.getpid()


@atexit.register
def _clear() -> None:
    if os.getpid() == _owner:  # a forked child must not take its parent's folder away
        shutil.rmtree(PLACE, ignore_errors=True)


for name in [name for name in os.environ if name.startswith("RONGYI_")]:
    del os.environ[name]
os.environ |= {
    "RONGYI_ENV": "test",
    "RONGYI_VAR": str(PLACE),
    # Playwright keeps an event loop in the thread of the test; Django would refuse to touch the database there.
    "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
}

from rongyi.project.settings import *  # noqa: E402, F403
from rongyi.project.settings import DATABASES, MIDDLEWARE  # noqa: E402, F401

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file and not :memory:, so that threads and processes of a test meet on it as they would at work.
    DATABASES["default"]["TEST"] = {"NAME": str(PLACE / "test.sqlite3")}
    options = DATABASES["default"]["OPTIONS"]
    options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 0  # a kept connection of a server thread would hold the test database
