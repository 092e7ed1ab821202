import hashlib
import io
import os
import time
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from PIL import Image, PngImagePlugin

from rongyi.kernel.crypto.aead import SealBroken
from rongyi.kernel.crypto.rows import Erased, destroy_row_keys
from rongyi.kernel.errors import Refused
from rongyi.kernel.files.checks import EVIDENCE, WORKBOOKS, FileRefused, Policy, checked, sanitised
from rongyi.kernel.files.store import delete_file, file_response, open_file, remove_orphans, rescan, store_file
from rongyi.kernel.files.stored import StoredFile

PDF = b"%PDF-1.7\nsome pages\n%%EOF\n"
OWNER = uuid.UUID("01990000-0000-7000-8000-000000000001")
answers: list = []


def scanner(data, content_type):
    answer = answers.pop(0)
    if isinstance(answer, Exception):
        raise answer
    return answer


@pytest.fixture(autouse=True)
def files(db, tmp_path, settings):
    settings.RONGYI_FILES_DIR = tmp_path / "files"
    settings.RONGYI_SCANNER = None
    return settings.RONGYI_FILES_DIR


def upload(data=PDF, name="复员证.pdf", **options) -> StoredFile:
    file = SimpleUploadedFile("x", data)
    file._name = name  # what a hostile client may send, past Django's own cutting
    given = {"county": "610326", "region_code": "610326100001", "owner_kind": "records.fact", "owner_id": OWNER}
    return store_file(file, **given, actor_id=7, **options)


def on_disk(files) -> list:
    return [path for path in files.rglob("*") if path.is_file()]


def image(form="JPEG", size=(40, 20), mode="RGB", **options) -> bytes:
    target = io.BytesIO()
    Image.new(mode, size, "red" if mode == "RGB" else None).save(target, form, **options)
    return target.getvalue()


def with_place() -> bytes:
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "Camera of Wang", 6
    exif.get_ifd(0x8825)[2] = (34.0, 16.0, 30.0)
    return image(exif=exif, comment=b"taken at home")


def test_a_file_is_kept_encrypted_under_a_name_of_our_own(files):
    stored = upload()

    read = StoredFile.objects.get(county="610326", pk=stored.pk)
    path = on_disk(files)[0]
    assert open_file(read) == PDF
    assert [path.relative_to(files).as_posix() for path in on_disk(files)] == [read.path]
    assert "复员证" not in str(path)
    assert PDF[:20] not in path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    assert (read.name, read.content_type, read.size, read.state, read.created_by, read.owner_id) == (
        "复员证.pdf", "application/pdf", len(PDF), "unchecked", "7", OWNER,
    )  # fmt: skip
    assert read.sha256 == hashlib.sha256(PDF).hexdigest()


def test_a_changed_a_swapped_and_a_missing_file_are_incidents(files):
    one, two = upload(), upload(PDF + b"\n")
    first, second = files / one.path, files / two.path
    content = first.read_bytes()

    first.write_bytes(second.read_bytes())
    with pytest.raises(SealBroken):
        open_file(one)
    first.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(SealBroken):
        open_file(one)
    first.unlink()
    with pytest.raises(SealBroken):
        open_file(one)


def test_destroying_the_row_key_erases_the_file():
    stored = upload()

    destroy_row_keys(StoredFile.objects.filter(county="610326", pk=stored.pk))

    with pytest.raises(Erased):
        open_file(StoredFile.objects.get(county="610326", pk=stored.pk))


def test_place_camera_and_comment_stay_behind_and_the_picture_stands_upright():
    original = with_place()
    assert b"Camera of Wang" in original

    kept = open_file(upload(original, "家.JPG"))

    with Image.open(io.BytesIO(kept)) as opened:
        assert (opened.format, opened.size, dict(opened.getexif()), "comment" in opened.info) == (
            "JPEG", (20, 40), {}, False,
        )  # fmt: skip
    assert b"Camera of Wang" not in kept
    assert b"taken at home" not in kept


@pytest.mark.parametrize(("form", "name"), [("PNG", "a.png"), ("WEBP", "a.webp")])
def test_a_transparent_picture_stays_transparent_and_loses_its_texts(form, name):
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Author", "Wang Jianguo")

    content_type, kept = checked(
        image(form, mode="RGBA", **({"pnginfo": texts} if form == "PNG" else {})), name, EVIDENCE
    )

    with Image.open(io.BytesIO(kept)) as opened:
        assert (opened.mode, opened.size) == ("RGBA", (40, 20))
    assert content_type == f"image/{form.lower()}"
    assert b"Wang Jianguo" not in kept


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.svg", "type"),
        (b"<html></html>", "a.html", "type"),
        (b"<html></html>", "a.pdf", "type_differs"),
        (b"<html></html>", "a.jpg", "type_differs"),
        (b"<svg/>", "a.png", "type_differs"),
        (PDF, "a.jpg", "type_differs"),
        (PDF[:-8], "a.pdf", "type_differs"),
        (image("PNG"), "a.jpg", "type_differs"),
        (image("JPEG")[:400], "a.jpg", "damaged"),
        (PDF, "a.pdf.exe", "type"),
        (PDF, "a", "type"),
        (PDF, "a.xlsx", "type"),
        (b"", "a.pdf", "empty"),
    ],
)
def test_what_is_not_what_it_says_is_refused_and_nothing_is_kept(files, data, name, code):
    with pytest.raises(FileRefused) as caught:
        upload(data, name)

    assert caught.value.code == code
    assert not StoredFile.objects.filter(county="610326").exists()
    assert not files.exists()


