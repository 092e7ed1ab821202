"""What is scanned in stays as it came, is looked at as a small copy, and every look is on record."""

import io

import pytest
from PIL import Image

from rongyi.archives.models import Leaf, Scan
from rongyi.archives.queries import leaves_of, scans_of
from rongyi.archives.services import (
    open_piece,
    order_pages,
    prepare_scan,
    remove_scan,
    scan_in,
    take_original,
)
from rongyi.archives.services.verifying import Broken, verify_scans
from rongyi.kernel.audit import AuditEntry
from rongyi.kernel.errors import NotFound, Refused
from rongyi.kernel.files.checks import FileRefused
from rongyi.kernel.files.checksums import checksum
from rongyi.kernel.files.store import open_file
from rongyi.kernel.files.stored import StoredFile
from rongyi.kernel.ids import uuid7
from tests.archives.conftest import paper, upload
from tests.fixtures_people import MEI
from tests.kernel.clamd_server import EICAR, clamd
from tests.kernel.test_files import with_place
from tests.kernel.test_screen_copies import pdf, tiff


def act(name: str) -> AuditEntry:
    return AuditEntry.objects.filter(county=MEI, act=name).latest("seq")


def picture(leaf: Leaf) -> Image.Image:
    return Image.open(io.BytesIO(open_file(leaf.picture)))


def test_the_original_stays_and_the_screen_gets_a_copy_without_place(clerk, make_piece):
    piece, original = make_piece(), with_place()

    (scan,) = scan_in(actor=clerk, piece=piece, prepared=[prepare_scan(upload(original, "证件.jpg"))])

    (leaf,) = leaves_of(piece)
    assert open_file(scan.original) == original
    assert (scan.checksum, scan.size, scan.content_type, scan.scanned_by) == (
        checksum(original), len(original), "image/jpeg", "赵敏",
    )  # fmt: skip
    assert (dict(picture(leaf).getexif()), picture(leaf).size, leaf.position) == ({}, (20, 40), 1)
    assert act("archives.scan").detail == {"files": 1, "checksums": [scan.checksum]}


def test_pages_of_several_files_follow_each_other(clerk, make_piece):
    piece = make_piece()
    files = [upload(pdf(2), "正文.pdf"), upload(tiff(3), "附件.tif"), upload(paper("末"), "末页.png.jpg")]

    scan_in(actor=clerk, piece=piece, prepared=[prepare_scan(file) for file in files])

    assert [leaf.position for leaf in leaves_of(piece)] == [1, 2, 3, 4, 5, 6]
    assert [(scan.content_type, scan.n) for scan in scans_of(piece)] == [
        ("application/pdf", 2), ("image/tiff", 3), ("image/jpeg", 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"MZ\x90\x00 a program", "证件.jpg", "内容却不是"),
        (b"<html></html>", "证件.pdf", "内容却不是"),
        (pdf(1), "证件.jpg", "内容却不是"),
        (b"<svg/>", "证件.svg", "不能上传这种文件"),
        (paper()[:700], "证件.jpg", "已损坏"),
        (pdf(1, password="x"), "证件.pdf", "有密码"),
    ],
)
def test_what_is_not_what_its_name_says_never_comes_in(data, name, words):
    with pytest.raises(FileRefused, match=words):
        prepare_scan(upload(data, name))


def test_the_same_file_twice_and_too_many_pages_are_refused(clerk, scanned, monkeypatch):
    piece = scanned("1")

    with pytest.raises(Refused, match="没有重复入库"):
        scan_in(actor=clerk, piece=piece, prepared=[prepare_scan(upload(paper("1")))])
    monkeypatch.setattr("rongyi.archives.services.scanning.MOST_LEAVES", 1)
    with pytest.raises(Refused, match="最多 1 页"):
        scan_in(actor=clerk, piece=piece, prepared=[prepare_scan(upload(paper("2")))])

    assert len(leaves_of(piece)) == Scan.objects.filter(county=MEI).count() == 1


def test_a_scan_in_that_fails_leaves_nothing(clerk, make_piece):
    piece, twice = make_piece(), prepare_scan(upload())

    with pytest.raises(Refused):
        scan_in(actor=clerk, piece=piece, prepared=[twice, twice])

    assert (scans_of(piece), StoredFile.objects.filter(county=MEI).count()) == ([], 0)


