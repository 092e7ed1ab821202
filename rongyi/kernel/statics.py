"""Static files under names that change with their content, without a build step on the way to the first page."""

import hashlib
from functools import lru_cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage


class LocalStatics(StaticFilesStorage):
    """Adds `?v=<hash>` to each address, so that a browser may keep a file for long and still sees a new one."""

    def url(self, name):
        digest = _digest(name)
        return f"{super().url(name)}?v={digest}" if digest else super().url(name)


@lru_cache(maxsize=500)
def _digest(name: str) -> str:
    path = finders.find(name)
    if not path or isinstance(path, list):
        return ""
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:10]
