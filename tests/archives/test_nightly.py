"""A share of the stored files is read each night; a broken one is found, told and closed when it is whole again."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as current

from rongyi.archives.models import FileFault, FileRound, Scan
from rongyi.archives.services import nightly
from rongyi.archives.services.nightly import check_county, check_files, share
from rongyi.kernel import audit, clock
from rongyi.kernel.audit import AuditEntry
from rongyi.kernel.files.store import Received, delete_file
from rongyi.kernel.files.stored import StoredFile
from rongyi.kernel.limits import Files, Limits, limits
from rongyi.kernel.sweeps import run_now
from rongyi.organisation.roles import Role
from rongyi.project.doctor.daily import files as doctor_of_files
from rongyi.registry.services import change_photo
from tests.archives.conftest import NOW, TODAY
from tests.fixtures_people import HUYI, MEI, MEI_VILLAGE, actor_for


@pytest.fixture
def a_few_a_night(monkeypatch):
    """A night reads one fifth, and at least one."""
    usual = limits()
    few = Limits(title=usual.title, source=usual.source, files=Files(whole_within_days=5, at_least_a_night=1))
    monkeypatch.setattr(nightly, "limits", lambda: few)


def on_disk(stored: StoredFile) -> Path:
    return Path(current.RONGYI_FILES_DIR) / stored.path


def originals(piece) -> list[StoredFile]:
    return [scan.original for scan in Scan.objects.filter(county=MEI, piece=piece).select_related("original")]


def spoil(stored: StoredFile) -> bytes:
    path = on_disk(stored)
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    return whole


def test_every_file_is_read_within_the_days_and_then_again(scanned, a_few_a_night, monkeypatch):
    scanned(*"123456")
    total, seen = StoredFile.objects.filter(county=MEI).count(), []
    read = nightly.fault_of
    monkeypatch.setattr(nightly, "fault_of", lambda file, known: seen.append(file.pk) or read(file, known))

    for night in range(5):
        with clock.pretending(NOW + timedelta(days=night)):
            check_files()

    assert (total, share(total, whole=False)) == (12, 3)
    assert sorted(seen[:12]) == sorted(StoredFile.objects.filter(county=MEI).values_list("pk", flat=True))
    assert len(seen) == 15


def test_the_same_night_again_reads_nothing_more(scanned, a_few_a_night):
    scanned(*"123456")

    assert [check_county(MEI), check_county(MEI)] == [3, 0]


def test_a_new_file_is_reached_by_the_round_that_runs(scanned, a_few_a_night):
    scanned("1", "2")
    check_county(MEI)
    scanned("3")

    for night in range(1, 6):
        with clock.pretending(NOW + timedelta(days=night)):
            check_county(MEI)

    done = FileRound.objects.get(county=MEI)
    assert done.done_on is not None and done.done_on > TODAY


def test_a_changed_byte_is_found_told_and_closed_when_it_is_whole_again(scanned, signed_in):
    file = originals(scanned("1", "2"))[0]
    whole = spoil(file)

    run_now("file_checks")
    run_now("file_checks")

    fault = FileFault.objects.get(county=MEI)
    assert (fault.file_id, fault.what, fault.region_code, fault.found_on) == (file.pk, "unreadable", MEI_VILLAGE, TODAY)
    officer = signed_in(Role.SECTION_OFFICER, MEI)
    assert "文件与入库时不符" in officer.get("/console/").content.decode()
    page = officer.get("/console/archives/faults").content.decode()
    assert fault.get_what_display() in page and str(file.pk) in page
    assert [finding.state for finding in doctor_of_files()] == ["problem"]

    on_disk(file).write_bytes(whole)
    with clock.pretending(NOW + timedelta(days=1)):
        run_now("file_checks")

    fault.refresh_from_db()
    assert fault.mended_on == TODAY + timedelta(days=1)
    assert [finding.state for finding in doctor_of_files()] == ["ok"]
    lines = AuditEntry.objects.filter(county=MEI, act__startswith="files.").order_by("seq")
    assert [(line.act, line.subject_id, line.detail) for line in lines] == [
        ("files.broken", str(file.pk), {"what": "unreadable"}), ("files.mended", str(file.pk), {}),
    ]  # fmt: skip
    assert audit.verify(MEI)[1] == []


def test_other_content_under_the_same_key_is_found_by_the_checksum(scanned):
    piece = scanned("1")
    Scan.objects.filter(county=MEI, piece=piece).update(checksum="sha256:" + "0" * 64)

    check_county(MEI)

    assert [fault.what for fault in FileFault.objects.filter(county=MEI)] == ["changed"]


def test_a_missing_file_is_found_and_one_that_its_owner_deletes_meanwhile_is_not(scanned, monkeypatch):
    lost, gone = originals(scanned("1", "2"))
    on_disk(lost).unlink()
    on_disk(gone).unlink()
    there = StoredFile.objects.exclude(pk=gone.pk)
    monkeypatch.setattr(
        nightly, "still_there", lambda county, ids: set(there.filter(pk__in=ids).values_list("pk", flat=True))
    )

    check_county(MEI)

    assert [(fault.file_id, fault.what) for fault in FileFault.objects.filter(county=MEI)] == [(lost.pk, "unreadable")]


def test_a_file_whose_owner_deleted_it_is_no_fault_any_more(scanned, make_person):
    person = make_person()
    portrait = Received("照片.jpg", "image/jpeg", b"not looked at here")
    change_photo(actor=actor_for(Role.SECTION_OFFICER, MEI), person=person, portrait=portrait, version=person.version)
    stored = StoredFile.objects.get(county=MEI, owner_id=person.pk)
    spoil(stored)
    check_county(MEI)

    delete_file(stored)
    with clock.pretending(NOW + timedelta(days=1)):
        check_county(MEI)

    assert [fault.mended_on for fault in FileFault.objects.filter(county=MEI)] == [TODAY + timedelta(days=1)]


def test_another_county_sees_nothing_of_it(scanned, signed_in):
    spoil(originals(scanned("1"))[0])
    check_files()

    page = signed_in(Role.SECTION_OFFICER, HUYI).get("/console/archives/faults").content.decode()

    assert "没有对不上的文件" in page


def test_a_killed_night_goes_on_where_it_stopped(scanned, a_few_a_night, monkeypatch):
    scanned(*"123456")
    monkeypatch.setattr(nightly, "CHUNK", 1)
    read = nightly.fault_of
    calls = []

    def killed(file, known):
        calls.append(file.pk)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return read(file, known)

    monkeypatch.setattr(nightly, "fault_of", killed)
    with pytest.raises(KeyboardInterrupt):
        check_county(MEI)
    check_county(MEI)

    assert len(calls) == 4  # one done, one cut short, and that one and one more afterwards
    assert calls[1] == calls[2]