def test_pages_are_put_into_another_order(clerk, scanned):
    piece = scanned("1", "2", "3")
    first, second, third = leaves_of(piece)

    order_pages(actor=clerk, piece=piece, leaves=[third.pk, first.pk, second.pk])
    for wrong in ([third.pk], [third.pk, first.pk, first.pk], [third.pk, first.pk, uuid7()]):
        with pytest.raises(Refused, match="刷新后再排"):
            order_pages(actor=clerk, piece=piece, leaves=wrong)

    assert [(leaf.pk, leaf.position) for leaf in leaves_of(piece)] == [(third.pk, 1), (first.pk, 2), (second.pk, 3)]


def test_a_file_scanned_by_mistake_goes_with_its_pages_and_its_bytes(clerk, scanned, settings):
    piece = scanned("1", "2", "3")
    middle = scans_of(piece)[1]

    with pytest.raises(Refused, match="写明理由"):
        remove_scan(actor=clerk, piece=piece, scan=middle, reason=" ")
    remove_scan(actor=clerk, piece=piece, scan=middle, reason="扫描到别人的证件")

    assert [leaf.position for leaf in leaves_of(piece)] == [1, 2]
    assert StoredFile.objects.filter(county=MEI).count() == 4
    entry = act("archives.scan_remove")
    assert (entry.reason, entry.detail) == ("扫描到别人的证件", {"checksum": middle.checksum})


def test_papers_about_a_person_are_opened_with_a_reason_and_others_without(clerk, scanned, make_person):
    office, personal = scanned("1"), scanned("2", people=[make_person().pk])

    with pytest.raises(Refused, match="写明理由"):
        open_piece(actor=clerk, piece=personal, reason="看看")
    opened = open_piece(actor=clerk, piece=personal, reason="核对退役时间")
    open_piece(actor=clerk, piece=office)

    assert [leaf.piece_id for leaf in opened] == [personal.pk]
    rows = AuditEntry.objects.filter(county=MEI, act="archives.open").order_by("seq")
    assert list(rows.values_list("subject_id", "outcome", "reason")) == [
        (str(personal.pk), "refused", ""), (str(personal.pk), "done", "核对退役时间"), (str(office.pk), "done", ""),
    ]  # fmt: skip


def test_out_of_reach_nothing_is_scanned_opened_or_taken(sibling_clerk, scanned):
    piece = scanned("1")
    prepared = [prepare_scan(upload(paper("2")))]

    for call in (
        lambda: scan_in(actor=sibling_clerk, piece=piece, prepared=prepared),
        lambda: open_piece(actor=sibling_clerk, piece=piece, reason="核对退役时间"),
        lambda: take_original(actor=sibling_clerk, piece=piece, scan=scans_of(piece)[0]),
        lambda: order_pages(actor=sibling_clerk, piece=piece, leaves=[]),
    ):
        with pytest.raises(NotFound):
            call()
    assert len(leaves_of(piece)) == 1


def test_a_virus_is_kept_out_and_nobody_there_is_said(clerk, make_piece, settings):
    settings.RONGYI_CLAMD_SECONDS = 1
    infected = pdf(1) + b"\n%" + EICAR + b"\n%%EOF\n"

    with clamd() as server:
        settings.RONGYI_CLAMD = server.address
        with pytest.raises(FileRefused, match="安全检查"):
            prepare_scan(upload(infected, "通知.pdf"))
        clean = prepare_scan(upload())
    alone = prepare_scan(upload())

    assert (clean.received.state, alone.received.state) == ("clean", "unchecked")


def test_one_flipped_byte_is_named(scanned, settings):
    whole, hurt, lost = scanned("1"), scanned("2"), scanned("3")
    broken, gone = scans_of(hurt)[0], scans_of(lost)[0]
    path = settings.RONGYI_FILES_DIR / broken.original.path
    assert verify_scans() == (3, [])

    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    (settings.RONGYI_FILES_DIR / gone.original.path).unlink()

    assert verify_scans() == (
        3, [Broken(hurt.code, str(broken.pk), "unreadable"), Broken(lost.code, str(gone.pk), "unreadable")],
    )  # fmt: skip
    assert verify_scans(county="610118") == (0, [])
    assert open_file(scans_of(whole)[0].original) == paper("1")


def test_a_checksum_that_was_changed_is_named_too(scanned):
    piece = scanned("1")
    Scan.objects.filter(county=MEI).update(checksum=checksum(b"other"))

    assert verify_scans() == (1, [Broken(piece.code, str(scans_of(piece)[0].pk), "changed")])
