"""Who carries messages out. `RONGYI_MESSAGES` is `file`, `console`, `http`, or the dotted path of a county's own."""

import fcntl
import json
import os
import sys
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from rongyi.kernel import clock

BUILT_IN = {
    "file": "rongyi.kernel.messages.providers.FileProvider",
    "console": "rongyi.kernel.messages.providers.ConsoleProvider",
    "http": "rongyi.kernel.messages.gateway.HttpProvider",
}
KEPT_IN_FILE = 200


class Undelivered(Exception):
    """The message did not go out. `code` is a short word without any value; it may be logged."""

    def __init__(self, code: str, *, is_final: bool = False):
        super().__init__(code)
        self.code, self.is_final = code[:60], is_final


@dataclass(frozen=True, repr=False)
class ShortMessage:
    """All that a provider is told. It has no repr, since telephone and text belong into no log."""

    id: str
    phone: str
    text: str
    template: str
    gateway: str = ""
    values: dict[str, str] = field(default_factory=dict)


class Provider(Protocol):
    """A class without arguments; `deliver` returns when the gateway has taken the message, or raises Undelivered.

    It may be called twice for the same `id`, when an answer was lost.
    """

    def deliver(self, message: ShortMessage) -> None: ...


class ConsoleProvider:
    """Writes to standard error. Never in production: what goes there ends in a log."""

    def __init__(self) -> None:
        if settings.PRODUCTION:
            raise ImproperlyConfigured("RONGYI_MESSAGES=console would put codes into the log; choose another provider")

    def deliver(self, message: ShortMessage) -> None:
        sys.stderr.write(f"[{message.phone}] {message.text}\n")


class FileProvider:
    """Keeps the last messages in a file that only this account reads: for demonstrations and while no gateway is there."""

    def deliver(self, message: ShortMessage) -> None:
        path = outbox_file()
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with path.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # two workers may write at once
            self._add(path, message)

    @staticmethod
    def _add(path: Path, message: ShortMessage) -> None:
        kept = path.read_text("utf-8").splitlines()[1 - KEPT_IN_FILE :] if path.exists() else []
        line = json.dumps({"at": clock.now().isoformat(timespec="seconds"), **asdict(message)}, ensure_ascii=False)
        beside = path.with_suffix(".new")
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write("\n".join([*kept, line]) + "\n")
        beside.replace(path)


def outbox_file() -> Path:
    return Path(settings.VAR_DIR) / "messages" / "outbox.jsonl"


def provider_path() -> str:
    return BUILT_IN.get(settings.RONGYI_MESSAGES, settings.RONGYI_MESSAGES)


def provider() -> Provider:
    return _provider(provider_path())


@lru_cache(maxsize=4)
def _provider(path: str) -> Provider:
    try:
        return import_string(path)()
    except ImportError:
        raise ImproperlyConfigured(f"RONGYI_MESSAGES names no provider: {path}") from None
