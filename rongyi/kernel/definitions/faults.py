"""What is wrong with a definition, where, and how to mend it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Fault:
    file: str
    line: int
    what: str
    mend: str

    def __str__(self) -> str:
        return _("%(file)s 第 %(line)d 行:%(what)s%(mend)s") % {
            "file": self.file, "line": self.line, "what": self.what, "mend": self.mend,
        }  # fmt: skip


class FaultyDefinition(Exception):
    """A definition that somebody wants to use and that has faults; nothing is done by a faulty policy."""

    def __init__(self, faults: Iterable[Fault]):
        self.faults = list(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))
