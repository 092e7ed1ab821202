"""Every stored file is read anew within some days, a share each night; what broke stands on record until it is mended.

An owner's page would show a broken file only on the day when somebody needs it.
"""

import hashlib
import math
from collections.abc import Callable
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rongyi.archives.models import FileFault, FileRound, Scan
from rongyi.kernel import audit, clock
from rongyi.kernel.county import all_counties
from rongyi.kernel.crypto.aead import SealBroken
from rongyi.kernel.crypto.rows import Erased
from rongyi.kernel.files.checks import FileRefused
from rongyi.kernel.files.checksums import is_unchanged
from rongyi.kernel.files.store import is_scanned, open_file, rescan_unchecked
from rongyi.kernel.files.stored import StoredFile
from rongyi.kernel.limits import limits
from rongyi.kernel.sweeps import sweep

CHUNK = 50
audit.call_acts({"files.broken": _("发现文件异常"), "files.mended": _("文件已恢复")})


@sweep("file_checks", _("核对文件校验值"))
def check_files() -> int:
    """Of each county its share of tonight, and those that were broken before."""
    return sum(check_county(county) for county in _counties())


def check_all(progress: Callable[[int, int], None] = lambda done, total: None) -> int:
    """Every file now, county by county."""
    counties, read = _counties(), 0
    for done, county in enumerate(counties, 1):
        read += check_county(county, whole=True)
        progress(done, len(counties))
    return read


def _counties() -> list[str]:
    with all_counties():
        return list(StoredFile.objects.order_by("county").values_list("county", flat=True).distinct())


@sweep("file_scans", _("送杀毒软件复查文件"))
def ask_scanner_again() -> int:
    """Files that came while the scanner gave no answer; without a scanner there is nobody to ask."""
    return sum(n for state, n in rescan_unchecked().items() if state != "unchecked") if is_scanned() else 0


def check_county(county: str, *, whole: bool = False) -> int:
    """Goes on where the last night stopped; returns how many files were read. `whole` reads every file now."""
    today = clock.today()
    done, _new = FileRound.objects.get_or_create(county=county)
    kept = StoredFile.objects.filter(county=county, row_key__isnull=False).exclude(state=StoredFile.State.REFUSED)
    left = share(kept.count(), whole=whole) - (done.read if done.last_on == today and not whole else 0)
    read = _look_again(county, today)
    while left > 0:
        start, rows = done.position, kept.filter(pk__gt=done.position) if done.position else kept
        files = list(rows.order_by("pk")[: min(CHUNK, left)])
        found = _faults_of(county, files)  # before the lock is taken: reading takes long
        with transaction.atomic():
            _write_down(county, files, found, today)
            _move_on(done, files, today, ends=len(files) < min(CHUNK, left))
        read, left = read + len(files), left - len(files)
        if not files and start is None:
            break
    return read


def share(total: int, *, whole: bool) -> int:
    """How many files are read in one night, so that a round ends within the days that the limits say."""
    wanted = limits().files
    return total if whole else min(total, max(wanted.at_least_a_night, math.ceil(total / wanted.whole_within_days)))


def _move_on(done: FileRound, files: list[StoredFile], today: date, *, ends: bool) -> None:
    done.read = len(files) + (done.read if done.last_on == today else 0)
    done.last_on, done.began_on = today, done.began_on or today
    done.position = None if ends else files[-1].pk
    if ends:
        done.done_on, done.began_on = today, None
    done.save()


def _look_again(county: str, today: date) -> int:
    """What was broken may have been fetched back from a backup, or its owner may have gone."""
    faults = {fault.file_id: fault for fault in FileFault.objects.filter(county=county, mended_on=None)}
    files = list(StoredFile.objects.filter(county=county, pk__in=list(faults), row_key__isnull=False))
    found = _faults_of(county, files)
    with transaction.atomic():
        _write_down(county, files, found, today)
        gone = set(faults) - {file.pk for file in files}
        FileFault.objects.filter(county=county, file_id__in=gone, mended_on=None).update(mended_on=today)
    return len(files)


def _faults_of(county: str, files: list[StoredFile]) -> dict[UUID, str]:
    """{file: what is wrong with it}. One that its owner deleted meanwhile is not broken, it is gone."""
    sums = dict(Scan.objects.filter(county=county, original__in=files).values_list("original_id", "checksum"))
    found = {file.pk: fault_of(file, sums.get(file.pk, "")) for file in files}
    there = still_there(county, [pk for pk, what in found.items() if what])
    return {pk: what if pk in there else "" for pk, what in found.items()}


def still_there(county: str, ids: list[UUID]) -> set[UUID]:
    return set(StoredFile.objects.filter(county=county, pk__in=ids).values_list("pk", flat=True)) if ids else set()


def _write_down(county: str, files: list[StoredFile], found: dict[UUID, str], today: date) -> None:
    """Faults that are new, and those that are over; both with a line in the trail."""
    known = FileFault.objects.filter(county=county, file_id__in=list(found), mended_on=None)
    before = set(known.values_list("file_id", flat=True))
    fresh = [file for file in files if found[file.pk] and file.pk not in before]
    mended = [file for file in files if not found[file.pk] and file.pk in before]
    for file in fresh:
        FileFault.objects.create(
            county=county, region_code=file.region_code, file_id=file.pk, owner_kind=file.owner_kind,
            owner_id=file.owner_id, what=found[file.pk], found_on=today,
        )  # fmt: skip
    known.filter(file_id__in=[file.pk for file in mended]).update(mended_on=today)
    lines = [("files.broken", file) for file in fresh] + [("files.mended", file) for file in mended]
    audit.append(
        audit.Line(
            act=act, county=county, region_code=file.region_code, subject_kind="kernel.storedfile",
            subject_id=str(file.pk), detail={"what": found[file.pk]} if found[file.pk] else {},
        )
        for act, file in lines
    )  # fmt: skip


def fault_of(file: StoredFile, checksum: str = "") -> str:
    """What is wrong with a file, or nothing. `checksum` is the one that the archive room took when it came."""
    try:
        data = open_file(file)
    except SealBroken:
        return FileFault.What.UNREADABLE
    except (Erased, FileRefused):  # gone or refused since the list was read: said elsewhere
        return ""
    same = hashlib.sha256(data).hexdigest() == file.sha256 and (not checksum or is_unchanged(data, checksum))
    return "" if same else FileFault.What.CHANGED
