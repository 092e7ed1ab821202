"""A file is clean, infected or not yet checked; who does not answer never makes a file clean."""

import time

import pytest
from django.core.exceptions import ImproperlyConfigured

from rongyi.kernel.files import clamd as scanner
from rongyi.kernel.files.checks import FileRefused
from rongyi.kernel.files.store import open_file, rescan_unchecked
from rongyi.kernel.files.stored import StoredFile
from tests.kernel.clamd_server import EICAR, clamd
from tests.kernel.test_files import PDF, upload

INFECTED = PDF[:9] + EICAR + b"\n%%EOF\n"


@pytest.fixture(autouse=True)
def files(db, tmp_path, settings):
    settings.RONGYI_FILES_DIR = tmp_path / "files"
    settings.RONGYI_SCANNER = None
    settings.RONGYI_CLAMD_SECONDS = 2
    return settings.RONGYI_FILES_DIR


def states() -> list[str]:
    return list(StoredFile.objects.filter(county="610326").order_by("pk").values_list("state", flat=True))


def test_a_clean_file_is_sent_whole_and_kept_as_checked(settings):
    data = PDF[:9] + b"x" * 200_000 + b"\n%%EOF\n"  # more than one chunk

    with clamd() as server:
        settings.RONGYI_CLAMD = server.address
        stored = upload(data)

    assert (stored.state, server.received) == ("clean", [data])


def test_a_socket_of_the_machine_works_as_well(settings, tmp_path):
    with clamd(str(tmp_path / "clamd.ctl")) as server:
        settings.RONGYI_CLAMD = server.address

        assert (upload().state, scanner.is_answering()) == ("clean", True)


def test_an_infected_file_is_refused_with_a_word_and_nothing_is_kept(settings, files):
    with clamd() as server:
        settings.RONGYI_CLAMD = server.address
        with pytest.raises(FileRefused, match="没有通过安全检查,没有保存") as caught:
            upload(INFECTED)

    assert caught.value.code == "infected"
    assert (states(), files.exists()) == ([], False)


def test_nobody_there_means_not_yet_checked_and_the_answer_comes_later(settings):
    with clamd() as server:
        address = server.address
    settings.RONGYI_CLAMD = address  # nobody listens there any more
    clean, infected = upload(), upload(INFECTED)
    away = rescan_unchecked()

    with clamd() as server:
        settings.RONGYI_CLAMD = server.address
        back = rescan_unchecked()

    assert (clean.state, infected.state) == ("unchecked", "unchecked")
    assert (away, back) == (
        {"unchecked": 2, "clean": 0, "refused": 0},
        {"unchecked": 0, "clean": 1, "refused": 1},
    )
    assert states() == ["clean", "refused"]
    with pytest.raises(FileRefused, match="不能打开"):
        open_file(StoredFile.objects.get(county="610326", pk=infected.pk))


def test_a_slow_answer_is_not_waited_for_beyond_the_limit(settings):
    settings.RONGYI_CLAMD_SECONDS = 0.3

    with clamd(delay=3) as server:
        settings.RONGYI_CLAMD = server.address
        began = time.monotonic()
        state = upload().state

    assert state == "unchecked"
    assert time.monotonic() - began < 3


@pytest.mark.parametrize(
    "says", [b"INSTREAM size limit exceeded. ERROR", b"stream: Can't allocate memory ERROR", b"OK"]
)
def test_an_answer_that_is_neither_is_no_answer_and_is_asked_for_twice(settings, says):
    with clamd(says=says) as server:
        settings.RONGYI_CLAMD = server.address

        assert (upload().state, len(server.received)) == ("unchecked", 2)


def test_an_address_of_another_form_is_a_fault_of_the_settings(settings):
    settings.RONGYI_CLAMD = "127.0.0.1:3310"

    with pytest.raises(ImproperlyConfigured, match="tcp://host:port"):
        scanner.scan(b"x", "")