def test_limits_are_those_of_the_policy():
    small = Policy(max_bytes=len(PDF) - 1)
    few = Policy(max_pixels=799)

    with pytest.raises(FileRefused, match="文件超过 0 MB"):
        upload(policy=small)
    with pytest.raises(FileRefused, match="万像素"):
        upload(image(), "a.jpg", policy=few)
    assert upload(image(), "a.jpg", policy=Policy(max_pixels=800)).size > 0


def test_a_picture_of_vast_size_is_refused_before_it_is_decoded():
    head = image("PNG")
    huge = head[:16] + (60_000).to_bytes(4, "big") * 2 + head[24:]

    started = time.perf_counter()
    with pytest.raises(FileRefused):
        checked(huge, "a.png", EVIDENCE)

    assert time.perf_counter() - started < 1


def test_workbooks_have_a_policy_of_their_own():
    assert upload("姓名,电话\n".encode(), "名册.csv", policy=WORKBOOKS).content_type == "text/csv"
    assert WORKBOOKS.accept == ".xlsx,.xls,.et,.xlsb,.ods,.csv"
    with pytest.raises(Refused, match="PNG"):
        upload(image("PNG"), "名册.xlsx", policy=WORKBOOKS)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/a.pdf", "a.pdf"),
        ("C:\\用户\\复员证.pdf", "复员证.pdf"),
        ("a\u202efdp.pdf", "afdp.pdf"),
        ("a\r\nb\x00.pdf", "ab.pdf"),
        (".pdf", "pdf"),
        ("", "文件"),
        ('a<b>"c".pdf', "a_b__c_.pdf"),
        ("长" * 200 + ".pdf", "长" * 96 + ".pdf"),
        ("x" * 200, "x" * 100),
    ],
)
def test_names_are_made_harmless(name, kept):
    assert sanitised(name) == kept


def test_the_scanner_decides_and_its_failure_leaves_a_file_unchecked(settings, files):
    settings.RONGYI_SCANNER = f"{__name__}.scanner"
    answers[:] = [True, None, RuntimeError("away"), False]

    states = [upload().state for _ in range(3)]
    with pytest.raises(FileRefused, match="安全检查"):
        upload()

    assert states == ["clean", "unchecked", "unchecked"]
    assert len(on_disk(files)) == 3


def test_a_file_found_bad_later_is_not_opened(settings):
    stored = upload()
    settings.RONGYI_SCANNER = f"{__name__}.scanner"
    answers[:] = [False]

    state = rescan(stored)

    assert state == "refused"
    with pytest.raises(FileRefused, match="不能打开"):
        open_file(StoredFile.objects.get(county="610326", pk=stored.pk))


def test_it_is_served_as_an_attachment_in_a_sandbox():
    response = file_response(upload())

    assert response.content == PDF
    assert dict(response.items()) == {
        "Content-Type": "application/pdf",
        "Content-Disposition": "attachment; filename*=utf-8''%E5%A4%8D%E5%91%98%E8%AF%81.pdf",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, no-store",
    }


def test_only_pictures_and_pdf_are_shown_in_place():
    picture, table = upload(image(), "a.jpg"), upload(b"a,b\n", "a.csv", policy=WORKBOOKS)

    shown = [file_response(stored, inline=True)["Content-Disposition"] for stored in (picture, table)]

    assert shown == ['inline; filename="a.jpg"', 'attachment; filename="a.csv"']


@pytest.mark.django_db(transaction=True)
def test_a_deleted_file_goes_with_its_row_and_stays_when_the_act_fails(files):
    stored = upload()

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        delete_file(stored)
        raise ZeroDivisionError
    kept = len(on_disk(files)), StoredFile.objects.filter(county="610326").count()
    delete_file(stored)

    assert kept == (1, 1)
    assert (on_disk(files), StoredFile.objects.filter(county="610326").count()) == ([], 0)


def test_files_without_a_row_are_swept_up_once_they_are_old(files):
    stored, orphan = upload(), upload()
    StoredFile.objects.filter(county="610326", pk=orphan.pk).delete()

    young = remove_orphans()
    os.utime(files / orphan.path, (0, 0))
    old = remove_orphans()

    assert (young, old) == (0, 1)
    assert on_disk(files) == [files / stored.path]
