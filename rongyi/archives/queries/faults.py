"""Files that are not what they were, in reach, and how far the nightly round has come."""

from dataclasses import dataclass
from uuid import UUID

from rongyi.archives.models import FileFault, FileRound, Piece, Scan
from rongyi.archives.permissions import VIEW_FAULTS
from rongyi.kernel.county import all_counties
from rongyi.organisation.access import Actor
from rongyi.records.queries import station_names

PAGE = 25


@dataclass(frozen=True)
class FaultLine:
    """One broken file; `piece` is the paper that it is a scan of."""

    fault: FileFault
    station: str
    piece: Piece | None = None


def count_faults(actor: Actor) -> int:
    return FileFault.objects.visible_to(actor.acting(VIEW_FAULTS)).filter(mended_on=None).count()


def faults_listed(actor: Actor, *, after: UUID | None = None) -> list[FaultLine]:
    """The newest first, and one more than a page."""
    rows = FileFault.objects.visible_to(actor).filter(mended_on=None).order_by("-pk")
    found = list((rows.filter(pk__lt=after) if after else rows)[: PAGE + 1])
    stations = station_names(fault.region_code for fault in found)
    scans = Scan.objects.visible_to(actor).filter(original_id__in=[fault.file_id for fault in found])
    pieces = {scan.original_id: scan.piece for scan in scans.select_related("piece")}
    return [FaultLine(one, stations.get(one.region_code, ""), pieces.get(one.file_id)) for one in found]


def round_of(county: str) -> FileRound | None:
    return FileRound.objects.filter(county=county).first()


def all_faults() -> list[dict]:
    """Of the whole house, for who looks after the machine: which file, and what is wrong."""
    with all_counties():
        rows = FileFault.objects.filter(mended_on=None).order_by("county", "pk")
        return [
            {"county": one.county, "file": str(one.file_id), "what": one.what, "words": str(one.get_what_display())}
            for one in rows
        ]
