"""Proves that the originals are what came: each is opened and its checksum made anew."""

from collections.abc import Callable
from dataclasses import dataclass

from rongyi.archives.models import Scan
from rongyi.kernel.county import all_counties
from rongyi.kernel.crypto.aead import SealBroken
from rongyi.kernel.crypto.rows import Erased
from rongyi.kernel.files.checks import FileRefused
from rongyi.kernel.files.checksums import is_unchanged
from rongyi.kernel.files.store import open_file


@dataclass(frozen=True)
class Broken:
    """A scan that is not what it was: of which piece, which file, and what is wrong."""

    code: str
    scan: str
    what: str


def verify_scans(county: str = "", progress: Callable[[int, int], None] = lambda done, total: None):
    """(files read, those that are broken). Destroyed pieces have no file to read."""
    with all_counties():
        scans = Scan.objects.exclude(original=None).select_related("piece", "original").order_by("county", "pk")
        if county:
            scans = scans.filter(county=county)
        total, broken, done = scans.count(), [], 0
        for done, scan in enumerate(scans.iterator(chunk_size=200), 1):
            what = _fault_of(scan)
            if what:
                broken.append(Broken(scan.piece.code, str(scan.pk), what))
            progress(done, total)
    return done, broken


def _fault_of(scan: Scan) -> str:
    try:
        data = open_file(scan.original)
    except (SealBroken, Erased):
        return "unreadable"
    except FileRefused:
        return "infected"
    return "" if is_unchanged(data, scan.checksum) else "changed"
